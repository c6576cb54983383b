import type { Finding } from '../findings/finding.ts'
import { holdsUp } from '../findings/holds-up.ts'
import { stepIds, type Outcome, type Phase, type StepId, type Verdict } from '../findings/vocabulary.ts'
import type { StepResult, UnaskedReason } from './check-result.ts'

/** Whether each step was asked, and why not. */
export type AskedSteps = Readonly<Record<StepId, 'asked' | UnaskedReason>>

/**
 * Every step with its outcome. A step that was not asked says why, and only one with nothing to ask about is a pass. `informing`: the
 * steps that hold no one up, by the organisation's setting.
 */
export function toStepResults(
  asked: AskedSteps,
  findings: readonly Finding[],
  informing: readonly StepId[] = [],
): StepResult[] {
  return stepIds.map((id) => {
    const reason = asked[id]
    const worst = worstOf(outcomesOf(id, findings))
    // A policy may say something of a step that is not asked itself.
    if (reason === 'asked' || worst !== undefined)
      return { id, outcome: worst ?? 'pass', ...(informing.includes(id) && { informs: true as const }) }
    return { id, outcome: reason === 'not-applicable' ? 'pass' : 'skipped', reason }
  })
}

function outcomesOf(id: StepId, findings: readonly Finding[]): Outcome[] {
  return findings.filter(({ step }) => step === id).map(({ outcome }) => outcome)
}

const severity: readonly Outcome[] = ['blocked', 'attention', 'unknown']

function worstOf(found: readonly Outcome[]): Outcome | undefined {
  return severity.find((outcome) => found.includes(outcome))
}

/** `done` only where no step of the phase waits to be asked. */
export function verdictOf(findings: readonly Finding[], steps: readonly StepResult[], phase: Phase): Verdict {
  // A report on its way is not the person's business any more.
  const counted = findings.filter((finding) => holdsUp(finding, steps) && finding.code !== 'report.queued')
  switch (worstOf(counted.map(({ outcome }) => outcome))) {
    case 'blocked':
      return 'blocked'
    case 'attention':
      return 'action-needed'
    case 'unknown':
      return 'unknown'
    default:
      if (phase === 'not-due') return 'not-due'
      return steps.some(({ id, reason }) => id !== 'links' && reason === 'waits') ? 'unknown' : 'done'
  }
}
