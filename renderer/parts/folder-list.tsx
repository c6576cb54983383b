import type { ReactElement } from 'react'
import type { Finding } from '../../shared/finding.ts'

const named: ReadonlySet<string> = new Set([
  'files.not-looked-through',
  'files.old-folder-unknown',
  'files.unclear-looked-through',
])

/** The folders that the person is asked to look through, or not to delete; null where the finding names none. Only shown, never sent. */
export function FolderList({ finding: { code, evidence } }: { finding: Finding }): ReactElement | null {
  const { paths } = evidence
  if (!named.has(code) || typeof paths !== 'object' || paths === null || paths.length === 0) return null
  return (
    <ul className="reasons">
      {paths.map((path) => (
        <li key={path}>
          <bdi dir="ltr">{path}</bdi>
        </li>
      ))}
    </ul>
  )
}
