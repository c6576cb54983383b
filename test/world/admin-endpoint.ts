import { execFile, spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import pg from 'pg'
import { endpointProgram } from '../../build/run/build-if-old.ts'
import { startEmbeddedPostgres } from '../../admin/server/postgres/embedded.ts'
import type { Certificates } from './certificates.ts'
import type { IdentityProvider } from './identity/identity-provider.ts'
import { createTrustingFetch } from './trusting-fetch.ts'
import {
  adminAudience,
  amy,
  bob,
  carla,
  clientId,
  consoleClientId,
  contoso,
  dan,
  fabrikam,
  joerg,
  movers,
  type Mover,
} from './people.ts'

/** A report as the database has it. */
export type StoredReport = { readonly id: string; readonly receipt: string; readonly verdict: string }

/** A request as the endpoint's own log has it. */
export type LoggedRequest = { readonly method: string; readonly url: string }

/** The real admin endpoint as a process of its own, with a real PostgreSQL behind it. */
export type AdminEndpoint = {
  /** Stays the same when the endpoint is stopped and started again. */
  readonly url: string
  /** Where its database lies. */
  readonly dataFolder: string
  start(): Promise<void>
  /** No one listens at `url` from then on. */
  stop(): Promise<void>
  /** Runs `npm run admin -- import-map` with these people and the object ids of their new accounts. */
  importObjectIds(people: readonly Mover[]): Promise<void>
  /** Runs `npm run admin -- import-states` with these states. */
  importStates(states: Readonly<Record<string, string>>): Promise<void>
  /** Runs `npm run admin -- import-sites` with these old and new addresses. */
  importSites(sites: Readonly<Record<string, string>>): Promise<void>
  /** Whatever it was: an import would leave a `Success` as it is. */
  setState(sourceUpn: string, state: string): Promise<void>
  /** Read from the database itself, while the endpoint runs. */
  reports(): Promise<StoredReport[]>
  /** A report's whole body, as it was taken. */
  contentOf(id: string): Promise<unknown>
  /** What was said without a sign-in, as it was taken. */
  signals(): Promise<unknown[]>
  /** Takes a person out of the identity map, as an admin would who made a mistake. */
  forget(sourceUpn: string): Promise<void>
  /** Sends a person back where they came from. */
  sendBack(sourceUpn: string): Promise<void>
  requests(): readonly LoggedRequest[]
  /** How many apps wait to hear of their move, by the endpoint's own metrics. */
  waiting(): Promise<number>
}

const startMilliseconds = 120_000

/** The endpoint's program with a folder, before it is started. */
type Program = {
  readonly dataFolder: string
  /** A file of this name in the endpoint's folder. */
  readonly file: (name: string) => string
  readonly spawn: (args: readonly string[], stdio: StdioOptions) => ChildProcess
}

/** Writes the endpoint's files into `folder`, takes the identity map and the move states, and starts it. */
export async function startAdminEndpoint(
  folder: string,
  certificates: Certificates,
  identity: IdentityProvider,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<AdminEndpoint> {
  const program = await writeProgram(folder, certificates, { authority: identity.origin, ...settings })
  await copyOrMakeData(program.dataFolder, () => fillData(program))
  const service = createService(program)
  await service.start()
  const url = `https://localhost:${service.port()}`
  await identity.registerConsole(`${url}/`)
  return {
    url,
    dataFolder: program.dataFolder,
    start: service.start,
    stop: service.stop,
    importObjectIds: (people) => importMap(program, people.map(toSevenColumns)),
    importStates: (states) => importStates(program, states),
    importSites: (sites) => importSites(program, sites),
    requests: () => service.requests,
    waiting: async () => {
      const metrics = await (await createTrustingFetch(certificates.ca)(`${url}/metrics`)).text()
      return Number(/^landfall_waiting_apps (\d+)$/m.exec(metrics)?.[1])
    },
    ...createPeek(program.dataFolder),
  }
}

async function writeProgram(
  folder: string,
  { cert, key, caFile }: Certificates,
  settings: Readonly<Record<string, unknown>>,
): Promise<Program> {
  // The database runs as another user where we are root, and must be able to walk to its folder.
  await mkdir(folder, { mode: 0o711, recursive: true })
  const dataFolder = path.join(folder, 'data')
  const file = (name: string): string => path.join(folder, name)
  await writeFile(file('cert.pem'), cert)
  await writeFile(file('key.pem'), key, { mode: 0o600 })
  await writeFile(
    file('admin.json'),
    JSON.stringify({
      sourceTenantId: contoso.tenantId,
      sourceName: contoso.name,
      targetName: fabrikam.name,
      targetTenantId: fabrikam.tenantId,
      audience: adminAudience,
      clients: [clientId],
      console: { clientId: consoleClientId },
      port: 0,
      tls: { certFile: file('cert.pem'), keyFile: file('key.pem') },
      ...settings,
    }),
  )
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile }
  const where = ['--config', file('admin.json'), '--data', dataFolder]
  return {
    dataFolder,
    file,
    spawn: (args, stdio) => spawn(process.execPath, [endpointProgram, ...args, ...where], { env, stdio }),
  }
}

/** Runs one of the endpoint's commands to its end. */
async function runAdmin(program: Program, ...args: string[]): Promise<void> {
  const child = program.spawn(args, ['ignore', 'ignore', 'pipe'])
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error(`admin ${args.join(' ')} ended with ${code}: ${complaint}`)
}

function toSixColumns({ source, target }: Mover): string {
  return `User,${contoso.tenantId},${source.mapped},${target.mapped},,RegularUser`
}

function toSevenColumns(mover: Mover): string {
  return `${toSixColumns(mover)},${mover.target.oid}`
}

async function importMap(program: Program, lines: readonly string[]): Promise<void> {
  await writeFile(program.file('map.csv'), lines.join('\r\n'))
  await runAdmin(program, 'import-map', program.file('map.csv'))
}

async function importStates(program: Program, states: Readonly<Record<string, string>>): Promise<void> {
  const rows = Object.entries(states).map(([upn, state]) => `${upn},${state}`)
  await writeFile(program.file('states.csv'), ['SourceUserPrincipalName,MoveState', ...rows].join('\r\n'))
  await runAdmin(program, 'import-states', program.file('states.csv'))
}

async function importSites(program: Program, sites: Readonly<Record<string, string>>): Promise<void> {
  const rows = Object.entries(sites).map((row) => row.join(','))
  await writeFile(program.file('sites.csv'), ['SourceSiteUrl,TargetSiteUrl', ...rows].join('\r\n'))
  await runAdmin(program, 'import-sites', program.file('sites.csv'))
}

/** The data that every world begins with, by the endpoint's own commands. */
async function fillData(program: Program): Promise<void> {
  // Where somebody has another address than the map, only the object id of the seventh column can tell who they are.
  await importMap(
    program,
    movers.map((mover) =>
      mover.target.upn === mover.target.mapped ? toSixColumns(mover) : toSevenColumns(mover),
    ),
  )
  await importStates(program, {
    ...Object.fromEntries([amy, bob, joerg].map(({ source }) => [source.mapped, 'Success'])),
    [carla.source.mapped]: 'InProgress',
    [dan.source.mapped]: 'Failed',
  })
}

/** The endpoint as a service, which keeps its port from the first start on. */
function createService(program: Program): {
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly port: () => number
  readonly requests: readonly LoggedRequest[]
} {
  const requests: LoggedRequest[] = []
  let port = 0
  let serving: ChildProcess | null = null
  return {
    start: async () => {
      const child = program.spawn(['serve', '--port', String(port)], ['ignore', 'pipe', 'inherit'])
      serving = child
      port = await readLog(child, requests)
    },
    stop: async () => {
      const child = serving
      serving = null
      if (child === null || child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
    port: () => port,
    requests,
  }
}

/** What a test reads in the database, or changes there, while the endpoint runs. */
function createPeek(
  dataFolder: string,
): Pick<AdminEndpoint, 'setState' | 'reports' | 'contentOf' | 'signals' | 'forget' | 'sendBack'> {
  async function query<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly string[] = [],
  ): Promise<Row[]> {
    // Joins the endpoint's own server.
    const { url } = await startEmbeddedPostgres(dataFolder)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query<Row>(text, [...values])).rows
    } finally {
      await client.end()
    }
  }
  return {
    setState: async (sourceUpn, state) => {
      await query('update people set move_state = $2 where source_key = $1', [sourceUpn.toLowerCase(), state])
    },
    reports: () => query('select id, receipt, verdict from reports order by received_at'),
    contentOf: async (id) => {
      const rows = await query<{ content: unknown }>('select content from reports where id = $1', [id])
      return rows[0]?.content
    },
    signals: async () => {
      const rows = await query<{ content: unknown }>('select content from signals')
      return rows.map(({ content }) => content)
    },
    forget: async (sourceUpn) => {
      await query('delete from people where source_key = $1', [sourceUpn])
    },
    sendBack: async (sourceUpn) => {
      await query(`update people set direction = 'return' where source_key = $1`, [sourceUpn])
    },
  }
}

/** Filled data at rest: what the first world of this process made, for the others to copy. */
let filled: Promise<string> | null = null

/** Making a database takes as long as all the rest of a world, so it is made once and copied. */
async function copyOrMakeData(dataFolder: string, fill: () => Promise<void>): Promise<void> {
  if (filled !== null) {
    await copyFolder(await filled, dataFolder)
    return
  }
  filled = fill().then(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'landfall-data-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    await chmod(folder, 0o711)
    await copyFolder(dataFolder, path.join(folder, 'data'))
    return path.join(folder, 'data')
  })
  try {
    await filled
  } catch (error) {
    filled = null
    throw error
  }
}

/** The database's files keep their owner. */
async function copyFolder(from: string, to: string): Promise<void> {
  if (process.platform === 'win32') return cp(from, to, { recursive: true, preserveTimestamps: true })
  await promisify(execFile)('cp', ['-a', from, to])
}

/** Gives the port when the log names it, and goes on reading: a full pipe would stop the endpoint. */
async function readLog(child: ChildProcess, requests: LoggedRequest[]): Promise<number> {
  const { stdout } = child
  if (stdout === null) throw new Error('the endpoint has no output')
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the admin endpoint ended at once')))
  ended.catch(() => {})
  const listening = new Promise<number>((resolve) => {
    createInterface(stdout).on('line', (line) => {
      const { msg = '', req } = JSON.parse(line) as { msg?: string; req?: LoggedRequest }
      const found = /listening at https:\/\/[^:]+:(\d+)/.exec(msg)?.[1]
      if (found !== undefined) resolve(Number(found))
      if (req !== undefined) requests.push({ method: req.method, url: req.url })
    })
  })
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('the admin endpoint does not answer')), startMilliseconds).unref()
  })
  return Promise.race([listening, ended, late])
}
