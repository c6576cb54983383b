import { createLocalJWKSet, errors, jwtVerify, type JWTPayload } from 'jose'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificates } from '../certificates.ts'
import { createDriveFiles, type DriveFiles, type DriveItem } from './drive-files.ts'
import { createThrottle, type Throttling } from './throttle.ts'
import type { IdentityProvider } from '../identity/identity-provider.ts'
import {
  accounts,
  amy,
  bob,
  contoso,
  fabrikam,
  graphAudience,
  joerg,
  toSiteName,
  type Account,
} from '../people.ts'

/** A person's OneDrive as Graph tells of it. */
export type Drive = { readonly webUrl: string }

export type GraphRecord = {
  readonly calls: readonly { readonly path: string; readonly oid: string | null; readonly status: number }[]
  /** Object ids whose drive was made by asking for it, as Graph does (docs/facts/graph-and-migration.md#nothing-is-asked-before-the-move). */
  readonly provisioned: readonly string[]
  /** How many requests each batch held. */
  readonly batches: readonly number[]
  /** Requests that came before the time that a "try later" had named was over. */
  readonly impatient: number
}

export type Graph = {
  readonly url: string
  /** What the next drive calls find: a drive, none that could be made, or null to make one when asked. */
  setDrive(account: Account, drive: Drive | 'missing' | null): void
  /** What is in the drive of this account. */
  files(account: Account): DriveFiles
  /** Makes it ask for patience from now on, until it has done so often enough. */
  throttle(throttling: Throttling): void
  /** Answers the next `times` calls with this status and Graph error. */
  fault(status: number, code: string, times?: number, text?: string): void
  /** Answers every drive call, and every part of a batch, like this from now on; null for the truth. */
  refuse(refusal: GraphRefusal | null, where?: 'everything' | 'parts'): void
  record(): GraphRecord
  stop(): Promise<void>
}

/** What Graph says no with: real bodies are in `refusals.ts`. */
export type GraphRefusal = {
  readonly status: number
  readonly code: string
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

type Verified = { readonly kind: 'ok'; readonly account: Account } | Refusal
type Refusal = {
  readonly kind: 'refused'
  readonly status: number
  readonly code: string
  readonly message: string
}

/** Starts a small Graph over TLS on loopback; it takes only tokens that the provider really signed for it. */
export async function startGraph(
  { cert, key }: Pick<Certificates, 'cert' | 'key'>,
  identity: IdentityProvider,
): Promise<Graph> {
  const drives = new Map<string, Drive | 'missing'>()
  for (const { target } of [amy, bob, joerg]) drives.set(target.oid, { webUrl: webUrlOf(target) })
  const files = new Map<string, DriveFiles>()
  const filesOf = ({ oid }: Account): DriveFiles => {
    const known = files.get(oid) ?? createDriveFiles()
    files.set(oid, known)
    return known
  }
  const throttle = createThrottle()
  const batches: number[] = []
  const calls: { path: string; oid: string | null; status: number }[] = []
  const provisioned: string[] = []
  const faults: { status: number; code: string; left: number; text: string }[] = []

  let refused: { readonly refusal: GraphRefusal; readonly where: 'everything' | 'parts' } | null = null
  const toRefused = (part: boolean): Told | null =>
    refused === null || (refused.where === 'parts' && !part)
      ? null
      : {
          status: refused.refusal.status,
          body: toGraphError(refused.refusal.code, refused.refusal.text),
          ...(refused.refusal.headers && { headers: refused.refusal.headers }),
        }

  const server = createServer({ cert, key }, (request, response) => {
    void answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `https://localhost:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '/', url)
    const verified = await verify(request.headers.authorization, identity)
    const oid = verified.kind === 'ok' ? verified.account.oid : null
    const send = ({ status, body, headers }: Told): void => {
      calls.push({ path: asked.pathname, oid, status })
      response.writeHead(status, {
        'content-type': 'application/json',
        'request-id': randomUUID(),
        ...headers,
      })
      response.end(JSON.stringify(body))
    }
    if (verified.kind === 'refused') {
      return send(tell(verified.status, toGraphError(verified.code, verified.message)))
    }
    const fault = faults.find(({ left }) => left > 0)
    if (fault) {
      fault.left -= 1
      return send(tell(fault.status, toGraphError(fault.code, fault.text)))
    }
    const wait = throttle.whole()
    if (wait !== null) return send(toTryLater(wait))
    const { account } = verified
    if (asked.pathname !== '/v1.0/$batch') return send(toRefused(false) ?? find(asked, account))
    send(answerBatch(await readBody(request), account))
  }

  /** Each part is answered for itself, and not in the order in which they were asked. */
  function answerBatch(body: unknown, account: Account): Told {
    const requests = (body as { requests?: { id: string; method: string; url: string }[] } | null)?.requests
    if (requests === undefined || requests.length > 20) {
      return tell(400, toGraphError('BadRequest', 'Number of batch request steps exceeds the maximum of 20.'))
    }
    batches.push(requests.length)
    const responses = requests.map(({ id, url: part }) => {
      const wait = throttle.part()
      const asked = new URL(`/v1.0${part}`, url)
      const isDrive = asked.pathname === '/v1.0/me/drive'
      const told = wait !== null ? toTryLater(wait) : (toRefused(!isDrive) ?? find(asked, account))
      calls.push({ path: asked.pathname, oid: account.oid, status: told.status })
      return { id, status: told.status, headers: told.headers ?? {}, body: told.body }
    })
    return tell(200, { responses: responses.toReversed() })
  }

  function find({ pathname, searchParams }: URL, account: Account): Told {
    const select = searchParams.get('$select')
    if (pathname === '/v1.0/me') {
      const { oid: id, name: displayName, upn: userPrincipalName, mapped: mail } = account
      return tell(200, selected({ id, displayName, mail, userPrincipalName }, select))
    }
    if (!pathname.startsWith('/v1.0/me/drive')) {
      return tell(404, toGraphError('BadRequest', `Resource not found for the segment '${pathname}'.`))
    }
    // Whatever is asked of a drive makes one where there is none.
    const drive = drives.get(account.oid) ?? provision(account)
    if (drive === 'missing') return tell(404, toGraphError('ResourceNotFound', "User's mysite not found."))
    if (pathname === '/v1.0/me/drive') {
      const owner = { user: { id: account.oid, displayName: account.name } }
      const whole = { id: `b!${account.oid}`, driveType: 'business', webUrl: drive.webUrl, owner }
      return tell(200, selected(whole, select))
    }
    return findItem(pathname.slice('/v1.0/me/drive'.length), searchParams, filesOf(account))
  }

  function findItem(address: string, query: URLSearchParams, drive: DriveFiles): Told {
    const names = /^\/root(?::\/(.+?))?:?(\/children)?$/.exec(address)
    const itemPath = (names?.[1] ?? '').split('/').map(decodeURIComponent).join('/')
    const select = query.get('$select')
    const missing = tell(404, toGraphError('itemNotFound', 'The resource could not be found.'))
    if (names === null) return missing
    if (names[2] === undefined) {
      const item = drive.find(itemPath)
      return item === null ? missing : tell(200, selected(item, select))
    }
    const children = drive.children(itemPath)
    if (children === null) return missing
    return tell(200, toPage(children, query, new URL(`/v1.0/me/drive${address}`, url)))
  }

  function provision(account: Account): Drive {
    const drive = { webUrl: webUrlOf(account) }
    provisioned.push(account.oid)
    drives.set(account.oid, drive)
    return drive
  }

  return {
    url,
    setDrive: (account, drive) => {
      if (drive === null) drives.delete(account.oid)
      else drives.set(account.oid, drive)
    },
    fault: (status, code, times = 1, text = 'A fault that the test asked for.') =>
      faults.push({ status, code, left: times, text }),
    refuse: (refusal, where = 'everything') => {
      refused = refusal === null ? null : { refusal, where }
    },
    files: filesOf,
    throttle: throttle.begin,
    record: () => ({ calls, provisioned, batches, impatient: throttle.impatient() }),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The address that SharePoint made of the UPN of the first day: `/personal/amy_lee_fabrikam_com`. */
export function webUrlOf({ tenantId, mapped }: Account): string {
  const { oneDriveHost } = tenantId === contoso.tenantId ? contoso : fabrikam
  return `https://${oneDriveHost}/personal/${toSiteName(mapped)}/Documents`
}

async function verify(authorization: string | undefined, identity: IdentityProvider): Promise<Verified> {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
  if (token === undefined) return refuse(401, 'InvalidAuthenticationToken', 'Access token is empty.')
  for (const { tenantId } of [fabrikam, contoso]) {
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(identity.jwksOf(tenantId)), {
        issuer: `${identity.origin}/${tenantId}/v2.0`,
        audience: graphAudience,
        algorithms: ['RS256'],
      })
      return toVerified(payload, tenantId)
    } catch (error) {
      // The other tenant's key may fit; a fault of ours must not look like a bad token.
      if (!(error instanceof errors.JOSEError)) throw error
    }
  }
  return refuse(401, 'InvalidAuthenticationToken', 'Access token validation failure.')
}

function toVerified(payload: JWTPayload, tenantId: string): Verified {
  const scopes = typeof payload['scp'] === 'string' ? payload['scp'].split(' ') : []
  const account = accounts.find(({ oid }) => oid === payload['oid'])
  if (account === undefined || payload['tid'] !== tenantId) {
    return refuse(401, 'InvalidAuthenticationToken', 'The token is of another tenant.')
  }
  if (!scopes.includes('Files.Read')) return refuse(403, 'accessDenied', 'Insufficient privileges.')
  return { kind: 'ok', account }
}

function refuse(status: number, code: string, message: string): Refusal {
  return { kind: 'refused', status, code, message }
}

type Told = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

function tell(status: number, body: unknown): Told {
  return { status, body }
}

function toTryLater(seconds: number): Told {
  const body = toGraphError('TooManyRequests', 'Please retry again later.')
  return { status: 429, body, headers: { 'Retry-After': String(seconds) } }
}

/** As Graph pages: `$top` at most, and where the rest is. */
function toPage(items: readonly DriveItem[], query: URLSearchParams, address: URL): Record<string, unknown> {
  const from = Number(query.get('$skiptoken') ?? 0)
  const top = Number(query.get('$top') ?? 200)
  const select = query.get('$select')
  const value = items.slice(from, from + top).map((item) => selected(item, select))
  if (from + top >= items.length) return { value }
  const next = new URL(address)
  for (const [name, text] of query) next.searchParams.set(name, text)
  next.searchParams.set('$skiptoken', String(from + top))
  return { value, '@odata.nextLink': next.href }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
}

function toGraphError(code: string, message: string): Record<string, unknown> {
  const id = randomUUID()
  const innerError = { date: new Date().toISOString(), 'request-id': id, 'client-request-id': id }
  return { error: { code, message, innerError } }
}

function selected(resource: object, select: string | null): object {
  if (select === null) return resource
  const wanted = new Set(select.split(','))
  return Object.fromEntries(Object.entries(resource).filter(([name]) => wanted.has(name)))
}
