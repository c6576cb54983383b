import { homedir } from 'node:os'
import path from 'node:path'
import { assertNever } from '../../shared/assert-never.ts'
import { AdminConfigRefused, assertDatabaseTls, readAdminConfig, type AdminConfig } from './admin-config.ts'
import { AddressRefused } from './start/assert-address.ts'
import { PostgresRefused } from './database/postgres-refused.ts'
import { readCommandLine, wrongFlags, type AdminRun } from './start/command-line.ts'
import { exitCodes, UsageError } from './start/exit-codes.ts'

/** The packed archive is made for it. */
const oldestNode = 24

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) fail(wrongFlags(error.message), exitCodes.usage)
  else if (error instanceof AdminConfigRefused) fail(error.message, exitCodes.config)
  else if (error instanceof PostgresRefused)
    fail(
      `${error.code}: ${error.message}`,
      error.code.startsWith('data.') ? exitCodes.dataFolder : exitCodes.failed,
    )
  else if (error instanceof AddressRefused) fail(error.message, exitCodes.failed)
  else fail(`This did not work: ${error instanceof Error ? error.message : 'unknown'}`, exitCodes.failed)
}

async function run(argv: readonly string[]): Promise<number> {
  if (Number.parseInt(process.versions.node, 10) < oldestNode) {
    console.error(`The endpoint needs Node ${oldestNode} or later; this is ${process.version}.`)
    return exitCodes.failed
  }
  const wish = readCommandLine(argv, process.env)
  if (wish.kind === 'help') {
    console.log(wish.text)
    return exitCodes.ok
  }
  if (wish.kind === 'wrong') throw new UsageError(wish.problem)
  const { values } = wish
  if (values.demo) {
    const needsFolder = values.database === undefined
    const dataFolder = needsFolder ? path.resolve(values.data ?? `${defaultDataFolder()}-demo`) : ''
    const { serveDemo } = await import('./start/serve-demo.ts')
    return serveDemo({ port: wish.port, databaseUrl: values.database, dataFolder })
  }
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
  return runCommand(wish, given, dataFolder)
}

/** Loads a command's code here: the server and the database driver take most of a second, and a wrong flag is refused before. */
async function runCommand(
  { command, values }: AdminRun,
  config: AdminConfig,
  dataFolder: string,
): Promise<number> {
  switch (command.kind) {
    case 'serve':
      return (await import('./start/serve.ts')).serve(config, dataFolder)
    case 'import': {
      const { importFile } = await import('./start/import-file.ts')
      return importFile(config, dataFolder, command.import, command.file, values)
    }
    case 'undo-import':
      return (await import('./start/run-maintenance.ts')).runUndoImport(config, dataFolder)
    case 'forget':
      return (await import('./start/run-maintenance.ts')).runForget(config, dataFolder, command.upn)
    case 'clean-up':
      return (await import('./start/run-maintenance.ts')).runCleanUp(config, dataFolder)
    default:
      return assertNever(command)
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
