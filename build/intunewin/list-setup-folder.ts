import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { IntunewinRefused } from './refusal.ts'

export type SetupFile = {
  /** Below the folder, with `/`. */
  readonly name: string
  readonly path: string
  readonly size: number
  readonly modifiedAt: Date
}

export type SetupFolder = {
  /** Sorted by name, so that the same folder is always listed alike. */
  readonly files: readonly SetupFile[]
  readonly setup: SetupFile
}

/**
 * Lists a folder that is to become a package, and proves that Windows can hold every name in it. Throws
 * `IntunewinRefused`.
 */
export async function listSetupFolder(folder: string, setupFile: string): Promise<SetupFolder> {
  const status = await stat(folder).catch(() => null)
  if (!status?.isDirectory()) throw new IntunewinRefused('folder-missing', folder)
  const setupName = toSetupName(folder, setupFile)
  const files = (await list(folder, '')).toSorted((left, right) => compareBytes(left.name, right.name))
  if (files.length === 0) throw new IntunewinRefused('folder-empty', folder)
  refuseCollisions(files)
  const folded = setupName.toUpperCase()
  const setup = files.find(({ name }) => name.toUpperCase() === folded)
  if (setup === undefined) throw new IntunewinRefused('setup-missing', path.join(folder, setupFile))
  if (setup.size === 0) throw new IntunewinRefused('setup-empty', setup.path)
  return { files, setup }
}

/** True where `outer` is `inner` or a folder above it; links are followed as far as the folders exist. */
export async function holds(outer: string, inner: string): Promise<boolean> {
  const relative = path.relative(await resolveExisting(outer), await resolveExisting(inner))
  return relative === '' || (!isAbove(relative) && !path.isAbsolute(relative))
}

function isAbove(relative: string): boolean {
  return relative === '..' || relative.startsWith(`..${path.sep}`)
}

async function resolveExisting(place: string): Promise<string> {
  const absolute = path.resolve(place)
  const real = await realpath(absolute).catch(() => null)
  if (real !== null) return real
  const parent = path.dirname(absolute)
  return parent === absolute ? absolute : path.join(await resolveExisting(parent), path.basename(absolute))
}

/** The setup file as it will be named in the package; it may be given with the folder before it. */
function toSetupName(folder: string, setupFile: string): string {
  if (setupFile === '') throw new IntunewinRefused('setup-missing', folder)
  if (path.sep === '/' && setupFile.includes('\\')) throw new IntunewinRefused('backslash-in-name', setupFile)
  const relative = path.isAbsolute(setupFile)
    ? path.relative(path.resolve(folder), setupFile)
    : path.normalize(setupFile)
  if (isAbove(relative) || path.isAbsolute(relative)) throw new IntunewinRefused('setup-outside', setupFile)
  return relative.replaceAll(path.sep, '/')
}

async function list(folder: string, above: string): Promise<SetupFile[]> {
  const files: SetupFile[] = []
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new IntunewinRefused('folder-unreadable', folder, error)
  })
  for (const entry of entries) {
    const place = path.join(folder, entry.name)
    const name = above + entry.name
    if (entry.name.includes('\\')) throw new IntunewinRefused('backslash-in-name', name)
    if (!isNameForWindows(entry.name)) throw new IntunewinRefused('name-not-for-windows', name)
    if (entry.isDirectory()) files.push(...(await list(place, `${name}/`)))
    else if (!entry.isFile()) throw new IntunewinRefused('link-in-folder', name)
    else {
      const { size, mtime } = await lstat(place)
      files.push({ name, path: place, size, modifiedAt: mtime })
    }
  }
  return files
}

function isNameForWindows(name: string): boolean {
  return (
    // oxlint-disable-next-line no-control-regex -- a control character in a name is what is looked for
    !/[<>:"|?*\u0000-\u001f\ufffd]/.test(name) &&
    !/[. ]$/.test(name) &&
    !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name)
  )
}

// Windows would write both to one file.
function refuseCollisions(files: readonly SetupFile[]): void {
  const seen = new Map<string, string>()
  for (const { name } of files) {
    const folded = name.toUpperCase()
    const other = seen.get(folded)
    if (other !== undefined) throw new IntunewinRefused('names-collide', `${other}, ${name}`)
    seen.set(folded, name)
  }
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}
