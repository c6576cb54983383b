import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { AppState } from '../../shared/window/state.ts'
import { meaningOf, type Outcome, type StepId } from '../../shared/findings/vocabulary.ts'
import { currentResult } from './current-result.ts'
import { chooseStage } from './files/choose-stage.ts'
import { findingsOf, journeySteps, type JourneyStep } from './next-step.ts'

/**
 * How a step is shown in the list: one icon and one word each. `not-checked` is still to come; `left-out` was not asked and will not
 * be: switched off, not told by this system, or the journey ended without it.
 */
export type StepStatus =
  'done' | 'now' | 'yours' | 'busy' | 'waiting' | 'blocked' | 'unknown' | 'not-checked' | 'left-out'

export type ListedStep = { readonly id: JourneyStep; readonly status: StepStatus }

/** The whole list with each step's status; `next` is the step that the journey has reached. */
export function listSteps(state: AppState, next: JourneyStep | null): ListedStep[] {
  return journeySteps.map((id) => ({ id, status: findStatus(state, id, next) }))
}

/** How many of the steps are settled. */
export function countDone(steps: readonly ListedStep[]): number {
  return steps.filter(({ status }) => status === 'done').length
}

/** One step's status. What was not asked never looks like a pass. */
export function findStatus(state: AppState, id: JourneyStep, next: JourneyStep | null): StepStatus {
  // No one is signed in to a replay, and nothing is sent of it.
  if (state.replay !== null && id === 'report') return 'left-out'
  if (id === 'report') return reportStatus(state, next)
  if (id === 'files' && state.replay === null && state.scan.kind !== 'idle') {
    // What was found before a stop is not the whole of it.
    if (state.scan.kind === 'running') return 'busy'
    return id === next ? 'now' : 'waiting'
  }
  if (id === 'identity' && state.replay === null) return identityStatus(state, next)
  const result = currentResult(state)
  // A step with a finding of its own was looked at, whatever else kept it from an outcome.
  const outcome = outcomeOf(result, id) ?? worstOf(result, id)
  switch (outcome) {
    case 'pass':
      return 'done'
    case 'blocked':
      return 'blocked'
    case 'unknown':
      return 'unknown'
    case 'attention':
      return id === next ? 'now' : 'waiting'
    case 'skipped':
      if (id === 'files' && hasList(state)) return id === next ? 'now' : 'waiting'
      return isLeftOut(state, id, next) ? 'left-out' : 'not-checked'
  }
}

function outcomeOf(result: CheckResult | null, id: StepId): Exclude<Outcome, 'skipped'> | null {
  const outcome = result?.steps.find((step) => step.id === id)?.outcome
  return outcome === undefined || outcome === 'skipped' ? null : outcome
}

function worstOf(result: CheckResult | null, id: StepId): Outcome {
  const outcomes = result === null ? [] : findingsOf(result, id).map(({ outcome }) => outcome)
  const worst = (['blocked', 'attention', 'unknown'] as const).find((each) => outcomes.includes(each))
  // Something to know, of a step that has no outcome: neither a pass nor still to come.
  return worst ?? (outcomes.length > 0 ? 'unknown' : 'skipped')
}

/** There is a list of files from an earlier look. */
function hasList({ rescue, comparison, replay }: AppState): boolean {
  return replay === null && chooseStage(rescue, comparison, []) !== null
}

// The person does not come back to it: so it is not "still to come".
function isLeftOut(state: AppState, id: StepId, next: JourneyStep | null): boolean {
  const reason = currentResult(state)?.steps.find((step) => step.id === id)?.reason
  return reason === 'switched-off' || reason === 'not-told' || next === 'report' || state.replay !== null
}

// The session knows earlier than the check who is signed in.
function identityStatus({ session, check }: AppState, next: JourneyStep | null): StepStatus {
  switch (session.kind) {
    case 'restoring':
      return 'busy'
    case 'signing-in':
      return 'yours'
    case 'signed-out':
      return next === 'identity' ? 'now' : 'waiting'
    case 'failed':
      if (meaningOf(`identity.${session.reason}`).outcome === 'blocked') return 'blocked'
      return next === 'identity' ? 'now' : 'waiting'
    case 'signed-in': {
      const outcome = check.kind === 'done' ? outcomeOf(check.result, 'identity') : 'pass'
      if (outcome === 'blocked' || outcome === 'unknown') return outcome
      return outcome === 'attention' ? 'now' : 'done'
    }
  }
}

function reportStatus({ report }: AppState, next: JourneyStep | null): StepStatus {
  switch (report.kind) {
    case 'none':
      return next === 'report' ? 'now' : 'not-checked'
    case 'ready':
    case 'unsaved':
      return next === 'report' ? 'now' : 'waiting'
    case 'sending':
      return 'busy'
    case 'queued':
      return 'waiting'
    case 'refused':
      return 'blocked'
    // A report sent on the way is a report of what is open, not of the end.
    case 'delivered':
      return next === 'report' ? 'done' : 'waiting'
  }
}
