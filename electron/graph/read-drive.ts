import { z } from 'zod'
import type { WebFacts } from '../../shared/checks/web.ts'
import { isGateOpen, type PlanKnowledge } from '../../shared/plan.ts'
import type { Session } from '../session/session.ts'

const driveSchema = z.looseObject({ webUrl: z.url() })
const errorSchema = z.looseObject({ error: z.looseObject({ message: z.string() }) })

/**
 * The person's drive. `GET /me/drive` creates a OneDrive where there is none, and one that exists before the
 * move makes the move fail (onedrive-facts, fact 1): so nothing is asked while the gate is shut.
 */
export async function readDrive(session: Pick<Session, 'ask'>, knowledge: PlanKnowledge): Promise<WebFacts> {
  if (!isGateOpen(knowledge)) return { kind: 'not-asked' }
  const answer = await session.ask('graph', '/v1.0/me/drive?$select=id,driveType,webUrl')
  if (answer.kind === 'sign-in-needed') return { kind: 'unreachable', reason: 'sign-in-needed' }
  if (answer.kind === 'unreachable') return { kind: 'unreachable', reason: answer.code }

  const { response } = answer
  const body: unknown = await response.json().catch(() => null)
  const drive = driveSchema.safeParse(body)
  if (response.ok && drive.success) return { kind: 'drive', webUrl: drive.data.webUrl }
  if (isUnlicensed(body)) return { kind: 'unlicensed' }
  if (response.status === 404 || isMissingSite(body)) return { kind: 'missing' }
  return { kind: 'unreachable', reason: `status-${response.status}` }
}

// The same state has been seen with several codes (onedrive-facts 8); only the words agree.
function isMissingSite(body: unknown): boolean {
  return /mysite|file not found/i.test(messageOf(body))
}

// "Tenant does not have a SPO license."
function isUnlicensed(body: unknown): boolean {
  return /licen[cs]e/i.test(messageOf(body))
}

function messageOf(body: unknown): string {
  const parsed = errorSchema.safeParse(body)
  return parsed.success ? parsed.data.error.message : ''
}
