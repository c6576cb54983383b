import type { Config } from '../config/config.ts'
import type { Trace } from '../facts/workplace.ts'
import { toAddressKey } from '../text/address-key.ts'
import type { ExpectedPerson } from './expected-person.ts'
import { createOwnerOfPlace, type OwnedMachine } from './whose-account.ts'

/** Whose a trace is. `personal`: of no organisation. `unknown`: nothing tells. */
export type TraceOwner = 'old' | 'new' | 'partner' | 'personal' | 'unknown'

/** `sure`: an id says so. A host or an address may have moved from one organisation to another. */
export type OwnedTrace = Trace & {
  readonly owner: TraceOwner
  readonly sure: 'certain' | 'likely' | 'unknown'
}

/** What is known of the person. `config` is directed. */
export type KnownPerson = {
  readonly config: Config
  readonly person: ExpectedPerson
  /** The object id of their new account; null where it is not known. */
  readonly newObjectId: string | null
}

/** The tenant of everybody's private Microsoft account (docs/facts/workplace.md#edge-and-chrome). */
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad'

/**
 * Decides whose each trace is, in the order of `decideOwners`: ids first, then hosts, then the person's own addresses. An address
 * of somebody else counts where something on this computer names it together with one tenant, never by its domain.
 */
export function createOwnerOfTrace(
  traces: readonly Trace[],
  machine: Pick<OwnedMachine, 'accounts'>,
  { config, person, newObjectId }: KnownPerson,
): (trace: Trace) => OwnedTrace {
  const ownerOfPlace = createOwnerOfPlace(machine, config)
  const ownerOfTenant = (tenantId: string): TraceOwner =>
    tenantId === personalTenant ? 'personal' : ownerOfPlace({ tenantId, siteUrl: null })
  const tenants = gatherTenants(traces, machine)

  const ofAddress = (address: string): TraceOwner => {
    const key = toAddressKey(address)
    const isOld = person.oldAddress !== null && toAddressKey(person.oldAddress) === key
    const isNew = person.addresses.some((one) => toAddressKey(one) === key)
    // One address for both: the domain moved with the people.
    if (isOld && isNew) return 'unknown'
    if (isOld || isNew) return isOld ? 'old' : 'new'
    const [tenant, ...more] = tenants.get(key) ?? []
    if (tenant !== undefined) return more.length === 0 ? ownerOfTenant(tenant) : 'unknown'
    // Microsoft gives a tenant its first domain under the name of its sites.
    const label = /@([a-z0-9-]+)\.onmicrosoft\.com$/.exec(key)?.[1]
    return label === undefined
      ? 'unknown'
      : ownerOfPlace({ tenantId: null, siteUrl: `https://${label}.sharepoint.com/` })
  }

  return (trace) => {
    const { tenantId, objectId, url, address } = trace
    if (tenantId !== null) return { ...trace, owner: ownerOfTenant(tenantId), sure: 'certain' }
    if (objectId !== null && objectId === newObjectId) return { ...trace, owner: 'new', sure: 'certain' }
    const ofUrl = url === null ? 'unknown' : ownerOfPlace({ tenantId: null, siteUrl: url })
    const owner = ofUrl === 'unknown' && address !== null ? ofAddress(address) : ofUrl
    return { ...trace, owner, sure: owner === 'unknown' ? 'unknown' : 'likely' }
  }
}

/** Which tenants are named together with an address, on this computer. */
function gatherTenants(
  traces: readonly Trace[],
  { accounts }: Pick<OwnedMachine, 'accounts'>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const linked = accounts.kind === 'read' ? accounts.value.filter(({ kind }) => kind === 'business') : []
  const named = [...linked.map(({ tenantId, email }) => ({ tenantId, address: email })), ...traces]
  const tenants = new Map<string, Set<string>>()
  for (const { tenantId, address } of named) {
    if (tenantId === null || address === null) continue
    const key = toAddressKey(address)
    tenants.set(key, (tenants.get(key) ?? new Set()).add(tenantId))
  }
  return tenants
}
