import type { Config } from './config.ts'
import type { Direction, PlanKnowledge } from '../move/plan.ts'

/**
 * What the configuration alone says about the plan. The addresses follow the direction, as the endpoint's do:
 * in a return the old target is the new source. Where the person goes the other way than it says, it says nothing.
 * `readAt` is ISO 8601.
 */
export function knowledgeFromConfig(config: Config, direction: Direction, readAt: string): PlanKnowledge {
  const { moveState, phase, sourceUpn = null, targetUpn = null } = config.plan
  if (moveState === 'Unknown' || direction !== config.plan.direction) return { kind: 'unasked' }
  const addresses =
    direction === 'return' ? { sourceUpn: targetUpn, targetUpn: sourceUpn } : { sourceUpn, targetUpn }
  return {
    kind: 'known',
    plan: {
      formatVersion: 1,
      direction,
      moveState,
      ...addresses,
      wave: null,
      ...(phase !== undefined && { phase }),
    },
    source: 'configuration',
    readAt,
  }
}
