import type { ProofRound } from '../../../shared/files/proof.ts'
import type { RescueTotals } from '../../../shared/files/rescue.ts'

export const proofStageIds = ['copied', 'verified', 'uploaded', 'confirmed'] as const
export type ProofStageId = (typeof proofStageIds)[number]

/** How many of the copies have come so far. `done` is null before the first round. */
export type ProofStage = { readonly id: ProofStageId; readonly done: number | null; readonly isDone: boolean }

/**
 * The way of the copies, from this computer to the cloud. A copy counts as copied only once it was read back, so the first two are
 * one number. What OneDrive has uploaded is known of the last look alone.
 */
export function toProofStages({ all }: Pick<RescueTotals, 'all'>, look: ProofRound | null): ProofStage[] {
  const confirmed = all.proven.files
  const copies = confirmed + all.copied.files
  const isAll = all.copied.files === 0
  const uploaded = look === null ? null : Math.max(confirmed, copies - look.open.waiting - look.missing)
  return [
    { id: 'copied', done: copies, isDone: true },
    { id: 'verified', done: copies, isDone: true },
    { id: 'uploaded', done: isAll ? copies : uploaded, isDone: isAll || uploaded === copies },
    { id: 'confirmed', done: confirmed, isDone: isAll },
  ]
}
