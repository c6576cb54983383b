import type { ReactElement } from 'react'
import type { Finding } from '../../shared/finding.ts'

/** The folders that the person is asked to look through; null where the finding names none. Only shown, never sent. */
export function FolderList({ finding: { code, evidence } }: { finding: Finding }): ReactElement | null {
  const { paths } = evidence
  const isToLookAt = code === 'files.not-looked-through' || code === 'files.old-folder-unknown'
  if (!isToLookAt || typeof paths !== 'object' || paths === null || paths.length === 0) return null
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
