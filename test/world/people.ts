/** The cast of the test world: two organisations and the people who move from one to the other. */
export type Organisation = {
  readonly tenantId: string
  readonly name: string
  readonly domain: string
  readonly oneDriveHost: string
}

export const contoso: Organisation = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  name: 'Contoso',
  domain: 'contoso.com',
  oneDriveHost: 'contoso-my.sharepoint.com',
}

export const fabrikam: Organisation = {
  tenantId: '22222222-2222-4222-8222-222222222222',
  name: 'Fabrikam',
  domain: 'fabrikam.com',
  oneDriveHost: 'fabrikam-my.sharepoint.com',
}

export const clientId = '33333333-3333-4333-8333-333333333333'
/** The admin console's own registration: a single-page application. */
export const consoleClientId = '44444444-4444-4444-8444-444444444444'
/** The endpoint's own application: its client id is `aud` of version 2 tokens, its address comes before its scopes. */
export const adminAudience = '55555555-5555-4555-8555-555555555555'
export const adminAddress = `api://${fabrikam.tenantId}/landfall-admin`
export const adminScope = `${adminAddress}/Reports.Submit`
export const consoleScope = `${adminAddress}/Console.Use`
export const graphAudience = 'https://graph.microsoft.com'
export const password = 'Landfall-demo-1!'

/** An account in a tenant. A guest's home is another tenant, where it has another object id. */
export type Account = {
  readonly tenantId: string
  /** What they sign in with today. */
  readonly upn: string
  /** Their address on the day of the move: in the identity map, in the name of their OneDrive's site, and where mail arrives. */
  readonly mapped: string
  readonly oid: string
  readonly name: string
  readonly home: { readonly tenantId: string; readonly oid: string }
  /** App roles at the admin endpoint. */
  readonly roles?: readonly string[]
}

export type Mover = { readonly name: string; readonly source: Account; readonly target: Account }

function accountIn({ tenantId, domain }: Organisation, local: string, name: string, number: number): Account {
  const side = tenantId.slice(0, 1)
  const oid = `${side.repeat(8)}-aaaa-4aaa-8aaa-${String(number).padStart(12, '0')}`
  const upn = `${local}@${domain}`
  return { tenantId, upn, mapped: upn, oid, name, home: { tenantId, oid } }
}

function mover(name: string, local: string, number: number): Mover {
  return {
    name,
    source: accountIn(contoso, local, name, number),
    target: accountIn(fabrikam, local, name, number),
  }
}

const amyOnTheDay = mover('Amy Lee', 'amy.lee', 1)
/**
 * The usual person was renamed after the map was written, as happens at a cutover: the object id stays, everything that was
 * written before has the old address.
 */
export const amy: Mover = {
  ...amyOnTheDay,
  target: { ...amyOnTheDay.target, upn: 'amy.stone@fabrikam.com' },
}
export const bob = mover('Bob Meyer', 'bob.meyer', 2)
export const joerg = mover('Jörg Müller', 'joerg.mueller', 3)
/** Her move is still in progress. */
export const carla = mover('Carla Ruiz', 'carla.ruiz', 4)
/** His move has failed. */
export const dan = mover('Dan Novak', 'dan.novak', 5)
/** Works for the target and is in no identity map. */
export const eve = accountIn(fabrikam, 'eve.stone', 'Eve Stone', 6)
/** Of the source, invited to the target as a guest. */
export const gus = accountIn(contoso, 'gus.hall', 'Gus Hall', 7)
export const gusAsGuest: Account = {
  ...gus,
  tenantId: fabrikam.tenantId,
  oid: '22222222-bbbb-4bbb-8bbb-000000000007',
}

/** Runs the migration at the target. */
export const ada: Account = {
  ...accountIn(fabrikam, 'ada.king', 'Ada King', 8),
  roles: ['Landfall.Admin'],
}
/** Answers the telephone. */
export const hal: Account = {
  ...accountIn(fabrikam, 'hal.weber', 'Hal Weber', 9),
  roles: ['Landfall.Helpdesk'],
}

export const movers = [amy, bob, joerg, carla, dan]
export const accounts: readonly Account[] = [
  ...movers.flatMap(({ source, target }) => [source, target]),
  eve,
  ada,
  hal,
  gus,
  gusAsGuest,
]

/** A UPN as SharePoint makes a site's name of it: `amy_lee_fabrikam_com`. */
export function toSiteName(upn: string): string {
  return upn.replace(/[.@]/g, '_')
}

/** The address that names the site of this person's OneDrive, whatever their address is now. */
export function siteNameOf(upn: string): string {
  const wanted = upn.trim().toLowerCase()
  return toSiteName(accounts.find((account) => account.upn === wanted)?.mapped ?? upn)
}

export function findAccount(tenantId: string, upn: string): Account | undefined {
  const wanted = upn.trim().toLowerCase()
  return accounts.find((account) => account.tenantId === tenantId && account.upn === wanted)
}
