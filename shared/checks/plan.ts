import { assertNever } from '../assert-never.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import type { PlanKnowledge } from '../move/plan.ts'
import type { Phase } from '../findings/vocabulary.ts'
import type { IdentityFacts } from './identity.ts'

/** Says why the journey has not begun, where the plan is the reason. */
export function judgePlan(
  knowledge: PlanKnowledge,
  asked: { readonly identity: IdentityFacts; readonly takenAt: string },
  phase: Phase,
): Finding[] {
  switch (knowledge.kind) {
    case 'asking':
      return []
    case 'unasked': {
      // In the window signing in comes first and brings the plan; the command line has no one to wait for.
      if (phase !== 'not-due' || asked.identity.kind !== 'not-asked') return []
      const origin = { source: 'configuration', readAt: asked.takenAt }
      return [createFinding('plan.not-due', origin, { moveState: 'Unknown' })]
    }
    case 'not-in-map':
      return [createFinding('plan.not-in-map', { source: 'endpoint', readAt: knowledge.readAt })]
    case 'refused': {
      const isOther = knowledge.code === 'plan.other-account'
      const origin = { source: 'endpoint', readAt: knowledge.readAt }
      return [
        createFinding(isOther ? 'plan.other-account' : 'plan.refused', origin, { reason: knowledge.code }),
      ]
    }
    case 'unreachable': {
      const origin = { source: 'endpoint', readAt: knowledge.readAt }
      return [createFinding('plan.unreachable', origin, { reason: knowledge.reason })]
    }
    case 'known': {
      const { moveState } = knowledge.plan
      const origin = { source: knowledge.source, readAt: knowledge.readAt }
      if (moveState === 'Failed') return [createFinding('plan.move-failed', origin, { moveState })]
      return phase === 'not-due' ? [createFinding('plan.not-due', origin, { moveState })] : []
    }
    default:
      return assertNever(knowledge)
  }
}
