import type { MoveState, PlanKnowledge } from '../../../../shared/move/plan.ts'
import { amy } from '../../../world/people.ts'

/** What the endpoint says of Amy's move. */
export function knowing(moveState: MoveState): PlanKnowledge {
  const { source, target } = amy
  const plan = {
    formatVersion: 1,
    direction: 'forward',
    moveState,
    sourceUpn: source.upn,
    targetUpn: target.upn,
    wave: null,
  } as const
  return { kind: 'known', source: 'endpoint', readAt: '2026-11-20T09:00:00Z', plan }
}
