import type { CheckResult } from '../../shared/checks/check-result.ts'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { meaningOf, type StepId } from '../../shared/findings/vocabulary.ts'
import { journeySteps, type JourneyStep } from './next-step.ts'

/** How a step is shown in the list: one icon and one word each. */
export type StepStatus = 'done' | 'now' | 'busy' | 'waiting' | 'blocked' | 'unknown' | 'not-checked'

export type ListedStep = { readonly id: JourneyStep; readonly status: StepStatus }

/** The whole list with each step's status; `next` is where the journey stands. */
export function listSteps(state: AppState, next: JourneyStep | null): ListedStep[] {
  return journeySteps.map((id) => ({ id, status: findStatus(state, id, next) }))
}

/** How many of the steps are settled. */
export function countDone(steps: readonly ListedStep[]): number {
  return steps.filter(({ status }) => status === 'done').length
}

/** One step's status. What was not asked never looks like a pass. */
export function findStatus(state: AppState, id: JourneyStep, next: JourneyStep | null): StepStatus {
  // Nobody is signed in to a replay, and nothing is sent of it.
  if (state.replay !== null && (id === 'identity' || id === 'report')) return 'not-checked'
  if (id === 'report') return reportStatus(state, next)
  if (id === 'files' && state.scan.kind === 'running') return 'busy'
  if (id === 'identity') return identityStatus(state, next)
  const outcome = lastResult(state.check)?.steps.find((step) => step.id === id)?.outcome ?? 'skipped'
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
      return 'not-checked'
  }
}

// The session knows earlier than the check who is signed in.
function identityStatus({ session, check }: AppState, next: JourneyStep | null): StepStatus {
  switch (session.kind) {
    case 'restoring':
    case 'signing-in':
      return 'busy'
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

function outcomeOf(result: CheckResult, id: StepId): string | undefined {
  return result.steps.find((step) => step.id === id)?.outcome
}
