import { liveSchema, planSchema, type PlanKnowledge } from '../../shared/move/plan.ts'
import { isTokenRefusalCode, refusalSchema } from '../../shared/outputs/report.ts'
import type { Session } from '../session/session.ts'

/** `live` is information: where a newer endpoint uses other words, the plan is taken without it. */
const plannedSchema = planSchema.extend({ live: liveSchema.optional().catch(undefined) })

/** Asks the admin endpoint for the plan of the person who is signed in. */
export async function askPlan(session: Pick<Session, 'ask'>, now: () => Date): Promise<PlanKnowledge> {
  const answer = await session.ask('admin', '/v1/me/plan', { headers: { accept: 'application/json' } })
  const readAt = now().toISOString()
  if (answer.kind === 'sign-in-needed') return { kind: 'unreachable', reason: 'sign-in-needed', readAt }
  if (answer.kind === 'unreachable') return { kind: 'unreachable', reason: answer.code, readAt }

  const { response } = answer
  const body: unknown = await response.json().catch(() => null)
  const refusal = refusalSchema.safeParse(body)
  // A bare 404 is a wrong address or a proxy, and says nothing about the person.
  if (refusal.success && refusal.data.error.code === 'plan.not-in-map') return { kind: 'not-in-map', readAt }
  if (refusal.success && !response.ok && isFinal(refusal.data.error.code))
    return { kind: 'refused', code: refusal.data.error.code, readAt }
  if (!response.ok) return { kind: 'unreachable', reason: `status-${response.status}`, readAt }
  const plan = plannedSchema.safeParse(body)
  if (!plan.success) return { kind: 'unreachable', reason: 'answer-not-understood', readAt }
  return { kind: 'known', plan: plan.data, source: 'endpoint', readAt }
}

/** The endpoint's own words that no waiting mends: the token is not one for it, or the address is another account's. */
function isFinal(code: string): boolean {
  return code === 'plan.other-account' || isTokenRefusalCode(code)
}
