import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificates } from '../certificates.ts'
import type { IdentityProvider } from '../identity/identity-provider.ts'
import type { Account } from '../people.ts'
import type { DriveFiles } from './drive-files.ts'
import { createDrives, type Drive, type Drives } from './drives.ts'
import { answerWith, toGraphError, toTryLater, type GraphAnswer } from './graph-answer.ts'
import { createMigrationJobs, type MigrationJobs } from './migration-jobs.ts'
import { createThrottle, type Throttling } from './throttle.ts'
import { refuseApplication, verifyToken } from './verify-token.ts'

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
  /** Microsoft's migration jobs, to an application that may read them. */
  readonly migrationJobs: Pick<MigrationJobs, 'set' | 'fault' | 'record'>
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

/** What the requests to Graph have in common. */
type Service = {
  readonly url: string
  readonly identity: IdentityProvider
  readonly drives: Drives
  readonly migrationJobs: MigrationJobs
  readonly throttle: ReturnType<typeof createThrottle>
  readonly obstacles: ReturnType<typeof createObstacles>
  readonly calls: { path: string; oid: string | null; status: number }[]
  readonly batches: number[]
}

/** Starts a small Graph over TLS on loopback; it takes only tokens that the provider really signed for it. */
export async function startGraph(
  { cert, key }: Pick<Certificates, 'cert' | 'key'>,
  identity: IdentityProvider,
): Promise<Graph> {
  const server = createServer({ cert, key }, (request, response) => {
    void answer(service, request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`
  const service: Service = {
    url: origin,
    migrationJobs: createMigrationJobs(origin),
    identity,
    drives: createDrives(),
    throttle: createThrottle(),
    obstacles: createObstacles(),
    calls: [],
    batches: [],
  }
  const { url, drives, throttle, obstacles, calls, batches } = service
  return {
    url,
    setDrive: drives.set,
    files: drives.files,
    migrationJobs: service.migrationJobs,
    ...obstacles.byTest,
    throttle: throttle.begin,
    record: () => ({
      calls,
      provisioned: drives.provisioned,
      batches,
      impatient: throttle.impatient(),
    }),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** What a test has Graph say instead of the truth. */
function createObstacles(): {
  readonly byTest: Pick<Graph, 'fault' | 'refuse'>
  /** The fault that this call meets; it is counted as met. */
  takeFault(): GraphAnswer | null
  /** The refusal of a drive call, or of a part of a batch. */
  refusal(isPart: boolean): GraphAnswer | null
} {
  const faults: { status: number; code: string; left: number; text: string }[] = []
  let refused: { readonly refusal: GraphRefusal; readonly where: 'everything' | 'parts' } | null = null
  return {
    byTest: {
      fault: (status, code, times = 1, text = 'A fault that the test asked for.') =>
        void faults.push({ status, code, left: times, text }),
      refuse: (refusal, where = 'everything') => {
        refused = refusal === null ? null : { refusal, where }
      },
    },
    takeFault: () => {
      const fault = faults.find(({ left }) => left > 0)
      if (fault === undefined) return null
      fault.left -= 1
      return answerWith(fault.status, toGraphError(fault.code, fault.text))
    },
    refusal: (isPart) => {
      if (refused === null || (refused.where === 'parts' && !isPart)) return null
      const { status, code, text, headers } = refused.refusal
      return { status, body: toGraphError(code, text), ...(headers && { headers }) }
    },
  }
}

async function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url, identity, drives, throttle, obstacles, calls } = service
  const asked = new URL(request.url ?? '/', url)
  if (/\/solutions\/migrations\//i.test(asked.pathname)) return answerJobs(service, asked, request, response)
  const verified = await verifyToken(request.headers.authorization, identity)
  const oid = verified.kind === 'ok' ? verified.account.oid : null
  const send = ({ status, body, headers }: GraphAnswer): void => {
    calls.push({ path: asked.pathname, oid, status })
    response.writeHead(status, {
      'content-type': 'application/json',
      'request-id': randomUUID(),
      ...headers,
    })
    response.end(JSON.stringify(body))
  }
  if (verified.kind === 'refused') {
    return send(answerWith(verified.status, toGraphError(verified.code, verified.message)))
  }
  const fault = obstacles.takeFault()
  if (fault !== null) return send(fault)
  const wait = throttle.whole()
  if (wait !== null) return send(toTryLater(wait))
  const { account } = verified
  if (asked.pathname !== '/v1.0/$batch')
    return send(obstacles.refusal(false) ?? drives.answer(asked, account))
  send(answerBatch(service, await readBody(request), account))
}

async function answerJobs(
  { identity, migrationJobs, calls }: Service,
  asked: URL,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refused = await refuseApplication(
    headers.authorization,
    identity,
    'CrossTenantContentMigration.Read.All',
  )
  const said =
    refused === null
      ? migrationJobs.answer(asked, method)
      : {
          status: refused.status,
          headers: { 'content-type': 'application/json' },
          text: JSON.stringify(toGraphError(refused.code, refused.message)),
        }
  calls.push({ path: asked.pathname, oid: null, status: said.status })
  response.writeHead(said.status, said.headers)
  response.end(said.text)
}

/** Each part is answered for itself, and not in the order in which they were asked. */
function answerBatch(service: Service, body: unknown, account: Account): GraphAnswer {
  const { url, drives, throttle, obstacles, calls, batches } = service
  const requests = (body as { requests?: { id: string; method: string; url: string }[] } | null)?.requests
  if (requests === undefined || requests.length > 20) {
    return answerWith(
      400,
      toGraphError('BadRequest', 'Number of batch request steps exceeds the maximum of 20.'),
    )
  }
  batches.push(requests.length)
  const responses = requests.map(({ id, url: part }) => {
    const wait = throttle.part()
    const asked = new URL(`/v1.0${part}`, url)
    const isDrive = asked.pathname === '/v1.0/me/drive'
    const said =
      wait !== null ? toTryLater(wait) : (obstacles.refusal(!isDrive) ?? drives.answer(asked, account))
    calls.push({ path: asked.pathname, oid: account.oid, status: said.status })
    return { id, status: said.status, headers: said.headers ?? {}, body: said.body }
  })
  return answerWith(200, { responses: responses.toReversed() })
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
}
