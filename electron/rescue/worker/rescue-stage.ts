import type { RescuePlan, RescueRun } from '../../../shared/files/rescue.ts'
import { assertNever } from '../../../shared/assert-never.ts'
import type { TargetPlan } from '../plan/plan-targets.ts'
import type { Run } from './rescue-run.ts'

/** How a run ended before it was done. */
export type EarlyEnd = Extract<RescueRun, { kind: 'stopped' }>
/** What would be copied, and what the person is shown of it. */
export type Planned = { readonly targets: TargetPlan; readonly shown: RescuePlan }

/** Where the rescue of a list is. `early` is how the last run ended, until the next plan is made. */
export type Stage =
  | { readonly kind: 'listed'; readonly early: EarlyEnd | null }
  | { readonly kind: 'planning'; readonly early: EarlyEnd | null }
  | { readonly kind: 'planned'; readonly planned: Planned }
  | { readonly kind: 'copying'; readonly run: Run; readonly done: Promise<void> }

export type StageEvent =
  /** Another list is open; `early` where its journal tells of a run that was broken off. */
  | { readonly kind: 'opened'; readonly early: EarlyEnd | null }
  | { readonly kind: 'planning-began' }
  /** `planned` is null where nothing can be copied now. */
  | { readonly kind: 'planning-ended'; readonly planned: Planned | null }
  /** A choice or a comparison has changed what is to be copied. */
  | { readonly kind: 'rows-changed' }
  | { readonly kind: 'copying-began'; readonly run: Run; readonly done: Promise<void> }
  /** `run` is the one that has ended. */
  | { readonly kind: 'copying-ended'; readonly run: Run; readonly early: EarlyEnd | null }

/** The next stage. An event that does not belong to a stage leaves it as it is. */
export function stepStage(stage: Stage, event: StageEvent): Stage {
  switch (event.kind) {
    case 'opened':
      // A run goes on over the list that it was planned from.
      return stage.kind === 'copying' ? stage : { kind: 'listed', early: event.early }
    case 'planning-began':
      return stage.kind === 'copying' ? stage : { kind: 'planning', early: earlyOf(stage) }
    case 'planning-ended':
      // Of two plans that were made at once the last one holds: it has written the targets.
      if (stage.kind !== 'planning' && stage.kind !== 'planned') return stage
      return event.planned === null
        ? { kind: 'listed', early: earlyOf(stage) }
        : { kind: 'planned', planned: event.planned }
    case 'rows-changed':
      return stage.kind === 'planned' ? { kind: 'listed', early: null } : stage
    case 'copying-began':
      return stage.kind === 'planned' ? { kind: 'copying', run: event.run, done: event.done } : stage
    case 'copying-ended':
      return stage.kind === 'copying' && stage.run === event.run
        ? { kind: 'listed', early: event.early }
        : stage
    default:
      return assertNever(event)
  }
}

function earlyOf(stage: Stage): EarlyEnd | null {
  return stage.kind === 'listed' || stage.kind === 'planning' ? stage.early : null
}
