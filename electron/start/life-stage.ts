import { assertNever } from '../../shared/assert-never.ts'

/** What the background does: its turns, the window's turn, an end for an installer, or nothing any more. */
export type LifeStage = 'resting' | 'open' | 'leaving' | 'over'

export type LifeEvent = 'opened' | 'closed' | 'asked-to-leave' | 'finished'

/** The next stage; the same one where the event changes nothing. */
export function stepLife(stage: LifeStage, event: LifeEvent): LifeStage {
  switch (event) {
    case 'opened':
      return stage === 'resting' ? 'open' : stage
    case 'closed':
      return stage === 'open' ? 'resting' : stage
    case 'asked-to-leave':
      return stage === 'resting' ? 'leaving' : stage
    case 'finished':
      return 'over'
    default:
      return assertNever(event)
  }
}

/** The stage that the background is in, from its start on. */
export function createLifeStage(): {
  readonly is: (stage: LifeStage) => boolean
  /** True where the event has changed the stage. */
  readonly step: (event: LifeEvent) => boolean
} {
  let current: LifeStage = 'resting'
  return {
    is: (stage) => current === stage,
    step: (event) => {
      const before = current
      current = stepLife(current, event)
      return current !== before
    },
  }
}
