import type { Amount } from '../files/scan.ts'
import type { RescueState } from '../files/rescue.ts'

/** What the taskbar shows below the program's icon. `share` is 0 to 1. */
export type TaskbarProgress =
  | { readonly kind: 'none' }
  | { readonly kind: 'share'; readonly share: number; readonly mode: 'normal' | 'paused' | 'error' }

/**
 * How far the copying is, and after it how much of it has arrived in the cloud. `error` where copying stopped for a reason that
 * somebody has to put right.
 */
export function toTaskbarProgress({ run, totals, compared }: RescueState): TaskbarProgress {
  if (run.kind === 'copying')
    return toShare(run.progress.done, run.progress.of, run.isPaused ? 'paused' : 'normal')
  if (run.kind === 'stopped' && run.reason !== 'asked' && run.progress !== null)
    return toShare(run.progress.done, run.progress.of, 'error')
  if (compared !== null) return toShare(compared.done, compared.of, 'normal')
  if (run.kind !== 'copied' || totals === null) return { kind: 'none' }
  const { copied, proven } = totals.all
  if (copied.files === 0) return { kind: 'none' }
  const of = { files: copied.files + proven.files, bytes: copied.bytes + proven.bytes }
  return toShare(proven, of, 'normal')
}

/** By bytes; by files where there are none. */
function toShare(done: Amount, of: Amount, mode: 'normal' | 'paused' | 'error'): TaskbarProgress {
  const [part, whole] = of.bytes > 0 ? [done.bytes, of.bytes] : [done.files, of.files]
  if (whole === 0) return { kind: 'none' }
  return { kind: 'share', share: Math.min(part / whole, 1), mode }
}
