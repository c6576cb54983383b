import { isExpectedSignIn } from '../../shared/checks/expected-person.ts'
import { isSameAddress, type IdentityFacts } from '../../shared/checks/identity.ts'
import type { Config } from '../../shared/config/config.ts'
import type { PlanKnowledge } from '../../shared/move/plan.ts'
import type { KnownPerson } from './known-person.ts'

export type AcceptedPersonPorts = {
  readonly facts: () => IdentityFacts
  /** Directed. */
  readonly config: () => Config
  readonly known: KnownPerson
}

/** Who is signed in, with what this computer remembers of who was accepted here. */
export type AcceptedPerson = {
  readonly facts: () => Promise<IdentityFacts>
  /** Remembers the account where the endpoint's answer to it, or its address while the endpoint is away, tells that it is the right one. */
  readonly remember: (answer: PlanKnowledge) => Promise<void>
}

export function createAcceptedPerson({ facts, config, known }: AcceptedPersonPorts): AcceptedPerson {
  async function toRemembered(identity: IdentityFacts): Promise<IdentityFacts> {
    const { targetUpn } = config().plan
    if (identity.kind !== 'signed-in' || targetUpn === undefined) return identity
    const remembered = await known.compare(identity.person, targetUpn)
    return remembered === null ? identity : { ...identity, remembered }
  }

  async function remember(answer: PlanKnowledge): Promise<void> {
    const identity = facts()
    const aim = config()
    const { targetUpn } = aim.plan
    if (identity.kind !== 'signed-in' || targetUpn === undefined) return
    // Without what is remembered: this is about what is to be remembered.
    if (!isExpectedSignIn({ identity, knowledge: answer }, aim)) return
    const isTold = answer.kind === 'known' && answer.source === 'endpoint'
    // An endpoint that refuses the account, or does not know it, does not bind it to an address.
    if (!isTold && answer.kind !== 'unreachable') return
    // Only the endpoint's plan for this very address, which it gives by object id, tells that another account is right now.
    const isNamed = isTold && isSameAddress(answer.plan.targetUpn, targetUpn)
    if (!isNamed && (await known.compare(identity.person, targetUpn)) !== null) return
    await known.keep(identity.person, targetUpn)
  }

  return { facts: () => toRemembered(facts()), remember }
}
