import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../admin/server/store/embedded.ts'
import type { Certificates } from './certificates.ts'
import type { IdentityProvider } from './identity/identity-provider.ts'
import { adminAudience, amy, bob, carla, contoso, dan, fabrikam, joerg, movers } from './people.ts'

/** A report as the database has it. */
export type StoredReport = { readonly id: string; readonly receipt: string; readonly verdict: string }

/** The real admin endpoint as a process of its own, with a real PostgreSQL behind it. */
export type AdminEndpoint = {
  /** Stays the same when the endpoint is stopped and started again. */
  readonly url: string
  start(): Promise<void>
  /** Nobody listens at `url` from then on. */
  stop(): Promise<void>
  /** Runs `npm run admin -- import-states` with these states. */
  importStates(states: Readonly<Record<string, string>>): Promise<void>
  /** Read from the database itself, while the endpoint runs. */
  reports(): Promise<StoredReport[]>
}

const program = fileURLToPath(new URL('../../admin/server/main.ts', import.meta.url))
const startMilliseconds = 30_000

/** Writes the endpoint's files into `folder`, takes the identity map and the move states, and starts it. */
export async function startAdminEndpoint(
  folder: string,
  { cert, key, caFile }: Certificates,
  identity: IdentityProvider,
): Promise<AdminEndpoint> {
  // The database runs as another user where we are root, and must be able to walk to its folder.
  await mkdir(folder, { mode: 0o711, recursive: true })
  const dataFolder = path.join(folder, 'data')
  const file = (name: string): string => path.join(folder, name)
  const configFile = file('admin.json')
  await writeFile(file('cert.pem'), cert)
  await writeFile(file('key.pem'), key, { mode: 0o600 })
  await writeFile(
    configFile,
    JSON.stringify({
      sourceTenantId: contoso.tenantId,
      targetTenantId: fabrikam.tenantId,
      authority: identity.origin,
      audience: adminAudience,
      port: 0,
      tls: { certFile: file('cert.pem'), keyFile: file('key.pem') },
    }),
  )
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: caFile }
  const argsOf = (...args: string[]): string[] => [
    program,
    ...args,
    '--config',
    configFile,
    '--data',
    dataFolder,
  ]

  async function runAdmin(...args: string[]): Promise<void> {
    const child = spawn(process.execPath, argsOf(...args), { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
    const [code] = (await once(child, 'close')) as [number]
    if (code !== 0) throw new Error(`admin ${args.join(' ')} ended with ${code}: ${complaint}`)
  }

  async function importStates(states: Readonly<Record<string, string>>): Promise<void> {
    const rows = Object.entries(states).map(([upn, state]) => `${upn},${state}`)
    await writeFile(file('states.csv'), ['SourceUserPrincipalName,MoveState', ...rows].join('\r\n'))
    await runAdmin('import-states', file('states.csv'))
  }

  let port = 0
  let serving: ChildProcess | null = null
  async function start(): Promise<void> {
    const child = spawn(process.execPath, argsOf('serve', '--port', String(port)), {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    serving = child
    port = await readPort(child)
  }
  async function stop(): Promise<void> {
    const child = serving
    serving = null
    if (child === null || child.exitCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    await gone
  }

  await start()
  try {
    const map = movers.map(
      ({ source, target }) => `User,${contoso.tenantId},${source.upn},${target.upn},,RegularUser`,
    )
    await writeFile(file('map.csv'), map.join('\r\n'))
    await runAdmin('import-map', file('map.csv'))
    await importStates({
      ...Object.fromEntries([amy, bob, joerg].map(({ source }) => [source.upn, 'Success'])),
      [carla.source.upn]: 'InProgress',
      [dan.source.upn]: 'Failed',
    })
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: `https://localhost:${port}`,
    start,
    stop,
    importStates,
    reports: async () => {
      const { url } = await startEmbeddedPostgres(dataFolder)
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        const { rows } = await client.query<StoredReport>(
          'select id, receipt, verdict from reports order by received_at',
        )
        return rows
      } finally {
        await client.end()
      }
    },
  }
}

async function readPort(child: ChildProcess): Promise<number> {
  const { stdout } = child
  if (stdout === null) throw new Error('the endpoint has no output')
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the admin endpoint ended at once')))
  ended.catch(() => {})
  const listening = (async () => {
    // Reading goes on after the line that matters, or the endpoint would be stuck with a full pipe.
    const lines = createInterface(stdout)
    return new Promise<number>((resolve) => {
      lines.on('line', (line) => {
        const found = /listening at https:\/\/[^:]+:(\d+)/.exec(line)?.[1]
        if (found !== undefined) resolve(Number(found))
      })
    })
  })()
  const late = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('the admin endpoint does not answer')), startMilliseconds).unref()
  })
  return Promise.race([listening, ended, late])
}
