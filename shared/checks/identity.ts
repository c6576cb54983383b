import { createFinding, type Finding } from '../findings/finding.ts'
import type { Plan, Tenant } from '../move/plan.ts'
import type { Origin } from '../facts/reading.ts'
import { assertNever } from '../assert-never.ts'
import type { FailedSignIn } from './failed-sign-in.ts'
import { toRefusalCause } from './refusal-cause.ts'

/** Who the token says is signed in. Built in electron/session; the token itself stays there. */
export type SignedInPerson = {
  readonly tenantId: string
  /** Where the account lives; another than `tenantId` for a guest (docs/facts/sign-in.md#tenant-and-person). */
  readonly homeTenantId: string
  /** The object id in `tenantId`: what stays when every address changes. Empty where the account does not tell. */
  readonly objectId?: string
  readonly username: string
  readonly name: string
}

/** Whether the object id is the one that was accepted on this computer for the address that is waited for. */
export type Remembered = 'same' | 'other'

export type IdentityFacts =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'signed-out' }
  | FailedSignIn
  /** `remembered` is missing where no one was accepted here yet. */
  | { readonly kind: 'signed-in'; readonly person: SignedInPerson; readonly remembered?: Remembered }

/** What the identity must be. Null where not known; then it cannot be wrong. */
export type ExpectedIdentity = {
  readonly target: Tenant
  readonly upn: string | null
  /** The plan of the person who signed in, to compare with the old account on this machine. */
  readonly plan: Plan | null
  /** Address of the source-tenant account that is linked here, if one is. */
  readonly oldAccountEmail: string | null
}

/** Right tenant, not a guest, right person: three different questions (docs/facts/sign-in.md#tenant-and-person). */
export function judgeIdentity(facts: IdentityFacts, expected: ExpectedIdentity, origin: Origin): Finding[] {
  switch (facts.kind) {
    case 'not-asked':
      return []
    case 'signed-out':
      return [createFinding('identity.signed-out', origin, expectation(expected))]
    case 'failed': {
      const cause = toRefusalCause(facts)
      const evidence = {
        ...expectation(expected),
        ...(facts.detail !== null && { detail: facts.detail }),
        ...(facts.number !== undefined && { number: facts.number }),
        ...(cause !== null && { cause }),
      }
      return [createFinding(`identity.${facts.reason}`, origin, evidence)]
    }
    case 'signed-in':
      return judgePerson(facts, expected, origin)
    default:
      return assertNever(facts)
  }
}

type SignedIn = Extract<IdentityFacts, { kind: 'signed-in' }>

function judgePerson(facts: SignedIn, expected: ExpectedIdentity, origin: Origin): Finding[] {
  const { person } = facts
  const evidence = { ...expectation(expected), username: person.username }
  if (person.tenantId.toLowerCase() !== expected.target.tenantId) {
    return [createFinding('identity.wrong-tenant', origin, evidence)]
  }
  if (person.homeTenantId.toLowerCase() !== expected.target.tenantId) {
    return [createFinding('identity.guest', origin, evidence)]
  }
  if (!isExpected(facts, expected)) return [createFinding('identity.wrong-account', origin, evidence)]
  // At a cutover the old account is often renamed, so that its address says nothing about whose it is.
  const { plan, oldAccountEmail } = expected
  if (plan !== null && oldAccountEmail !== null && !isSameAddress(plan.sourceUpn, oldAccountEmail)) {
    return [
      createFinding('identity.old-address-differs', origin, { ...evidence, oldAccount: oldAccountEmail }),
    ]
  }
  return []
}

/**
 * Addresses change at a cutover and the object id stays: one that was accepted on this computer decides alone. Without one a
 * plan for the address that is waited for tells, because the endpoint finds a person by their object id; else the address.
 */
function isExpected({ person, remembered }: SignedIn, { upn, plan }: ExpectedIdentity): boolean {
  if (upn === null) return true
  if (remembered !== undefined) return remembered === 'same'
  return isSameAddress(person.username, upn) || (plan !== null && isSameAddress(plan.targetUpn, upn))
}

/** Addresses are compared without regard to case and Unicode form. */
export function isSameAddress(left: string, right: string): boolean {
  return left.normalize('NFC').toLowerCase() === right.normalize('NFC').toLowerCase()
}

function expectation(expected: ExpectedIdentity): { tenant: string; expected?: string } {
  return { tenant: expected.target.name, ...(expected.upn !== null && { expected: expected.upn }) }
}
