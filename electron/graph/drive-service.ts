import { isGraphShutByOthers, type WebFacts } from '../../shared/checks/web.ts'
import { driveMeanings } from '../../shared/files/drive-answer.ts'
import { isGateOpen, type PlanKnowledge } from '../../shared/move/plan.ts'
import type { Session } from '../session/session.ts'
import { readDrive } from './read-drive.ts'

export type DriveServicePorts = {
  readonly session: Pick<Session, 'ask'>
  /** Since when this person's move has been known to be done. */
  readonly doneSince: (now: Date) => Promise<Date>
  /** The time to ask again has come. */
  readonly onDue: () => void
  readonly now: () => Date
}

/** The person's drive, asked again by itself for as long as it is not there: at growing gaps, or when Graph said. */
export type DriveService = {
  /** `isWished` asks at once, but never before the time that Graph has named. */
  readonly ask: (knowledge: PlanKnowledge, isWished: boolean) => Promise<WebFacts>
  /** True once the time to ask again has come, however short a while ago anything else was asked. */
  readonly isDue: () => boolean
  readonly forget: () => void
  readonly stop: () => void
}

const shortestGap = 60_000
const longestGap = 60 * 60_000

export function createDriveService({ session, doneSince, onDue, now }: DriveServicePorts): DriveService {
  let known: WebFacts | null = null
  /** Milliseconds since 1970; before it `known` is the answer. */
  let dueAt = 0
  let fruitless = 0
  let timer: NodeJS.Timeout | undefined

  function forget(): void {
    clearTimeout(timer)
    known = null
    dueAt = 0
    fruitless = 0
  }

  async function ask(knowledge: PlanKnowledge, isWished: boolean): Promise<WebFacts> {
    if (!isGateOpen(knowledge)) {
      forget()
      return { kind: 'not-asked' }
    }
    const isTooEarly = now().getTime() < dueAt
    if (known !== null && isTooEarly && (isBusy(known) || !isWished)) return known
    const time = now()
    const answer = await readDrive(session, knowledge, { now: time, doneSince: await doneSince(time) })
    clearTimeout(timer)
    known = answer
    if (!isAskedAgain(answer)) {
      dueAt = 0
      fruitless = 0
      return answer
    }
    const gap = Math.min(longestGap, shortestGap * 2 ** fruitless)
    fruitless += 1
    const named = answer.kind === 'refused' && answer.askedAgainAt !== null ? answer.askedAgainAt : null
    dueAt = named === null ? time.getTime() + gap : Date.parse(named)
    timer = setTimeout(onDue, dueAt - time.getTime())
    if (answer.kind === 'refused') known = { ...answer, askedAgainAt: new Date(dueAt).toISOString() }
    return known
  }

  return {
    ask,
    isDue: () => dueAt > 0 && now().getTime() >= dueAt,
    forget,
    stop: () => clearTimeout(timer),
  }
}

/** Obstacles that time or an admin may remove: only another question shows that they are gone. */
function isAskedAgain(facts: WebFacts): boolean {
  if (facts.kind === 'refused') return driveMeanings[facts.trouble].again !== 'next-look'
  // A consent or a right that an admin gives shows nowhere else; what the person has to do begins with them.
  if (facts.kind === 'sign-in-refused') return isGraphShutByOthers(facts.reason)
  return facts.kind === 'missing' || facts.kind === 'unlicensed'
}

function isBusy(facts: WebFacts): boolean {
  return facts.kind === 'refused' && driveMeanings[facts.trouble].again === 'retry-after'
}
