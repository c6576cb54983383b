import type { ReactElement } from 'react'
import type { Finding } from '../../shared/findings/finding.ts'
import { useWords } from '../use-words.ts'

const named: ReadonlySet<string> = new Set([
  'files.not-looked-through',
  'files.old-folder-unknown',
  'files.unclear-looked-through',
])

/**
 * The folders that the person is asked to look through, or not to delete, or the places that could not be listed and how they can
 * be; null where the finding names none. Only shown, never sent.
 */
export function FolderList({ finding: { code, evidence } }: { finding: Finding }): ReactElement | null {
  const { say } = useWords()
  const { paths } = evidence
  if (!named.has(code) || typeof paths !== 'object' || paths === null || paths.length === 0) return null
  return (
    <>
      {evidence['reason'] === 'profile-not-listed' && (
        <p className="card-text">{say('finding/not-listed')}</p>
      )}
      <ul className="reasons">
        {paths.map((path) => (
          <li key={path}>
            <bdi dir="ltr">{path}</bdi>
          </li>
        ))}
      </ul>
    </>
  )
}
