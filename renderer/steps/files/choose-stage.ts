import type { ComparisonState } from '../../../shared/files/comparison.ts'
import type { Finding } from '../../../shared/findings/finding.ts'
import type { NoRescueReason, RescueState, RescueTotals, StopReason } from '../../../shared/files/rescue.ts'
import { lostReasons, type NotUploadedReason } from '../../../shared/files/scan.ts'

/** How far the person is with the files that are only on this computer: one screen each. */
export type FilesStage =
  /** Before the move: a list to read, as advice. */
  | { readonly kind: 'advice' }
  /** Compared with the new OneDrive, because nothing on the computer tells what was uploaded, or where a notebook is. */
  | { readonly kind: 'comparing' }
  /** Not compared, not to the end, or without an answer for some. */
  | { readonly kind: 'lost'; readonly standing: Exclude<ComparisonState, { readonly kind: 'running' }> }
  | { readonly kind: 'no-target'; readonly reason: Exclude<NoRescueReason, 'before-move' | 'switched-off'> }
  /** The organisation does not want files copied: a list to take to the helpdesk, and to do without. */
  | { readonly kind: 'switched-off' }
  /** Files to choose, a plan to read. */
  | { readonly kind: 'choose' }
  | { readonly kind: 'copying'; readonly isPaused: boolean }
  | { readonly kind: 'stopped'; readonly reason: StopReason }
  /** Copied but for some. */
  | { readonly kind: 'rest' }
  /** Copied, and not yet seen in the cloud. */
  | { readonly kind: 'waiting' }
  /** Nothing is left but what OneDrive never takes. */
  | { readonly kind: 'excluded' }
  /** No file is left, and a notebook is not where its link says. */
  | { readonly kind: 'notebook-missing' }
  | { readonly kind: 'settled' }

/** Chooses the screen; null where there is no list, or an empty one. */
export function chooseStage(
  { run, totals }: RescueState,
  comparison: ComparisonState,
  findings: readonly Pick<Finding, 'code'>[],
): FilesStage | null {
  if (totals === null || totals.all.all.files === 0) return null
  if (run.kind === 'copying') return { kind: 'copying', isPaused: run.isPaused }
  if (run.kind === 'planning' || run.kind === 'planned') return { kind: 'choose' }
  const isBefore = run.kind === 'unavailable' && run.reason === 'before-move'
  const untold = countLeft(totals, 'untold')
  // A list of all there is would be no advice, and nothing may be compared yet.
  if (isBefore) return untold > 0 ? null : { kind: 'advice' }
  if (comparison.kind === 'running') return { kind: 'comparing' }
  const open = countOpen(totals) - untold
  if (untold > 0 && (open === 0 || comparison.kind !== 'done')) return { kind: 'lost', standing: comparison }
  const { copied } = totals.all
  if (open > 0) {
    if (run.kind === 'unavailable' && run.reason !== 'before-move') {
      return run.reason === 'switched-off'
        ? { kind: 'switched-off' }
        : { kind: 'no-target', reason: run.reason }
    }
    if (run.kind === 'stopped') return { kind: 'stopped', reason: run.reason }
    return { kind: copied.files > 0 || totals.all.failed.files > 0 ? 'rest' : 'choose' }
  }
  if (copied.files > 0) return { kind: 'waiting' }
  if (totals.all.left.files > 0) return { kind: 'excluded' }
  const isMissing = findings.some(({ code }) => code === 'files.notebook-missing')
  return { kind: isMissing ? 'notebook-missing' : 'settled' }
}

/** Files that somebody has to do something about. What is never uploaded by rule can only be looked through. */
export function countOpen(totals: RescueTotals): number {
  const excluded =
    totals.reasons.find(({ reason }) => reason === 'excluded-by-policy')?.counts.left.files ?? 0
  return totals.all.left.files + totals.all.failed.files - excluded
}

function countLeft({ reasons }: RescueTotals, wanted: NotUploadedReason): number {
  const counts = reasons.find(({ reason }) => reason === wanted)?.counts
  return counts === undefined ? 0 : counts.left.files + counts.failed.files
}

/** True for a list of files that only the new OneDrive can decide. */
export function wasCompared({ all, reasons }: RescueTotals): boolean {
  return all.present.files > 0 || reasons.some(({ reason }) => lostReasons.has(reason))
}

/** True where the person goes through the list and decides: it fills the screen then, and what to do is at its foot. */
export function isListFirst({ kind }: FilesStage, { run }: Pick<RescueState, 'run'>): boolean {
  return run.kind !== 'planned' && decides.has(kind)
}

const decides: ReadonlySet<FilesStage['kind']> = new Set([
  'advice',
  'lost',
  'no-target',
  'switched-off',
  'choose',
  'stopped',
  'rest',
  'excluded',
])

/** What the person may change in the list: nothing, what they do without, or also what is copied. */
export type FileChanges = 'none' | 'waivers' | 'all'

export function changesOf({ kind }: FilesStage, { run }: Pick<RescueState, 'run'>): FileChanges {
  if (kind === 'advice' || kind === 'copying' || kind === 'comparing') return 'none'
  return run.kind === 'unavailable' && run.reason === 'switched-off' ? 'waivers' : 'all'
}
