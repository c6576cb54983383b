import type { AccountInfo } from '@azure/msal-node'
import { isSameAddress, type SignInFailure, type SignedInPerson } from '../../shared/checks/identity.ts'
import type { Config } from '../../shared/config.ts'

/** Who an account is, without MSAL's own fields. */
export function toPerson(who: AccountInfo): SignedInPerson {
  return {
    tenantId: who.tenantId,
    // homeAccountId is `<object id>.<home tenant>`; a guest's home is elsewhere (sign-in-facts 5d).
    homeTenantId: who.homeAccountId.split('.')[1] ?? who.tenantId,
    objectId: who.localAccountId.toLowerCase(),
    username: who.username,
    name: who.name ?? who.username,
  }
}

/** Why this person is not the one who is waited for; null where they are. `config` is directed. */
export function refusalOf(person: SignedInPerson, { target, plan }: Config): SignInFailure | null {
  if (person.tenantId.toLowerCase() !== target.tenantId) return 'wrong-tenant'
  if (person.homeTenantId.toLowerCase() !== target.tenantId) return 'guest'
  if (plan.targetUpn !== undefined && !isSameAddress(person.username, plan.targetUpn)) return 'wrong-account'
  return null
}
