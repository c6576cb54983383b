import type { NoRescueReason, RescueState, RescueTotals, StopReason } from '../../../shared/rescue.ts'

/** Where the person stands with the files that are only on this computer: one screen each. */
export type FilesStage =
  /** Before the move: a list to read, as advice. */
  | { readonly kind: 'advice' }
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
  | { readonly kind: 'settled' }

/** Chooses the screen; null where there is no list. */
export function chooseStage({ run, totals }: RescueState): FilesStage | null {
  if (totals === null || totals.all.all.files === 0) return null
  if (run.kind === 'copying') return { kind: 'copying', isPaused: run.isPaused }
  if (run.kind === 'planning' || run.kind === 'planned') return { kind: 'choose' }
  if (run.kind === 'unavailable' && run.reason === 'before-move') return { kind: 'advice' }
  const { copied } = totals.all
  if (countOpen(totals) > 0) {
    if (run.kind === 'unavailable' && run.reason !== 'before-move') {
      return run.reason === 'switched-off'
        ? { kind: 'switched-off' }
        : { kind: 'no-target', reason: run.reason }
    }
    if (run.kind === 'stopped') return { kind: 'stopped', reason: run.reason }
    return { kind: copied.files > 0 || totals.all.failed.files > 0 ? 'rest' : 'choose' }
  }
  if (copied.files > 0) return { kind: 'waiting' }
  return { kind: totals.all.left.files > 0 ? 'excluded' : 'settled' }
}

/** Files that somebody has to do something about. What is never uploaded by rule can only be looked through. */
export function countOpen({ all, reasons }: RescueTotals): number {
  const excluded = reasons.find(({ reason }) => reason === 'excluded-by-policy')?.counts
  const passed = excluded === undefined ? 0 : excluded.left.files
  return all.left.files + all.failed.files - passed
}

/** True where files can be chosen and done without. */
export function isChanging({ kind }: FilesStage): boolean {
  return kind !== 'advice' && kind !== 'copying'
}
