import { createFinding, type Evidence, type Finding } from '../finding.ts'
import type { Reading } from '../reading.ts'
import { notUploadedReasons, type ScanResult } from '../scan.ts'

/**
 * Judges a scan of the old account's folders. A file that never uploads by rule is told apart from one that could
 * still be uploaded; where no file carries cloud state nobody can tell either (onedrive-facts 5.2, pitfall 21). `isLinked`: the account
 * whose folders these are is still there.
 */
export function judgeFiles(scan: Reading<ScanResult>, isLinked: boolean): Finding[] {
  if (scan.kind === 'unreadable') return [createFinding('files.unknown', scan, { reason: scan.reason })]
  const { files, folders, reasons, unreadable, hasCloudState } = scan.value
  const findings: Finding[] = []
  if (!hasCloudState && files > 0) {
    // Linked all the same: Files On-Demand is off, or the volume keeps no such state.
    findings.push(
      isLinked
        ? createFinding('files.unknown', scan, { reason: 'no-cloud-state', files, folders })
        : createFinding('files.state-lost', scan, { files, folders }),
    )
  } else {
    const left = notUploadedReasons.filter(
      (reason) => reason !== 'excluded-by-policy' && reasons[reason].files > 0,
    )
    if (left.length > 0)
      findings.push(createFinding('files.not-uploaded', scan, toEvidence(scan.value, left)))
    const excluded = reasons['excluded-by-policy']
    if (excluded.files > 0) findings.push(createFinding('files.excluded-by-policy', scan, { ...excluded }))
  }
  if (unreadable.folders > 0) {
    const { folders: count, paths } = unreadable
    findings.push(createFinding('files.unreadable', scan, { folders: count, paths }))
  }
  return findings
}

/** `files` and `bytes` together, which are reported, then the files of each reason. */
function toEvidence({ reasons }: ScanResult, left: readonly (keyof ScanResult['reasons'])[]): Evidence {
  const sum = (part: 'files' | 'bytes'): number =>
    left.reduce((total, reason) => total + reasons[reason][part], 0)
  return {
    files: sum('files'),
    bytes: sum('bytes'),
    ...Object.fromEntries(left.map((reason) => [reason, reasons[reason].files])),
  }
}
