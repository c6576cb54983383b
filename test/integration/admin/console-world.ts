import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import {
  createAdminApp,
  defaultRoleClaims,
  type AdminPorts,
} from '../../../admin/server/start/create-admin-app.ts'
import { createTokenVerifier } from '../../../admin/server/auth/verify-token.ts'
import type { EmbeddedPostgres } from '../../../admin/server/postgres/embedded.ts'
import type { Store } from '../../../admin/server/store.ts'
import { refusalSchema, type CompletionReport } from '../../../shared/outputs/report.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { audience, scope, startIssuer, type Issuer, type TokenWish } from '../../unit/admin/issuer.ts'
import { startStore } from './with-store.ts'

export const consoleScope = 'Console.Use'

export type Asking = {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly token?: string
  readonly body?: unknown
  readonly file?: string | Buffer
  readonly headers?: Record<string, string>
}

/** The endpoint with a database of its own, people in it, and a token for each role. */
export type ConsoleWorld = {
  readonly app: FastifyInstance
  readonly store: Store
  readonly postgres: EmbeddedPostgres
  readonly issuer: Issuer
  /** Another replica, with its own ports, at the same database. The test that asks for it closes it. */
  readonly addReplica: (ports: Partial<AdminPorts>) => Promise<FastifyInstance>
  readonly tokens: Readonly<Record<'admin' | 'helpdesk' | 'amy' | 'bob', string>>
  readonly ask: (
    url: string,
    asking?: Asking,
  ) => Promise<{ status: number; json: unknown; body: string; headers: Record<string, unknown> }>
  /** As the admin, and it has to go well. */
  readonly get: <Answer = Record<string, unknown>>(url: string) => Promise<Answer>
  readonly post: <Answer = Record<string, unknown>>(url: string, body?: unknown) => Promise<Answer>
  readonly report: (name: string, report: CompletionReport) => Promise<void>
  readonly idOf: (name: string) => Promise<string>
  readonly query: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>
  readonly signAs: (wish: TokenWish) => Promise<string>
  readonly stop: () => Promise<void>
}

export const oidOf = (place: number): string => `aaaaaaaa-0000-4000-8000-${String(place).padStart(12, '0')}`

/** Starts the endpoint in this process, for people of these names who have moved. */
export async function startConsoleWorld(
  names: readonly string[],
  ports: Partial<AdminPorts> = {},
): Promise<ConsoleWorld> {
  const { store, postgres, stop } = await startStore()
  await importPeople(store, names)
  const issuer = await startIssuer()
  const verifyToken = createTokenVerifier({
    authority: issuer.authority,
    tenantIds: [fabrikam, contoso],
    audience,
    scope,
    console: { tenantId: fabrikam, scope: consoleScope, roleClaims: defaultRoleClaims },
  })
  const addReplica: ConsoleWorld['addReplica'] = (own) =>
    createAdminApp({
      store,
      verifyToken,
      version: '0.0.0',
      sourceTenantId: contoso,
      limits: { perAddress: 100_000, perCaller: 100_000, signalsPerAddress: 100_000 },
      ...ports,
      ...own,
    })
  const app = await addReplica({})
  const tokens = await signTokens(issuer)
  const ask = createAsk(app)
  // As the owner: what a test reads or breaks is not held by what holds the endpoint.
  const owner = new pg.Pool({ connectionString: postgres.url, max: 1 })
  owner.on('error', () => {})
  const query: ConsoleWorld['query'] = async (text, values = []) =>
    (await owner.query<Record<string, unknown>>(text, values)).rows

  return {
    app,
    store,
    postgres,
    issuer,
    addReplica,
    tokens,
    ask,
    get: (url) => expectJson(ask(url, { token: tokens.admin })),
    post: (url, body) =>
      expectJson(ask(url, { method: 'POST', token: tokens.admin, ...(body !== undefined && { body }) })),
    report: (name, report) => acceptReport(store, { name, place: names.indexOf(name) + 1 }, report),
    async idOf(name) {
      const rows = await query('select person_id from people where source_key = $1', [`${name}@contoso.com`])
      return String(rows[0]?.['person_id'])
    },
    query,
    signAs: (wish) => issuer.sign(wish),
    async stop() {
      await app.close()
      await owner.end()
      await stop()
      await issuer.stop()
    },
  }
}

async function importPeople(store: Store, names: readonly string[]): Promise<void> {
  await store.importMap(
    names.map((name) => ({
      sourceTenantId: contoso,
      sourceUpn: `${name}@contoso.com`,
      targetUpn: `${name}@fabrikam.com`,
    })),
  )
  await store.importStates(names.map((name) => ({ sourceUpn: `${name}@contoso.com`, moveState: 'Success' })))
}

/** An admin, a helper, and two people who move. */
async function signTokens(issuer: Issuer): Promise<ConsoleWorld['tokens']> {
  const withRole = (name: string, place: number, roles: string[]): Promise<string> =>
    issuer.sign({
      claims: {
        preferred_username: `${name}@fabrikam.com`,
        oid: oidOf(place),
        scp: consoleScope,
        roles,
        name,
      },
    })
  const person = (name: string, place: number): Promise<string> =>
    issuer.sign({ claims: { preferred_username: `${name}@fabrikam.com`, oid: oidOf(place) } })
  return {
    admin: await withRole('ada', 901, ['Landfall.Admin']),
    helpdesk: await withRole('hal', 902, ['Landfall.Helpdesk']),
    amy: await person('amy', 1),
    bob: await person('bob', 2),
  }
}

function createAsk(app: FastifyInstance): ConsoleWorld['ask'] {
  return async (url, { method = 'GET', token, body, file, headers } = {}) => {
    const answer = await app.inject({
      method,
      url,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(file !== undefined && { 'content-type': 'application/octet-stream' }),
        ...headers,
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
      ...(file !== undefined && { payload: file }),
    })
    // No answer may say how it is built.
    if (answer.statusCode >= 400 && !/node_modules|\.ts:\d|\n[ \t]+at |postgres:\/\//.test(answer.body))
      refusalSchema.parse(answer.json())
    const isJson = String(answer.headers['content-type']).startsWith('application/json')
    return {
      status: answer.statusCode,
      json: isJson ? answer.json<unknown>() : null,
      body: answer.body,
      headers: answer.headers,
    }
  }
}

/** What a request that has to succeed brings. */
async function expectJson<Answer>(answering: ReturnType<ConsoleWorld['ask']>): Promise<Answer> {
  const { status, json, body } = await answering
  if (status !== 200) throw new Error(`${status}: ${body}`)
  return json as Answer
}

/** Takes a report as if this person's app had sent it. */
async function acceptReport(
  store: Store,
  { name, place }: { readonly name: string; readonly place: number },
  report: CompletionReport,
): Promise<void> {
  const acceptance = await store.acceptReport(
    { tenantId: fabrikam, oid: oidOf(place), upn: `${name}@fabrikam.com` },
    report,
  )
  if (acceptance.kind !== 'accepted') throw new Error(acceptance.code)
}

/** Whether the kept counts agree with the people themselves. */
export async function countsAreTrue({ query }: Pick<ConsoleWorld, 'query'>): Promise<boolean> {
  const rows = await query(`
    select coalesce(wave, '') as wave, state, coalesce(blocker, '') as blocker, count(*)::int as people
      from people group by 1, 2, 3
    except
    select wave, state, blocker, sum(people)::int from progress_counts where kind = 'person'
      group by 1, 2, 3 having sum(people) <> 0`)
  const days = await query(`
    select coalesce(wave, '') as wave, state, count(*)::int as people from people group by 1, 2
    except
    select wave, state, sum(people)::int from progress_days group by 1, 2`)
  return rows.length === 0 && days.length === 0
}
