import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isOnVolume, readMountPoints } from './mount-points.ts'
import { PostgresRefused, type PostgresRefusal } from '../database/postgres-refused.ts'

/** Throws `PostgresRefused` where nothing is mounted at the folder or above it, or only memory: it goes with the container. */
export async function assertVolume(folder: string): Promise<void> {
  const own = await realpath(nearestThatIs(path.resolve(folder)))
  const mountInfo = await readFile('/proc/self/mountinfo', 'utf8').catch(() => null)
  if (mountInfo === null ? await isOtherThanRoot(own) : isOnVolume(readMountPoints(mountInfo), own)) return
  throw new PostgresRefused(
    'data.no-volume',
    `${folder} is in the container itself or in its memory, and all reports would go with it. Mount a volume there (docker run --volume landfall:${folder}; in Kubernetes a PersistentVolumeClaim), set LANDFALL_ADMIN_DATABASE_URL for a database elsewhere, or LANDFALL_ADMIN_DATA_VOLUME=any to try it out.`,
  )
}

/** Where the system does not say what is mounted: a file system of its own. */
async function isOtherThanRoot(folder: string): Promise<boolean> {
  const [own, root] = await Promise.all([stat(folder), stat('/')])
  return own.dev !== root.dev
}

/** Makes the folder where it is missing. Throws `PostgresRefused` where it cannot be written, and leaves nothing behind. */
export async function openDataFolder(folder: string, mode: number | undefined): Promise<void> {
  try {
    await makeFolder(folder, mode)
  } catch (error) {
    if (codeOf(error) === 'EEXIST')
      throw new PostgresRefused('data.unreachable', `${folder} is there, and is not a folder.`)
    // What Node says of a parent that cannot be written differs from system to system: the parent itself is tried.
    await tryWriting(nearestThatIs(path.dirname(folder)))
    throw new PostgresRefused('data.unreachable', `${folder} cannot be made: ${codeOf(error)}`)
  }
  await tryWriting(folder)
}

/** With what is missing above it. Node's own `recursive` never ends where a parent is there and takes no folder, as in /proc. */
async function makeFolder(folder: string, mode: number | undefined): Promise<void> {
  try {
    await mkdir(folder, mode)
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && (await stat(folder)).isDirectory()) return
    const parent = path.dirname(folder)
    if (codeOf(error) !== 'ENOENT' || existsSync(parent)) throw error
    await makeFolder(parent, mode)
    await makeFolder(folder, mode)
  }
}

async function tryWriting(folder: string): Promise<void> {
  const file = path.join(folder, `.room-${randomBytes(6).toString('hex')}`)
  try {
    await writeFile(file, Buffer.alloc(64 * 1024), { flag: 'wx', flush: true })
  } catch (error) {
    const code = codeOf(error)
    const refusal = refusals[code]
    if (refusal !== undefined) throw new PostgresRefused(refusal, messageOf(refusal, folder))
    throw new PostgresRefused(
      'data.unreachable',
      `${folder} takes no files (${code}). Choose another folder with --data.`,
    )
  } finally {
    await rm(file, { force: true }).catch(() => {})
  }
}

const refusals: Readonly<Record<string, PostgresRefusal>> = {
  ENOSPC: 'data.full',
  EDQUOT: 'data.full',
  EROFS: 'data.read-only',
  EACCES: 'data.read-only',
  EPERM: 'data.read-only',
  ENOTDIR: 'data.unreachable',
}

// PostgreSQL's own words; it is started with LC_ALL=C.
const complaints: readonly (readonly [RegExp, PostgresRefusal])[] = [
  [/No space left on device|Disk quota exceeded/, 'data.full'],
  [/Read-only file system|could not \w+ (lock )?file "[^"]*": Permission denied/, 'data.read-only'],
  [/database files are incompatible with server/, 'data.other-version'],
  [
    /has wrong ownership|has invalid permissions|configuration file .*: Permission denied/,
    'data.wrong-owner',
  ],
  // A container with a user id that its /etc/passwd does not have.
  [/could not look up (effective|local) user ID/, 'data.no-account'],
  [/is not a valid data directory|configuration file .*: No such file/, 'data.not-a-database'],
]

/** The refusal for these words of PostgreSQL when it ends; null for what concerns no folder. */
export function judgeComplaint(said: string): PostgresRefusal | null {
  return complaints.find(([words]) => words.test(said))?.[1] ?? null
}

/** The refusal for what PostgreSQL said of the data in `folder`. */
export function toRefusal(folder: string, said: string, otherwise: string): PostgresRefused {
  const refusal = judgeComplaint(said)
  if (refusal === null) return new PostgresRefused('database.not-started', `${otherwise}:\n${said}`)
  const version = /initialized by PostgreSQL version (\d+)\D.*this version (\d+)/.exec(said)
  return new PostgresRefused(refusal, messageOf(refusal, folder, version?.[1], version?.[2]))
}

function messageOf(refusal: PostgresRefusal, folder: string, theirs = 'another version', ours = 'this one') {
  switch (refusal) {
    case 'data.full':
      return `There is no room left in ${folder}. What was acknowledged is still there: make room and start again.`
    case 'data.read-only':
      return `${folder} cannot be written, or not by this account. Nothing in it was changed.`
    case 'data.other-version':
      return `The data in ${folder} is of PostgreSQL ${theirs}, and this Landfall brings ${ours}. Nothing in it was changed. Start the Landfall that made it, or restore a backup.`
    case 'data.wrong-owner':
      return `The data in ${folder} belongs to another account than the one that PostgreSQL runs as, or others may read it. Copies have to keep owners and rights (cp -a).`
    case 'data.not-a-database':
      return `${path.join(folder, 'postgres')} is there and is not the data of a PostgreSQL. Nothing in it was changed. Choose another folder with --data, or restore a backup.`
    case 'data.no-account':
      return `PostgreSQL makes its data in ${folder} only as an account with a name, and user id ${process.getuid?.() ?? 'of this process'} has none here. Nothing was made. Start as an account that has one (docker run --user node; in Kubernetes runAsUser: 1000 and fsGroup: 1000, the image’s own), or set LANDFALL_ADMIN_DATABASE_URL for a database elsewhere.`
    default:
      return `${folder} cannot be used.`
  }
}

/** The refusal for a folder that an endpoint or a database works in which cannot be reached from here; `by` says which, where that is known. */
export function toInUse(folder: string, by: string): PostgresRefused {
  return new PostgresRefused(
    'data.in-use',
    `${folder} is in use by ${by || 'another process or container'}. Nothing was changed. Stop that one first, or choose another folder with --data. A command like import-map runs beside the endpoint: on its computer, or in its container (docker exec CONTAINER node admin/server/main.ts import-map …); or take the file in the console.`,
  )
}

function nearestThatIs(folder: string): string {
  if (existsSync(folder)) return folder
  const parent = path.dirname(folder)
  return parent === folder ? parent : nearestThatIs(parent)
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown'
}
