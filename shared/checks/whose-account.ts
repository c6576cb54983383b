import type { Config } from '../config/config.ts'
import type { MachineFacts, SyncAccount, SyncLibrary } from '../facts/machine.ts'
import type { Reading } from '../facts/reading.ts'
import type { ExpectedPerson } from './expected-person.ts'
import { isSameAddress } from './identity.ts'
import { isSameOrganisation, organisationOfLibrary, organisationOfRoot } from './organisation-name.ts'
import { toPersonalSite, toSiteName } from './site-address.ts'
import { toTenantHosts, type TenantHosts } from './tenant-hosts.ts'

/**
 * Whose an account of the sync client is, or what is left of one. `other-person`: of the target, and somebody else's, or this
 * person's under another address; no one can tell which. `unknown`: nothing tells, so no one may be taken for its owner.
 */
export type AccountOwner = 'mine' | 'other-person' | 'old' | 'partner' | 'personal' | 'unknown'

/** Whose a synced library is. */
export type LibraryOwner = 'new' | 'old' | 'partner' | 'unknown'

export type OwnedLibrary = SyncLibrary & {
  readonly owner: LibraryOwner
  /** Of an unknown one: nothing speaks for another organisation, so it is looked through with what is old. */
  readonly mayBeOld: boolean
}

export type OwnedAccount = Omit<SyncAccount, 'libraries'> & {
  readonly owner: AccountOwner
  /** What shows that it is this person's: the drive of the web, or their address. Null where nothing shows it. */
  readonly proof: 'drive' | 'address' | null
  /** As of `OwnedLibrary`. */
  readonly mayBeOld: boolean
  readonly libraries: readonly OwnedLibrary[]
}

/** The computer's facts with the one answer to whose each account is. */
export type OwnedMachine = Omit<MachineFacts, 'accounts'> & {
  readonly accounts: Reading<readonly OwnedAccount[]>
}

type Decision = Pick<OwnedAccount, 'owner' | 'proof' | 'mayBeOld'>

/**
 * Decides once per look whose each account is; every judge, the scan, the choice of logs and the rescue ask this answer.
 * Tenant ids come first, then hosts, then the site's own name; where none of them tells, it is unknown. `config` is directed.
 */
export function decideOwners(machine: MachineFacts, config: Config, person: ExpectedPerson): OwnedMachine {
  const { accounts } = machine
  if (accounts.kind === 'unreadable') return { ...machine, accounts }
  const hosts = toTenantHosts(accounts.value, [config.source, config.target])
  const isOnlyOne =
    accounts.value.filter(({ configured, tenantId }) => configured && tenantId === config.target.tenantId)
      .length === 1
  const value = accounts.value.map((account): OwnedAccount => {
    const decision = decideAccount(account, { config, person, hosts, isOnlyOne })
    const libraries = account.libraries.map((library) => ({
      ...library,
      ...decideLibrary(library, account, decision, { config, hosts }),
    }))
    return { ...account, ...decision, libraries }
  })
  return { ...machine, accounts: { ...accounts, value } }
}

/** Whose a place is that no account of the sync client holds: by its tenant, else by its host. `config` is directed. */
export type OwnerOfPlace = (place: Pick<SyncLibrary, 'tenantId' | 'siteUrl'>) => LibraryOwner

/** Answers as `decideOwners` does for libraries, from what the same accounts say of hosts. */
export function createOwnerOfPlace(
  { accounts }: Pick<MachineFacts, 'accounts'>,
  config: Config,
): OwnerOfPlace {
  const told = accounts.kind === 'read' ? accounts.value : []
  const known = { config, hosts: toTenantHosts(told, [config.source, config.target]) }
  const ofNoOne: Decision = { owner: 'unknown', proof: null, mayBeOld: false }
  return (place) =>
    decideLibrary({ folder: '', organisation: null, ...place }, noAccount, ofNoOne, known).owner
}

/** A place that is below no account of the client. */
const noAccount: SyncAccount = {
  slot: '',
  kind: 'business',
  configured: false,
  tenantId: null,
  email: null,
  organisation: null,
  folder: null,
  siteUrl: null,
  lastSignInResult: null,
  lastSignInAt: null,
  libraries: [],
  settings: null,
}

/** The accounts that are linked, of these owners. */
export function linkedOf(
  { accounts }: Pick<OwnedMachine, 'accounts'>,
  ...owners: readonly AccountOwner[]
): readonly OwnedAccount[] {
  if (accounts.kind === 'unreadable') return []
  return accounts.value.filter(({ configured, owner }) => configured && owners.includes(owner))
}

type Known = {
  readonly config: Config
  readonly person: ExpectedPerson
  readonly hosts: TenantHosts
  readonly isOnlyOne: boolean
}

const notOld = { proof: null, mayBeOld: false } as const

function decideAccount(account: SyncAccount, known: Known): Decision {
  const { source, target } = known.config
  if (account.kind === 'personal') return { owner: 'personal', ...notOld }
  const { siteUrl } = account
  const tenantId = account.tenantId ?? (siteUrl === null ? null : known.hosts.tenantOf(siteUrl))
  if (tenantId === source.tenantId) return { owner: 'old', ...notOld }
  if (tenantId === target.tenantId) return decideOfTarget(account, known)
  if (tenantId !== null) return { owner: 'partner', ...notOld }
  return decideUntold(account, known)
}

/**
 * Nothing names the tenant: a site that is named after one of the person's addresses is that person's. Otherwise what is synced
 * under a linked account tells together with its address: alone, either may be of a guest in the other's organisation.
 */
function decideUntold(account: SyncAccount, known: Known): Decision {
  const { config, person, hosts } = known
  const site = account.siteUrl === null ? null : toPersonalSite(account.siteUrl)
  const isOld = site !== null && person.oldAddress !== null && site.name === toSiteName(person.oldAddress)
  const isNew = site !== null && person.addresses.some((address) => site.name === toSiteName(address))
  if (isOld && !isNew) return { owner: 'old', ...notOld }
  if (isNew && !isOld) return decideOfTarget(account, known)
  const tenant = site === null && account.configured ? toOnlyTenant(account.libraries) : null
  const isAddress = (address: string): boolean =>
    account.email !== null && isSameAddress(account.email, address)
  if (tenant === config.source.tenantId && person.oldAddress !== null && isAddress(person.oldAddress))
    return { owner: 'old', ...notOld }
  if (tenant === config.target.tenantId && person.addresses.some(isAddress))
    return decideOfTarget(account, known)
  const mayBeOld = isOld || account.siteUrl === null || hosts.isLike(account.siteUrl, config.source.tenantId)
  return { owner: 'unknown', proof: null, mayBeOld }
}

/** The one tenant that every library names; of several no one can tell which is the account's. */
function toOnlyTenant(libraries: readonly SyncLibrary[]): string | null {
  const tenants = new Set(libraries.map(({ tenantId }) => tenantId))
  const [only = null] = tenants
  return tenants.size === 1 ? only : null
}

/**
 * Of several persons of the target: what Graph shows decides where the account names its site, else the address. Where
 * no one has said who the person is, a single account is believed, and nothing proves it.
 */
function decideOfTarget(account: SyncAccount, { person, isOnlyOne }: Known): Decision {
  const { email } = account
  const isNamed = email !== null && person.addresses.some((address) => isSameAddress(email, address))
  const isSite = isSiteOfDrive(account, person.driveUrl, isNamed)
  if (isSite !== null)
    return isSite ? { owner: 'mine', proof: 'drive', mayBeOld: false } : { owner: 'other-person', ...notOld }
  if (isNamed) return { owner: 'mine', proof: 'address', mayBeOld: false }
  if (person.addresses.length > 0 || person.driveUrl !== null) {
    return { owner: email === null ? 'unknown' : 'other-person', ...notOld }
  }
  return { owner: isOnlyOne && account.configured ? 'mine' : 'unknown', ...notOld }
}

/**
 * Whether the account's site is the drive that Graph shows; null where one of them is not told. After a rename or a move to
 * another geography only the host differs for a while: then the address must match too.
 */
function isSiteOfDrive(
  { siteUrl, settings }: SyncAccount,
  driveUrl: string | null,
  isNamed: boolean,
): boolean | null {
  const drive = driveUrl === null ? null : toPersonalSite(driveUrl)
  const sites = [siteUrl, settings?.siteUrl ?? null].flatMap((url) =>
    url === null ? [] : (toPersonalSite(url) ?? []),
  )
  const [site] = sites
  if (drive === null || site === undefined) return null
  return site.name === drive.name && (site.host === drive.host || isNamed)
}

/** What names the tenant decides, then the host; the name that a library is listed under only where neither is known. */
function decideLibrary(
  library: SyncLibrary,
  account: SyncAccount,
  { owner }: Decision,
  { config, hosts }: Pick<Known, 'config' | 'hosts'>,
): Pick<OwnedLibrary, 'owner' | 'mayBeOld'> {
  const { source, target } = config
  const tenantId = library.tenantId ?? (library.siteUrl === null ? null : hosts.tenantOf(library.siteUrl))
  if (tenantId === source.tenantId) return { owner: 'old', mayBeOld: false }
  if (tenantId === target.tenantId) return { owner: 'new', mayBeOld: false }
  if (tenantId !== null) return { owner: 'partner', mayBeOld: false }
  const isBelowOld = owner === 'old' || owner === 'unknown'
  const isOwnName = hasNameOf(library, account, isBelowOld ? source : target)
  if (library.siteUrl !== null) {
    const isLike = hosts.isLike(library.siteUrl, source.tenantId)
    if (isOwnName === false && !isLike) return { owner: 'partner', mayBeOld: false }
    return { owner: 'unknown', mayBeOld: isLike || (isBelowOld && isOwnName === true) }
  }
  if (isOwnName === null) return { owner: 'unknown', mayBeOld: isBelowOld }
  if (!isOwnName) return { owner: 'partner', mayBeOld: false }
  if (owner === 'old') return { owner: 'old', mayBeOld: false }
  if (owner === 'unknown') return { owner: 'unknown', mayBeOld: true }
  return { owner: owner === 'partner' ? 'partner' : 'new', mayBeOld: false }
}

/** Whether a library is listed under the account's own organisation; null where it is listed under none. */
function hasNameOf(
  { organisation, folder }: SyncLibrary,
  account: SyncAccount,
  { name, tenantId }: Config['source'],
): boolean | null {
  const written = organisation ?? (account.configured ? null : organisationOfLibrary(folder))
  if (written === null) return null
  const listed = organisationOfRoot(written) ?? written
  const isOfTenant = account.tenantId === null || account.tenantId === tenantId
  // The client keeps the name of the day on which the account was linked; the configuration may have a newer one.
  const names = [
    account.organisation,
    account.folder === null ? null : organisationOfRoot(account.folder),
    isOfTenant ? name : null,
  ]
  return names.some((own) => own !== null && isSameOrganisation(own, listed))
}
