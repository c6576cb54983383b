import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Logger } from 'pino'
import { AdminConfigRefused, assertDatabaseTls, readAdminConfig, type AdminConfig } from './admin-config.ts'
import { readCommandLine } from './command-line.ts'
import type { ImportKind } from './contract/import-routes.ts'
import { readImport, type ImportContent } from './imports/read-import.ts'
import { sayReason } from './imports/reason.ts'
import { PostgresRefused } from './database/postgres-refused.ts'
import type { Store } from './store.ts'

const alone = { serve, 'undo-import': undoImport, 'clean-up': cleanUp } as const

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
  const wish = readCommandLine(argv, process.env)
  if (wish.kind === 'help') {
    console.log(wish.text)
    return exit.ok
  }
  if (wish.kind === 'wrong') throw new UsageError(wish.problem)
  const { command, values } = wish
  const config = await readAdminConfig(values.config, process.env)
  const given: AdminConfig = {
    ...config,
    ...(values.database !== undefined && { databaseUrl: values.database }),
    ...(wish.port !== null && { port: wish.port }),
  }
  assertDatabaseTls(given, process.env)
  // A database by URL needs no folder, and an account without a name has no home.
  const needsFolder = values.data !== undefined || given.databaseUrl === undefined
  const dataFolder = needsFolder ? path.resolve(values.data ?? defaultDataFolder()) : ''
  if (command.kind === 'import') return importFile(given, dataFolder, command.import, command.file, values)
  if (command.kind === 'forget') return forget(given, dataFolder, command.upn)
  return alone[command.kind](given, dataFolder)
}

// The server and the database driver take most of a second to load; a wrong flag is refused before.
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
  // Supervisors wait half a minute, also for a start that hangs.
  void asked.then(() => endInTime(logger))
  const admin = await startAdmin(config, dataFolder, logger)
  if (config.console === undefined) logger.warn({ code: 'console.not-configured' }, 'no-console')
  const end = await Promise.race([asked, admin.databaseGone.then((reason) => ({ reason }))])
  if (end !== null) {
    logger.fatal({ code: end.reason ?? 'database.ended' }, 'database-ended')
    endInTime(logger)
  }
  await admin.stop()
  const code = end === null ? exit.ok : exit.failed
  // Only where something keeps the process: a connection to a host that has vanished.
  setTimeout(() => process.exit(code), leftoverMilliseconds).unref()
  return code
}

/** Ends the process whatever hangs. What was acknowledged is on disk. */
function endInTime(logger: Logger): void {
  setTimeout(() => {
    logger.error('stop-took-too-long')
    process.exit(exit.failed)
  }, stopMilliseconds).unref()
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
  file: string,
  wishes: { 'dry-run'?: boolean | undefined; 'skip-invalid'?: boolean | undefined },
): Promise<number> {
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
    return `${changed} set, ${unknown} not in the identity map, or contradicted by another row`
  }
  const { changed, unknown, unmatched } = await store.importStates(content.entries, name)
  for (const each of unmatched)
    console.error(`${each} fits nobody in the identity map, or more than one, or another row contradicts it.`)
  return `${changed} set, ${unknown} not in the identity map, or contradicted by another row`
}

function undoImport(config: AdminConfig, dataFolder: string): Promise<number> {
  return withStore(config, dataFolder, async (store) => {
    const { undoLastImport } = await import('./imports/imports.ts')
    const { commandLine } = await import('./database/audit.ts')
    const result = await undoLastImport(store.database, commandLine)
    if (result?.kind === 'done') console.log(`Put back: what ${result.view.fileName} had changed.`)
    else console.error(result === null ? 'There is no import to put back.' : `${result.code}: try again.`)
    return result?.kind === 'done' ? exit.ok : exit.failed
  })
}

async function forget(config: AdminConfig, dataFolder: string, upn: string): Promise<number> {
  return withStore(config, dataFolder, async (store) => {
    const { forgetPerson } = await import('./people/retention.ts')
    const { commandLine } = await import('./database/audit.ts')
    const isGone = await forgetPerson(store.database, commandLine, upn)
    console.log(
      isGone ? 'Everything about this person is deleted.' : 'This person is not in the identity map.',
    )
    return isGone ? exit.ok : exit.failed
  })
}

function cleanUp(config: AdminConfig, dataFolder: string): Promise<number> {
  return withStore(config, dataFolder, async (store) => {
    const { deleteOld } = await import('./people/retention.ts')
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
