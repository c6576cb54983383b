import type { Config } from './config.ts'
import type { PlanKnowledge } from './plan.ts'

/**
 * What the configuration alone says about the plan. The addresses follow the direction, as the endpoint's do:
 * in a return the old target is the new source. `readAt` is ISO 8601.
 */
export function knowledgeFromConfig(config: Config, readAt: string): PlanKnowledge {
  const { direction, moveState, sourceUpn = null, targetUpn = null } = config.plan
  if (moveState === 'Unknown') return { kind: 'unasked' }
  const addresses =
    direction === 'return' ? { sourceUpn: targetUpn, targetUpn: sourceUpn } : { sourceUpn, targetUpn }
  return {
    kind: 'known',
    plan: { formatVersion: 1, direction, moveState, ...addresses, wave: null },
    source: 'configuration',
    readAt,
  }
}
