import type { Config } from '../config/config.ts'
import type { MachineFacts } from '../facts/machine.ts'
import type { PlanKnowledge } from '../move/plan.ts'
import { isSameAddress, judgeIdentity, type ExpectedIdentity, type IdentityFacts } from './identity.ts'
import type { WebFacts } from './web.ts'

/** Who the person is in the target, as far as plan, sign-in and Graph tell. */
export type ExpectedPerson = {
  /** Addresses that are theirs; none where not known. */
  readonly addresses: readonly string[]
  /** Their old address; null where not known. */
  readonly oldAddress: string | null
  /** `webUrl` of the drive that Graph shows for them; null where Graph has not told. */
  readonly driveUrl: string | null
  /** Somebody is signed in who is not this person: what Graph shows is not theirs. */
  readonly isContested: boolean
}

/** What is known of the person. `config` is directed. */
export type PersonInput = {
  readonly knowledge: PlanKnowledge
  readonly identity: IdentityFacts
  readonly web: WebFacts
  readonly machine: Pick<MachineFacts, 'accounts'>
}

/**
 * Gathers who the person must be. A sign-in counts only where it is judged to be the right one; then its address is theirs
 * too, whatever the plan calls them.
 */
export function toExpectedPerson(input: PersonInput, config: Config): ExpectedPerson {
  const { identity, web, knowledge } = input
  const said = targetUpnOf(input, config)
  const isRight = identity.kind === 'signed-in' && isRightPerson(input, config)
  const names = isRight ? [said, identity.person.username] : [said]
  const plan = knowledge.kind === 'known' && knowledge.source === 'endpoint' ? knowledge.plan : null
  return {
    addresses: names.filter((name) => name !== null),
    oldAddress: plan?.sourceUpn ?? config.plan.sourceUpn ?? null,
    driveUrl: isRight && web.kind === 'drive' ? web.webUrl : null,
    isContested: identity.kind === 'signed-in' && !isRight,
  }
}

function isRightPerson(input: PersonInput, config: Config): boolean {
  const origin = { source: 'token', readAt: '' }
  const findings = judgeIdentity(input.identity, toExpectedIdentity(input, config), origin)
  return findings.every(({ outcome }) => outcome === 'pass' || outcome === 'skipped')
}

/** True unless somebody is signed in who is not the person that is waited for; then nothing is asked or told in their name. */
export function isExpectedSignIn(
  { identity, knowledge }: Pick<PersonInput, 'identity' | 'knowledge'>,
  config: Config,
): boolean {
  const noAccounts = { kind: 'unreadable', source: 'registry', readAt: '', reason: '' } as const
  return isRightPerson(
    { identity, knowledge, web: { kind: 'not-asked' }, machine: { accounts: noAccounts } },
    config,
  )
}

/** What the sign-in is compared with. */
export function toExpectedIdentity(
  { knowledge, machine }: Pick<PersonInput, 'knowledge' | 'machine'>,
  config: Config,
): ExpectedIdentity {
  const plan = knowledge.kind === 'known' && knowledge.source === 'endpoint' ? knowledge.plan : null
  return {
    target: config.target,
    upn: config.plan.targetUpn ?? null,
    plan,
    oldAccountEmail: findOldAddress(machine, config, plan?.sourceUpn ?? null),
  }
}

/**
 * The address of the old account on this computer; null where none is linked. Of several it is the one that is expected: a
 * colleague's old account beside it says nothing about this person.
 */
export function findOldAddress(
  { accounts }: Pick<MachineFacts, 'accounts'>,
  { source }: Pick<Config, 'source'>,
  expected: string | null,
): string | null {
  if (accounts.kind === 'unreadable') return null
  const addresses = accounts.value
    .filter(({ configured, tenantId }) => configured && tenantId === source.tenantId)
    .flatMap(({ email }) => email ?? [])
  const known = addresses.find((address) => expected !== null && isSameAddress(address, expected))
  return known ?? addresses[0] ?? null
}

/** `config` is directed; the plan of the endpoint or of the configuration is already. */
function targetUpnOf({ knowledge, identity }: PersonInput, config: Config): string | null {
  if (knowledge.kind === 'known' && knowledge.source === 'endpoint') return knowledge.plan.targetUpn
  if (config.plan.targetUpn !== undefined) return config.plan.targetUpn
  return identity.kind === 'signed-in' ? identity.person.username : null
}
