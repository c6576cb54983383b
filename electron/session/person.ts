import type { AccountInfo } from '@azure/msal-node'
import type { SignedInPerson } from '../../shared/checks/identity.ts'
import type { SignInFailure } from '../../shared/checks/failed-sign-in.ts'
import type { Config } from '../../shared/config/config.ts'

/** Who an account is, without MSAL's own fields. */
export function toPerson(who: AccountInfo): SignedInPerson {
  return {
    tenantId: who.tenantId,
    // homeAccountId is `<object id>.<home tenant>`; a guest's home is elsewhere (docs/facts/sign-in.md#tenant-and-person).
    homeTenantId: who.homeAccountId.split('.')[1] ?? who.tenantId,
    objectId: who.localAccountId.toLowerCase(),
    username: who.username,
    name: who.name ?? who.username,
  }
}

/** Why no one of this account can be the one who is waited for; null where they may be. `config` is directed. */
export function refusalOf(person: SignedInPerson, { target }: Pick<Config, 'target'>): SignInFailure | null {
  if (person.tenantId.toLowerCase() !== target.tenantId) return 'wrong-tenant'
  if (person.homeTenantId.toLowerCase() !== target.tenantId) return 'guest'
  // An address tells no one away: it may have changed, and the endpoint knows the person by their object id.
  return null
}
