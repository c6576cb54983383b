import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { AdminConfigRefused, readAdminConfig, type AdminConfig } from './admin-config.ts'
import { readIdentityMap } from './imports/identity-map.ts'
import { readMoveStates } from './imports/move-states.ts'
import { TableRefused, type ImportResult } from './imports/read-table.ts'
import { PostgresRefused } from './store/postgres-binaries.ts'
import type { Store } from './store/store.ts'

const help = `Landfall's admin endpoint

  npm run admin -- --config FILE                     serve
  npm run admin -- import-map FILE --config FILE     take the identity map (six columns, no header)
  npm run admin -- import-states FILE --config FILE  take the move states (CSV or JSON)

  --config FILE    the endpoint's configuration (JSON)
  --data DIR       folder of the embedded database (default: ${defaultDataFolder()})
  --database URL   a PostgreSQL instead of the embedded one
  --port N         port instead of the configured one
  --dry-run        with import: say what is wrong with the file, change nothing
  --skip-invalid   with import: leave out the rows that cannot be read, instead of taking none
  --help
`

const options = {
  config: { type: 'string' },
  data: { type: 'string' },
  database: { type: 'string' },
  port: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'skip-invalid': { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const commands = ['serve', 'import-map', 'import-states']

const exit = { ok: 0, failed: 1, usage: 2, config: 20 } as const

/** A command line that cannot be carried out. */
class UsageError extends Error {}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError)
    fail(`${error.message}\nnpm run admin -- --help lists what there is.`, exit.usage)
  else if (error instanceof AdminConfigRefused) fail(error.message, exit.config)
  else if (error instanceof PostgresRefused || error instanceof TableRefused) fail(error.message, exit.failed)
  else fail(`This did not work: ${error instanceof Error ? error.message : 'unknown'}`, exit.failed)
}

async function run(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parse(argv)
  if (values.help) {
    console.log(help)
    return exit.ok
  }
  const [command = 'serve', file, ...rest] = positionals
  if (!commands.includes(command)) throw new UsageError(`"${command}" is not a command.`)
  const surplus = command === 'serve' ? positionals[1] : rest[0]
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is one word too many.`)
  if (values.config === undefined) throw new UsageError('--config FILE is needed.')
  const config = await readAdminConfig(values.config)
  const given: AdminConfig = {
    ...config,
    ...(values.database !== undefined && { databaseUrl: values.database }),
    ...(values.port !== undefined && { port: toPort(values.port) }),
  }
  const dataFolder = path.resolve(values.data ?? defaultDataFolder())
  if (command === 'serve') return serve(given, dataFolder)
  if (command === 'import-states') {
    return importFile(given, dataFolder, file, values, readMoveStates, async (store, entries) => {
      const { changed, unknown } = await store.importStates(entries)
      return `${changed} set, ${unknown} not in the identity map`
    })
  }
  const readMap = (bytes: Uint8Array) => readIdentityMap(bytes, given.sourceTenantId)
  return importFile(given, dataFolder, file, values, readMap, async (store, entries) => {
    const { added, changed, removed } = await store.importMap(entries)
    const same = entries.length - added - changed
    return `${added} added, ${changed} changed, ${same} as they were, ${removed} removed`
  })
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The command line is wrong.')
  }
}

// The server and the database driver take most of a second to load; a wrong flag is told before.
async function serve(config: AdminConfig, dataFolder: string): Promise<number> {
  const { pino } = await import('pino')
  const { startAdmin } = await import('./start-admin.ts')
  const logger = pino({ base: { service: 'landfall-admin' } })
  // Before the start: a signal in the middle of it must not leave the database behind.
  const asked = stopAsked()
  const admin = await startAdmin(config, dataFolder, logger)
  const isGone = await Promise.race([asked, admin.databaseGone.then(() => true)])
  if (isGone) logger.fatal('database-ended')
  await admin.stop()
  return isGone ? exit.failed : exit.ok
}

/** Settles with false at the first request to stop; a second one ends the process at once. */
function stopAsked(): Promise<false> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(false))
  })
}

async function importFile<Entry>(
  config: AdminConfig,
  dataFolder: string,
  file: string | undefined,
  wishes: { 'dry-run'?: boolean | undefined; 'skip-invalid'?: boolean | undefined },
  read: (bytes: Uint8Array) => ImportResult<Entry>,
  take: (store: Store, entries: readonly Entry[]) => Promise<string>,
): Promise<number> {
  if (file === undefined) throw new UsageError('Which file?')
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read: ${error.code}`)
  })
  const { entries, problems } = read(bytes)
  for (const { line, reason } of problems) console.error(`line ${line} ${reason}`)
  if (problems.length > 0 && !wishes['skip-invalid']) {
    console.error(
      `${problems.length} rows cannot be read; nothing was taken. --skip-invalid takes the others.`,
    )
    return exit.failed
  }
  if (wishes['dry-run']) {
    console.log(`${entries.length} rows would be taken, ${problems.length} left out. Nothing was changed.`)
    return exit.ok
  }
  // An import takes seconds: it is finished, and the database put away, rather than broken off.
  void stopAsked()
  const { openConfiguredStore } = await import('./start-admin.ts')
  const { store, close } = await openConfiguredStore(config, dataFolder)
  try {
    console.log(await take(store, entries))
    return exit.ok
  } finally {
    await close()
  }
}

function toPort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port ${text} is not a port.`)
  return port
}

function defaultDataFolder(): string {
  if (process.getuid?.() === 0) return '/var/lib/landfall-admin'
  return path.join(homedir(), '.landfall-admin')
}

function fail(message: string, code: number): void {
  console.error(message)
  process.exitCode = code
}
