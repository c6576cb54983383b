import { createFinding, type Evidence, type Finding } from '../findings/finding.ts'
import type { Reading } from '../facts/reading.ts'
import { countResolved, type FileOutcomes } from '../files/rescue.ts'
import {
  countLeft,
  notUploadedReasons,
  setAsideReasons,
  type Amount,
  type NotUploadedReason,
  type ScanResult,
} from '../files/scan.ts'

/**
 * Judges a scan of the old account's folders. A file that never uploads by rule is kept apart from one that could
 * still be uploaded; where the account is gone, or no file carries cloud state, no one can tell either, until each was compared with
 * the new OneDrive (docs/facts/files-and-names.md#what-was-uploaded, pitfall 21). `isLinked`: the account whose folders these are is still there. `rescue`: what
 * became of the files since, where anything was done about them.
 */
export function judgeFiles(
  scan: Reading<ScanResult>,
  isLinked: boolean,
  settlement: FileOutcomes | null = null,
): Finding[] {
  if (scan.kind === 'unreadable') return [createFinding('files.unknown', scan, { reason: scan.reason })]
  // A list that was not kept settles nothing.
  const hasList = settlement !== null && (countResolved(settlement) > 0 || countLeft(scan.value) === 0)
  const rescue = hasList ? settlement : null
  const { files, folders, unreadable, hasCloudState } = scan.value
  const left = rescue?.left ?? scan.value.reasons
  const open = notUploadedReasons.filter((reason) => left[reason].files > 0)
  const counts = rescue === null ? {} : toCounts(rescue)
  const isWaiting = rescue !== null && rescue.copied.files > 0
  const isTouched =
    rescue !== null &&
    (isWaiting ||
      [rescue.proven, rescue.present, rescue.waived, rescue.notebookLinks].some(
        (amount) => (amount?.files ?? 0) > 0,
      ))
  // What was compared has a reason of its own by now.
  const isCompared = rescue !== null && open.every((reason) => isToldWithoutState.has(reason))
  const findings: Finding[] = []
  if (!hasCloudState && files > 0 && !(isCompared && (isTouched || open.length > 0))) {
    // Linked all the same: Files On-Demand is off, or the volume keeps no such state.
    findings.push(
      isLinked
        ? createFinding('files.unknown', scan, { reason: 'no-cloud-state', files, folders })
        : createFinding('files.state-lost', scan, { files, folders }),
    )
  } else {
    if (left.untold.files > 0)
      findings.push(createFinding('files.state-lost', scan, { ...left.untold, ...counts }))
    // Each of those has a finding of its own.
    const wanted = open.filter((reason) => !setAsideReasons.has(reason))
    if (wanted.length > 0)
      findings.push(createFinding('files.not-uploaded', scan, { ...toEvidence(left, wanted), ...counts }))
    if (left['excluded-by-policy'].files > 0)
      findings.push(createFinding('files.excluded-by-policy', scan, { ...left['excluded-by-policy'] }))
    if (left.notebook.files > 0) findings.push(createFinding('files.notebook', scan, { ...left.notebook }))
  }
  const notTaken = rescue?.notTaken ?? { files: 0, bytes: 0 }
  if (notTaken.files > 0) findings.push(createFinding('files.not-taken', scan, { ...notTaken }))
  if (isWaiting) findings.push(createFinding('files.rescue-waiting', scan, { ...rescue.copied, ...counts }))
  if (unreadable.folders > 0) {
    const { folders: count, paths } = unreadable
    findings.push(createFinding('files.unreadable', scan, { folders: count, paths }))
  }
  const missing = rescue?.notebooks?.missing ?? 0
  if (missing > 0) findings.push(createFinding('files.notebook-missing', scan, { files: missing }))
  if (isTouched && findings.length === 0) findings.push(createFinding('files.settled', scan, counts))
  // Those whose notebook is missing have a finding of their own: nothing about them is passed.
  const links = (rescue?.notebookLinks?.files ?? 0) - missing
  if (links > 0)
    findings.push(
      createFinding('files.notebook-links', scan, { files: links, ...toNotebooks(links, rescue?.notebooks) }),
    )
  return findings
}

/** Reasons that need no state that a file carries. */
const isToldWithoutState: ReadonlySet<NotUploadedReason> = new Set([
  'absent',
  'different',
  'excluded-by-policy',
  'notebook',
])

/** Links do not say whether their notebooks have moved: only what the new OneDrive has does. */
function toNotebooks(links: number, notebooks: FileOutcomes['notebooks']): Evidence {
  if (notebooks === undefined) return {}
  const { found, missing } = notebooks
  return { found, missing, notebooks: found === links ? 'found' : 'some' }
}

/** `files` and `bytes` together, which are reported, then the files of each reason. */
function toEvidence(
  left: Readonly<Record<NotUploadedReason, Amount>>,
  reasons: readonly NotUploadedReason[],
): Evidence {
  const sum = (part: 'files' | 'bytes'): number =>
    reasons.reduce((total, reason) => total + left[reason][part], 0)
  return {
    files: sum('files'),
    bytes: sum('bytes'),
    ...Object.fromEntries(reasons.map((reason) => [reason, left[reason].files])),
  }
}

/** Files that were copied and have arrived, that are on their way, that were there already, and that the person does without. */
function toCounts({ proven, copied, present, waived, withAdditions }: FileOutcomes): Evidence {
  const additions = withAdditions?.files ?? 0
  return {
    rescued: proven.files,
    waiting: copied.files,
    present: present.files,
    waived: waived.files,
    ...(additions > 0 && { withAdditions: additions }),
  }
}
