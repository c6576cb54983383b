import type { PlanKnowledge } from '../../shared/move/plan.ts'
import type { Log } from '../context/log.ts'
import { askPlan } from '../plan/ask-plan.ts'
import { createPlanWatch, type PlanWatch } from '../plan/plan-watch.ts'
import type { Session } from '../session/session.ts'

/** Between two turns of the background: hears when the move of the person has arrived. */
export type PlanNews = {
  /** Begins to listen with the sign-in of a turn that has just ended, and with what it has heard of the plan. */
  readonly listen: (session: Pick<Session, 'facts' | 'ask'>, known: PlanKnowledge) => void
  readonly stop: () => void
}

/** `onNews` is called once for each `listen`: where the state of the move or its direction is another one. */
export function createPlanNews(onNews: () => void, log: Log): PlanNews {
  let watch: PlanWatch | null = null

  function stop(): void {
    watch?.stop()
    watch = null
  }

  return {
    listen: (session, known) => {
      stop()
      const own = createPlanWatch({
        session,
        knowledge: () => known,
        onChange: () => void compare(),
        log,
      })
      async function compare(): Promise<void> {
        const answer = await askPlan(session, () => new Date())
        if (watch !== own || !isNews(known, answer)) return
        stop()
        log.info('plan-news')
        onNews()
      }
      watch = own
      own.update()
    },
    stop,
  }
}

function isNews(known: PlanKnowledge, answer: PlanKnowledge): boolean {
  if (answer.kind !== 'known') return false
  if (known.kind !== 'known') return true
  const { moveState, direction } = known.plan
  return answer.plan.moveState !== moveState || answer.plan.direction !== direction
}
