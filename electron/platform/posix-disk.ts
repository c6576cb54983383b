import { chmodSync, linkSync, lstatSync, readdirSync, unlinkSync, utimesSync, type Stats } from 'node:fs'
import { open, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { DiskEntry, LocalDisk } from './local-disk.ts'

const longestName = 255

/** Linux, and a recording, whose paths lie elsewhere. There are no cloud files here. */
export function createPosixDisk(
  { separator, place }: Pick<LocalDisk, 'separator' | 'place'> = { separator: '/', place: (file) => file },
): LocalDisk {
  return {
    separator,
    foldsCase: false,
    isNameTooLong: (name) => Buffer.byteLength(name) > longestName,
    place,
    stat: (file) => {
      const status = tryLook(place(file))
      return status === null
        ? null
        : { kind: kindOf(status), size: status.size, modifiedAt: status.mtimeMs, isCloudOnly: false }
    },
    list: (folder) => {
      const at = place(folder)
      const status = tryLook(at)
      if (status?.isDirectory() !== true) return null
      return readdirSync(at).flatMap((name) => {
        const entry = tryLook(path.join(at, name))
        return entry === null ? [] : [{ name, kind: kindOf(entry) }]
      })
    },
    // Nothing is kept beside a file that a person would miss.
    keepStreams: () => 'kept',
    keepTimes: (from, to) => {
      const { atime, mtime, mode } = lstatSync(place(from))
      chmodSync(place(to), mode & 0o777)
      utimesSync(place(to), atime, mtime)
    },
    moveInto: (from, to) => {
      // A rename would replace what is there; a second name for the same file does not.
      try {
        linkSync(place(from), place(to))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
        throw error
      }
      unlinkSync(place(from))
      return true
    },
    flushFolder: async (folder) => {
      const handle = await open(place(folder), 'r')
      try {
        await handle.sync()
      } finally {
        await handle.close()
      }
    },
    freeBytes: async (folder) => {
      const { bavail, bsize } = await statfs(place(folder))
      return bavail * bsize
    },
  }
}

function tryLook(place: string): Stats | null {
  try {
    return lstatSync(place)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // A name that is too long names nothing, and what was a folder may be a file by now.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null
    throw error
  }
}

function kindOf(status: Stats): DiskEntry['kind'] {
  if (status.isFile()) return 'file'
  if (status.isDirectory()) return 'folder'
  return status.isSymbolicLink() ? 'link' : 'other'
}
