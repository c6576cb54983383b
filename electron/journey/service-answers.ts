import { isExpectedSignIn } from '../../shared/checks/expected-person.ts'
import type { WebFacts } from '../../shared/checks/web.ts'
import type { Config } from '../../shared/config/config.ts'
import { knowledgeFromConfig } from '../../shared/config/knowledge-from-config.ts'
import type { PlanKnowledge } from '../../shared/move/plan.ts'
import type { Store } from '../context/store.ts'
import type { DriveService } from '../graph/drive-service.ts'
import type { AcceptedPerson } from '../plan/accepted-person.ts'
import { askPlan } from '../plan/ask-plan.ts'
import type { Session } from '../session/session.ts'

export type ServiceAnswersPorts = {
  readonly config: Config
  /** The configuration in the direction of the move. */
  readonly aim: () => Config
  readonly session: Session
  readonly accepted: AcceptedPerson
  readonly drive: DriveService
  readonly store: Store
  readonly now: () => Date
}

/** What the endpoint and Graph have said of the person who is signed in. */
export type ServiceAnswers = {
  readonly knowledge: () => PlanKnowledge
  readonly web: () => WebFacts
  /** Asks what is older than a minute; `fresh` asks in any case. */
  readonly ask: (fresh: boolean) => Promise<void>
  readonly forget: () => void
  /** The endpoint may say something else by now: it is asked with the next look. */
  readonly expire: () => void
  /** Graph is asked, and a report is sent, only for the person who is waited for here. */
  readonly isExpected: () => Promise<boolean>
  /** Names both organisations and addresses to the window, in the direction of the move. */
  readonly showAim: () => void
}

type Addresses = {
  readonly sourceUpn?: string | null | undefined
  readonly targetUpn?: string | null | undefined
}

const answerLifeMilliseconds = 60_000

export function createServiceAnswers(ports: ServiceAnswersPorts): ServiceAnswers {
  const { config, aim, session, accepted, drive, store, now } = ports
  let knowledge = fromConfig()
  let web: WebFacts = { kind: 'not-asked' }
  let answeredAt = 0
  /** Whom the endpoint's last answer is about. */
  let answeredFor = ''
  store.setState({ plan: knowledge })

  async function ask(fresh: boolean): Promise<void> {
    if (session.facts().kind !== 'signed-in') return forget()
    const who = toWho(session)
    // What is known of somebody else says nothing about this person, also while the endpoint is away.
    if (answeredFor !== who) forget()
    if (!fresh && now().getTime() - answeredAt < answerLifeMilliseconds) {
      // A drive has a time of its own: the only call for it must not be lost because the plan is still young.
      if (drive.isDue()) await askDrive(false)
      return
    }
    const answer = await askPlan(session, now)
    // Somebody else has signed in meanwhile: the answer is not about them.
    if (toWho(session) !== who) return await ask(fresh)
    // What was known stays known while the endpoint is away; nothing known stays "unreachable".
    if (answer.kind !== 'unreachable' || knowledge.kind !== 'known') {
      // On the way back the other tenant is the right one; a person who signed in to this one has to sign in again.
      if (answer.kind === 'known') await session.turn(answer.plan.direction)
      know(answer)
    }
    answeredFor = toWho(session)
    await accepted.remember(answer)
    await askDrive(fresh)
    answeredAt = answer.kind === 'unreachable' ? 0 : now().getTime()
  }

  async function askDrive(fresh: boolean): Promise<void> {
    const isAsked = config.features.graph && session.facts().kind === 'signed-in' && (await isExpected())
    web = isAsked ? await drive.ask(knowledge, fresh) : { kind: 'not-asked' }
  }

  async function isExpected(): Promise<boolean> {
    const identity = await accepted.facts()
    return isExpectedSignIn({ identity, knowledge }, aim())
  }

  function fromConfig(): PlanKnowledge {
    return knowledgeFromConfig(config, session.direction(), now().toISOString())
  }

  function know(next: PlanKnowledge): void {
    knowledge = next
    store.setState({ plan: next })
    // Addresses that the endpoint has told stay, also for somebody who has to sign in again.
    if (next.kind !== 'known') return
    // The address that the person signs in with now, where the map has an older one.
    const facts = session.facts()
    const isTheirs = next.source === 'endpoint' && facts.kind === 'signed-in'
    showAim(ports, isTheirs ? { ...next.plan, targetUpn: facts.person.username } : next.plan)
  }

  function forget(): void {
    know(fromConfig())
    drive.forget()
    web = { kind: 'not-asked' }
    expire()
  }

  const expire = (): void => void (answeredAt = 0)

  return {
    knowledge: () => knowledge,
    web: () => web,
    ask,
    forget,
    expire,
    isExpected,
    showAim: () => showAim(ports),
  }
}

function showAim({ store, aim }: Pick<ServiceAnswersPorts, 'store' | 'aim'>, addresses?: Addresses): void {
  const { configuration } = store.getState()
  if (configuration.kind !== 'refused')
    store.setState({ configuration: { ...configuration, ...toAim(aim(), addresses) } })
}

/** Both organisations and addresses, as the window shows them. */
function toAim({ source, target, plan }: Config, addresses: Addresses = plan) {
  const { targetUpn = null, sourceUpn = null } = addresses
  return {
    source: { name: source.name },
    target: { name: target.name },
    newAddress: targetUpn,
    oldAddress: sourceUpn,
  }
}

/** Who is signed in, by what no change of address touches: tenant and object id. Empty where no one is. */
export function toWho(session: Pick<Session, 'facts' | 'direction'>): string {
  const facts = session.facts()
  if (facts.kind !== 'signed-in') return ''
  const { tenantId, objectId = '', username } = facts.person
  return `${session.direction()} ${tenantId}.${objectId || username}`
}
