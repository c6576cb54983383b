import { z } from 'zod'
import type { WebFacts } from '../../shared/checks/web.ts'
import { isGateOpen, type PlanKnowledge } from '../../shared/move/plan.ts'
import type { Session } from '../session/session.ts'
import { readDriveAnswer, toReason } from './drive-answer.ts'
import { secondsOf } from './retry-after.ts'

const driveSchema = z.looseObject({ webUrl: z.url(), quota: z.unknown().optional() })
/** Bytes; what Graph does not say of a drive is not known. */
const quotaSchema = z.looseObject({ remaining: z.number().optional(), state: z.string().optional() })

/** So long a drive may stay out of sight after a move or a licence, and no one has to act (Microsoft: "up to 24 hours"). */
const visibleAfterMilliseconds = 24 * 60 * 60_000

export type DriveTimes = {
  readonly now: Date
  /** When this person's move was first seen to be done; null where this look is the first. */
  readonly doneSince: Date | null
}

/**
 * The person's drive. `GET /me/drive` creates a OneDrive where there is none, and one that exists before the
 * move makes the move fail (docs/facts/graph-and-migration.md#nothing-is-asked-before-the-move): so nothing is asked while the gate is shut.
 */
export async function readDrive(
  session: Pick<Session, 'ask'>,
  knowledge: PlanKnowledge,
  { now, doneSince }: DriveTimes = { now: new Date(), doneSince: null },
): Promise<WebFacts> {
  if (!isGateOpen(knowledge)) return { kind: 'not-asked' }
  const answer = await session.ask('graph', '/v1.0/me/drive?$select=id,driveType,webUrl,quota')
  if (answer.kind === 'sign-in-needed') {
    const { reason = 'interaction-required', number } = answer
    return { kind: 'sign-in-refused', reason, ...(number !== undefined && { number }) }
  }
  if (answer.kind === 'unreachable') return { kind: 'unreachable', reason: answer.code }

  const { response } = answer
  const body: unknown = await response.json().catch(() => null)
  const drive = driveSchema.safeParse(body)
  const kind = readDriveAnswer(response.status, body)
  const refused = { kind: 'refused', reason: toReason(response.status, body), askedAgainAt: null } as const
  switch (kind) {
    case 'found':
      return drive.success
        ? { kind: 'drive', webUrl: drive.data.webUrl, ...toRoom(drive.data.quota) }
        : { ...refused, trouble: 'not-understood' }
    case 'absent':
    case 'not-visible':
      return doneSince !== null && now.getTime() - doneSince.getTime() >= visibleAfterMilliseconds
        ? { kind: 'missing' }
        : { ...refused, trouble: 'not-visible' }
    case 'busy': {
      const seconds = secondsOf(response.headers.get('retry-after'), now)
      const again = seconds === null ? null : new Date(now.getTime() + seconds * 1000).toISOString()
      return { ...refused, trouble: 'busy', askedAgainAt: again }
    }
    case 'person-unlicensed':
      return { kind: 'unlicensed' }
    default:
      return { ...refused, trouble: kind }
  }
}

function toRoom(quota: unknown): { readonly room?: number } {
  const { state, remaining } = quotaSchema.safeParse(quota).data ?? {}
  if (state === 'exceeded') return { room: 0 }
  return remaining === undefined ? {} : { room: Math.max(0, remaining) }
}
