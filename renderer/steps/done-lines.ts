import type { UnaskedReason } from '../../shared/checks/check-result.ts'
import type { RescueStatus } from '../../shared/files/rescue.ts'
import type { Amount } from '../../shared/files/scan.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import type { StepId } from '../../shared/findings/vocabulary.ts'
import type { AppState } from '../../shared/window/state.ts'
import { currentResult } from './current-result.ts'
import { findingsOf, isShownAtEnd } from './next-step.ts'
import { listSteps, type StepStatus } from './step-status.ts'

/** What became of some of the files. */
export type FilesFact = {
  readonly kind: Extract<RescueStatus, 'proven' | 'present' | 'waived' | 'copied' | 'left'>
  readonly amount: Amount
}

/** One line of the end: a step, how it ended, and why where it was not checked or could not be told. */
export type DoneLine = {
  readonly step: StepId
  readonly status: StepStatus
  readonly reason: UnaskedReason | null
  /** What could not be told, or what is still to be known. */
  readonly finding: Finding | null
  /** Of the step of the files. */
  readonly files: readonly FilesFact[]
}

/** What a person asks at the end; the other steps are named only where they are not done. */
const asked: readonly StepId[] = ['files', 'folders', 'account', 'old-account', 'links']
const factKinds = ['proven', 'present', 'copied', 'waived', 'left'] as const

/** What happened, step by step: the files first, then folders, accounts and links. */
export function toDoneLines(state: AppState): DoneLine[] {
  const result = currentResult(state)
  const lines = listSteps(state, 'report').flatMap(({ id, status }): DoneLine[] => {
    if (id === 'report' || (status === 'done' && !asked.includes(id))) return []
    // What is good to know follows below, and keeps nothing open.
    if (status === 'unknown' && isShownAtEnd(result, id)) return []
    return [
      {
        step: id,
        status,
        reason: result?.steps.find((step) => step.id === id)?.reason ?? null,
        finding: result === null ? null : (findingsOf(result, id)[0] ?? null),
        files: id === 'files' ? toFacts(state) : [],
      },
    ]
  })
  const placeOf = ({ step }: DoneLine): number => (asked.includes(step) ? asked.indexOf(step) : asked.length)
  return lines.toSorted((left, right) => placeOf(left) - placeOf(right))
}

/** True where every step was checked and is done: only then is there a clean tick. */
export function isAllDone(lines: readonly Pick<DoneLine, 'status'>[]): boolean {
  return lines.every(({ status }) => status === 'done')
}

function toFacts({ rescue: { totals } }: AppState): FilesFact[] {
  if (totals === null) return []
  return factKinds
    .map((kind) => ({ kind, amount: totals.all[kind] }))
    .filter(({ amount }) => amount.files > 0)
}
