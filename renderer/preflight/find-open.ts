import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import { findingsOf, journeySteps } from '../steps/next-step.ts'

/** What was looked at before the move; null for a look of another phase. */
export function findPreflight({ findings }: Pick<CheckResult, 'findings'>): Finding | null {
  return findings.find(({ code }) => code === 'preflight.overview') ?? null
}

/** What is to be put right before the move: what the person can do first, then what others do, then what is unknown. */
export function findOpen(result: CheckResult): Finding[] {
  return journeySteps
    .flatMap((step) => (step === 'report' ? [] : findingsOf(result, step)))
    .filter(({ outcome }) => outcome !== 'pass')
    .toSorted((left, right) => rankOf(left) - rankOf(right))
}

function rankOf({ outcome, owner }: Finding): number {
  if (outcome === 'unknown') return 2
  return owner === 'user' ? 0 : 1
}
