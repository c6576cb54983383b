import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { AdminConfigRefused, assertDatabaseTls, readAdminConfig, type AdminConfig } from './admin-config.ts'
import type { ImportKind } from './contract/import-routes.ts'
import { readImport, type ImportContent } from './imports/read-import.ts'
import { sayReason } from './imports/reason.ts'
import { PostgresRefused } from './store/postgres-refused.ts'
import type { Store } from './store/store.ts'

const help = `Landfall's admin endpoint

  npm run admin -- --config FILE                     serve
  npm run admin -- import-map FILE --config FILE     take the identity map (six columns, no header)
  npm run admin -- import-states FILE --config FILE  take the move states (CSV or JSON)
  npm run admin -- import-waves FILE --config FILE   take the waves (user name, wave, cutover date)
  npm run admin -- undo-import --config FILE         put back what the last import changed
  npm run admin -- forget UPN --config FILE          delete everything about a person
  npm run admin -- clean-up --config FILE            delete what is older than the settings keep

  --config FILE    the endpoint's configuration (JSON); LANDFALL_ADMIN_… in the environment goes before it
  --data DIR       folder of the embedded database (default: /var/lib/landfall-admin as root, else ~/.landfall-admin)
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

const imports: ReadonlyMap<string, ImportKind> = new Map([
  ['import-map', 'identity-map'],
  ['import-states', 'move-states'],
  ['import-waves', 'waves'],
])
const alone: ReadonlyMap<string, (config: AdminConfig, dataFolder: string) => Promise<number>> = new Map([
  ['serve', serve],
  ['undo-import', undoImport],
  ['clean-up', cleanUp],
])
const commands = [...alone.keys(), ...imports.keys(), 'forget']

const exit = { ok: 0, failed: 1, usage: 2, config: 20, dataFolder: 21 } as const

/** Ctrl+C reaches everything in front of the terminal, and npm passes it on besides: so long it is one wish. */
const oneWishMilliseconds = 1_000
const stopMilliseconds = 22_000
const leftoverMilliseconds = 3_000

/** A command line that cannot be carried out. */
class UsageError extends Error {}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError)
    fail(`${error.message}\nnpm run admin -- --help lists what there is.`, exit.usage)
  else if (error instanceof AdminConfigRefused) fail(error.message, exit.config)
  else if (error instanceof PostgresRefused)
    fail(`${error.code}: ${error.message}`, error.code.startsWith('data.') ? exit.dataFolder : exit.failed)
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
  const surplus = alone.has(command) ? file : rest[0]
  if (surplus !== undefined) throw new UsageError(`"${surplus}" is one word too many.`)
  const isInEnvironment = process.env['LANDFALL_ADMIN_TARGET_TENANT_ID'] !== undefined
  if (values.config === undefined && !isInEnvironment) throw new UsageError('--config FILE is needed.')
  const config = await readAdminConfig(values.config, process.env)
  const given: AdminConfig = {
    ...config,
    ...(values.database !== undefined && { databaseUrl: values.database }),
    ...(values.port !== undefined && { port: toPort(values.port) }),
  }
  assertDatabaseTls(given, process.env)
  // A database by URL needs no folder, and an account without a name has no home.
  const needsFolder = values.data !== undefined || given.databaseUrl === undefined
  const dataFolder = needsFolder ? path.resolve(values.data ?? defaultDataFolder()) : ''
  const kind = imports.get(command)
  if (kind !== undefined) return importFile(given, dataFolder, kind, file, values)
  return alone.get(command)?.(given, dataFolder) ?? forget(given, dataFolder, file)
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
  const logger = pino({
    level: config.logLevel,
    base: { service: 'landfall-admin' },
    // What is asked for may hold an address: only the path is written.
    serializers: { req: toLoggedRequest },
  })
  // Before the start: a signal in the middle of it must not leave the database behind.
  // With a certificate SIGHUP has it read again; without one a terminal that closes stops the endpoint.
  const asked = stopAsked(config.tls === undefined ? undefined : ['SIGINT', 'SIGTERM'])
  const admin = await startAdmin(config, dataFolder, logger)
  if (config.console === undefined) logger.warn({ code: 'console.not-configured' }, 'no-console')
  const end = await Promise.race([asked, admin.databaseGone.then((reason) => ({ reason }))])
  if (end !== null) logger.fatal({ code: end.reason ?? 'database.ended' }, 'database-ended')
  // Supervisors wait half a minute. What was acknowledged is on disk, whatever still hangs.
  const breakOff = setTimeout(() => {
    logger.error('stop-took-too-long')
    process.exit(exit.failed)
  }, stopMilliseconds)
  await admin.stop()
  clearTimeout(breakOff)
  const code = end === null ? exit.ok : exit.failed
  // Only where something keeps the process: a connection to a host that has vanished.
  setTimeout(() => process.exit(code), leftoverMilliseconds).unref()
  return code
}

function toLoggedRequest({ method, url }: { readonly method: string; readonly url: string }) {
  return { method, url: url.split('?', 1)[0] }
}

/** Settles with null at the first request to stop; a later one ends the process at once. */
function stopAsked(signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']): Promise<null> {
  let askedAt = Infinity
  return new Promise((resolve) => {
    for (const signal of signals)
      process.on(signal, () => {
        if (performance.now() - askedAt > oneWishMilliseconds) process.exit(exit.failed)
        askedAt = Math.min(askedAt, performance.now())
        resolve(null)
      })
  })
}

async function importFile(
  config: AdminConfig,
  dataFolder: string,
  kind: ImportKind,
  file: string | undefined,
  wishes: { 'dry-run'?: boolean | undefined; 'skip-invalid'?: boolean | undefined },
): Promise<number> {
  if (file === undefined) throw new UsageError('Which file?')
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read: ${error.code}`)
  })
  const read = readImport(kind, bytes, config.sourceTenantId)
  if (read.kind === 'refused') {
    console.error(`${file} was not taken, ${read.reason.code}: ${sayReason(read.reason)}`)
    return exit.failed
  }
  const { content, problems } = read
  for (const problem of problems)
    console.error(`line ${problem.line}, ${problem.code}: ${sayReason(problem)}`)
  if (problems.length > 0 && !wishes['skip-invalid']) {
    console.error(
      `${problems.length} rows cannot be read; nothing was taken. --skip-invalid takes the others.`,
    )
    return exit.failed
  }
  if (read.guests > 0) console.error(`${read.guests} guests have no journey and are left out.`)
  if (wishes['dry-run']) {
    // Whose site it is only the identity map knows, which a look at the file does not ask.
    const bySite =
      content.kind === 'move-states' ? content.entries.filter((entry) => 'sourceSite' in entry).length : 0
    const taken = content.entries.length - bySite
    const sites =
      bySite === 0
        ? ''
        : ` ${bySite} without SourceUserPrincipalName are compared with the identity map by SourceSiteUrl when they are taken.`
    console.log(`${taken} rows would be taken, ${problems.length} left out.${sites} Nothing was changed.`)
    return exit.ok
  }
  // An import takes seconds: it is finished, and the database put away, rather than broken off.
  return withStore(config, dataFolder, async (store) => {
    console.log(await take(store, content, path.basename(file)))
    return exit.ok
  })
}

async function take(store: Store, content: ImportContent, name: string): Promise<string> {
  if (content.kind === 'identity-map') {
    const { added, changed, removed } = await store.importMap(content.entries, name)
    const same = content.entries.length - added - changed
    return `${added} added, ${changed} changed, ${same} as they were, ${removed} removed`
  }
  if (content.kind === 'waves') {
    const { changed, unknown } = await store.importWaves(content.entries, name)
    return `${changed} set, ${unknown} not in the identity map`
  }
  const { changed, unknown, unmatched } = await store.importStates(content.entries, name)
  for (const each of unmatched) console.error(`${each} fits nobody in the identity map, or more than one.`)
  return `${changed} set, ${unknown} not in the identity map`
}

function undoImport(config: AdminConfig, dataFolder: string): Promise<number> {
  return withStore(config, dataFolder, async (store) => {
    const { undoLastImport } = await import('./store/imports.ts')
    const { commandLine } = await import('./store/audit.ts')
    const result = await undoLastImport(store.database, commandLine)
    if (result?.kind === 'done') console.log(`Put back: what ${result.view.fileName} had changed.`)
    else console.error(result === null ? 'There is no import to put back.' : `${result.code}: try again.`)
    return result?.kind === 'done' ? exit.ok : exit.failed
  })
}

async function forget(config: AdminConfig, dataFolder: string, upn: string | undefined): Promise<number> {
  if (upn === undefined) throw new UsageError('Whom?')
  return withStore(config, dataFolder, async (store) => {
    const { forgetPerson } = await import('./store/retention.ts')
    const { commandLine } = await import('./store/audit.ts')
    const isGone = await forgetPerson(store.database, commandLine, upn)
    console.log(
      isGone ? 'Everything about this person is deleted.' : 'This person is not in the identity map.',
    )
    return isGone ? exit.ok : exit.failed
  })
}

function cleanUp(config: AdminConfig, dataFolder: string): Promise<number> {
  return withStore(config, dataFolder, async (store) => {
    const { deleteOld } = await import('./store/retention.ts')
    console.log(`Rows deleted: ${await deleteOld(store.database)}`)
    return exit.ok
  })
}

async function withStore(
  config: AdminConfig,
  dataFolder: string,
  work: (store: Store) => Promise<number>,
): Promise<number> {
  void stopAsked()
  const { openConfiguredStore } = await import('./start-admin.ts')
  const { store, close } = await openConfiguredStore(config, dataFolder, 'command')
  try {
    return await work(store)
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
  try {
    return path.join(homedir(), '.landfall-admin')
  } catch {
    throw new UsageError('--data DIR is needed: this account has no home folder.')
  }
}

function fail(message: string, code: number): void {
  console.error(message)
  process.exitCode = code
}
