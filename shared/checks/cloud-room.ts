import { createFinding, type Finding } from '../findings/finding.ts'
import type { Reading } from '../facts/reading.ts'
import type { FileOutcomes } from '../files/rescue.ts'
import { notUploadedReasons, setAsideReasons, type Amount, type ScanResult } from '../files/scan.ts'
import type { WebFacts } from './web.ts'

/**
 * Whether the new OneDrive takes what is only on this computer, copied or not: asked before the plan, because OneDrive uploads nothing
 * into a full drive and says little of it (Graph `quota`). Nothing where Graph has not said how much room there is.
 */
export function judgeCloudRoom(
  web: WebFacts,
  scan: Reading<ScanResult> | null,
  rescue: FileOutcomes | null,
): Finding[] {
  if (web.kind !== 'drive' || web.room === undefined || scan?.kind !== 'read') return []
  const amounts = amountsToUpload(scan.value, rescue)
  if (rescue !== null) amounts.push(rescue.copied)
  const bytes = amounts.reduce((sum, amount) => sum + amount.bytes, 0)
  if (bytes === 0 || bytes <= web.room) return []
  return [createFinding('files.no-cloud-room', scan, { bytes, room: web.room })]
}

/** What is left to copy, by reason: not what is already copied, nor what no one knows to be missing in the cloud. */
export function amountsToUpload(scan: ScanResult, rescue: FileOutcomes | null): Amount[] {
  const left = rescue?.left ?? scan.reasons
  return notUploadedReasons.filter((reason) => !setAsideReasons.has(reason)).map((reason) => left[reason])
}
