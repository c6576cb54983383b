import type { ReactElement } from 'react'
import type { Evidence } from '../../shared/findings/finding.ts'
import { notUploadedReasons } from '../../shared/files/scan.ts'
import { useWords } from '../use-words.ts'

/** How many files for which reason; null where the finding says nothing of that. */
export function ReasonList({ evidence }: { evidence: Evidence }): ReactElement | null {
  const { say, toNumber } = useWords()
  const reasons = notUploadedReasons.flatMap((reason) => {
    const files = evidence[reason]
    return typeof files === 'number' && files > 0 ? [{ reason, files }] : []
  })
  if (reasons.length === 0) return null
  return (
    <ul className="reasons">
      {reasons.map(({ reason, files }) => (
        <li key={reason}>{say(`reason/${reason}`, { files: toNumber(files) })}</li>
      ))}
    </ul>
  )
}
