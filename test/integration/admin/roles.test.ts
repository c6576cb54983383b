import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../../admin/server/contract/contract.ts'
import type { Role, Route } from '../../../admin/server/contract/route.ts'
import { adatum, contoso, fabrikam } from '../../unit/shared/cast.ts'
import { consoleScope, oidOf, startConsoleWorld, type ConsoleWorld } from './console-world.ts'
import type { TokenWish } from '../../unit/admin/issuer.ts'
import { reportOf } from '../../unit/admin/report.ts'

let world: ConsoleWorld
let origin: string

beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob'], { organisations: { source: 'Contoso', target: null } })
  origin = await world.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => world.stop())

const withRole = (tenantId: string, scp: string, roles: string[]): TokenWish => ({
  tenantId,
  claims: { scp, roles, oid: oidOf(1), preferred_username: 'amy@fabrikam.com' },
})

/** Who asks, and what they are to the endpoint: roles, or the refusal that everybody without them gets. */
const callers: [name: string, wish: TokenWish | null, roles: Role[], refusal: [number, string] | null][] = [
  ['nobody', null, [], [401, 'auth.missing-token']],
  ['a person', withRole(fabrikam, 'Reports.Submit', []), ['person'], null],
  ['the helpdesk', withRole(fabrikam, consoleScope, ['Landfall.Helpdesk']), ['helpdesk'], null],
  ['an admin', withRole(fabrikam, consoleScope, ['Landfall.Admin']), ['admin'], null],
  ['an admin in the app', withRole(fabrikam, 'Reports.Submit', ['Landfall.Admin']), ['person'], null],
  ['somebody in the console without a role', withRole(fabrikam, consoleScope, []), [], null],
  ['somebody with another role', withRole(fabrikam, consoleScope, ['landfall.admin', 'Admin']), [], null],
  ['an admin of the source tenant', withRole(contoso, consoleScope, ['Landfall.Admin']), [], null],
  ['a person of the source tenant', withRole(contoso, 'Reports.Submit', []), ['person'], null],
  [
    'an admin of a third tenant',
    withRole(adatum, consoleScope, ['Landfall.Admin']),
    [],
    [403, 'auth.wrong-tenant'],
  ],
  [
    'an app without a person',
    { claims: { idtyp: 'app', roles: ['Landfall.Admin'], scp: undefined } },
    [],
    [403, 'auth.missing-scope'],
  ],
  [
    'somebody without a scope',
    { leftOut: ['scp'], claims: { roles: ['Landfall.Admin'] } },
    [],
    [403, 'auth.missing-scope'],
  ],
  [
    'whose token has expired',
    { ...withRole(fabrikam, consoleScope, ['Landfall.Admin']), expiresIn: -120 },
    [],
    [401, 'auth.expired-token'],
  ],
  [
    'whose token is for another service',
    { claims: { aud: 'api://other', scp: consoleScope, roles: ['Landfall.Admin'] } },
    [],
    [401, 'auth.wrong-audience'],
  ],
  [
    'whose token is of another issuer',
    { claims: { iss: 'https://evil.invalid/v2.0', scp: consoleScope, roles: ['Landfall.Admin'] } },
    [],
    [401, 'auth.invalid-token'],
  ],
  [
    'whose token begins tomorrow',
    { claims: { nbf: Math.floor(Date.now() / 1000) + 86_400, scp: consoleScope, roles: ['Landfall.Admin'] } },
    [],
    [401, 'auth.invalid-token'],
  ],
]

async function askRoute({ method, url, takesFile }: Route, token: string | null): Promise<[number, string]> {
  const address = url.replace(/:\w+/g, () => randomUUID())
  const query = takesFile ? '?kind=waves' : ''
  const over = new AbortController()
  const response = await fetch(`${origin}${address}${query}`, {
    method,
    signal: over.signal,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(method !== 'GET' && {
        'content-type': takesFile ? 'application/octet-stream' : 'application/json',
      }),
    },
    ...(method !== 'GET' && { body: takesFile ? 'x' : '{}' }),
  })
  // The stream of events never ends by itself.
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    over.abort()
    return [response.status, '']
  }
  const text = await response.text()
  const code = /"code":"([^"]+)"/.exec(text)?.[1] ?? ''
  return [response.status, code]
}

describe('every route, for everybody', () => {
  const cells = contract.flatMap((route) =>
    callers.map(([name, wish, roles, refusal]) => {
      const isOpen = route.roles.length === 0
      const isAllowed = isOpen || (refusal === null && route.roles.some((role) => roles.includes(role)))
      return { route, name, wish, refusal, isAllowed }
    }),
  )
  const title = ({ route, name, isAllowed }: (typeof cells)[number]): string =>
    `${route.method} ${route.url} ${isAllowed ? 'answers' : 'refuses'} ${name}`

  it.each(cells.map((cell) => [title(cell), cell] as const))('%s', async (_title, cell) => {
    const token = cell.wish === null ? null : await world.signAs(cell.wish)
    const [status, code] = await askRoute(cell.route, token)
    if (cell.isAllowed) {
      // Without a signature a signal is refused by its own rule; the numbers are for this computer, which we are.
      const isOwnRule = code === 'signal.not-signed' || code === 'report.not-in-map'
      if (!isOwnRule) expect([401, 403]).not.toContain(status)
      expect(code).not.toMatch(/^auth\./)
    } else if (cell.refusal !== null) expect([status, code]).toEqual(cell.refusal)
    else {
      const isForPeople = cell.route.roles.length === 1 && cell.route.roles[0] === 'person'
      expect([status, code]).toEqual([403, isForPeople ? 'auth.missing-scope' : 'auth.missing-role'])
    }
  })
})

describe('a person', () => {
  it('sees no one in the console, not even themselves', async () => {
    for (const name of ['amy', 'bob']) {
      const { status } = await world.ask(`/v1/people/${await world.idOf(name)}`, { token: world.tokens.amy })
      expect(status).toBe(403)
    }
  })

  it('hands in their own report and not another’s', async () => {
    const report = reportOf()
    const put = (token: string) =>
      world.ask(`/v1/reports/${report.id}`, { method: 'PUT', token, body: report })
    expect((await put(world.tokens.amy)).status).toBe(200)
    expect(await put(world.tokens.bob)).toMatchObject({
      status: 403,
      json: { error: { code: 'report.not-yours' } },
    })
  })

  it('is told what the organisations are called, and no one is without a token', async () => {
    const asked = await world.ask('/v1/me', { token: world.tokens.helpdesk })
    expect(asked.json).toMatchObject({ role: 'helpdesk', organisations: { source: 'Contoso', target: null } })
    expect((await world.ask('/v1/console')).body).not.toContain('Contoso')
  })

  it('gets their own plan, whatever name is in the address', async () => {
    const { json } = await world.ask('/v1/me/plan?upn=bob@fabrikam.com', { token: world.tokens.amy })
    expect(json).toMatchObject({ targetUpn: 'amy@fabrikam.com' })
  })
})
