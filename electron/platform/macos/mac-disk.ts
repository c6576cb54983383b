import type { DiskEntry, LocalDisk } from '../local-disk.ts'
import { keepStreams } from '../named-streams.ts'
import { createPosixDisk } from '../posix-disk.ts'
import { createFileAttributes } from './file-attributes.ts'
import { fileFlag, readMacStatus, toMacError, type MacCalls, type MacStatus } from './mac-calls.ts'

/**
 * A Mac's disk. Of a file whose flags macOS has not told no one can say whether reading it would download it, so a look at it throws
 * (`ENOTSUP`). Letter case and how accents are composed tell no two files apart, as on the disks of nearly every Mac. Node's own flush is
 * `F_FULLFSYNC` here (libuv, `uv__fs_fsync`). A copy is never locked, whatever its original is.
 */
export function createMacDisk(calls: MacCalls): LocalDisk {
  const posix = createPosixDisk()
  const attributes = createFileAttributes(calls)
  const stat = (path: string): DiskEntry | null => {
    const seen = readMacStatus(calls, path)
    if (seen === null) return null
    const { status, flags } = seen
    const kind = status.isFile()
      ? 'file'
      : status.isDirectory()
        ? 'folder'
        : status.isSymbolicLink()
          ? 'link'
          : 'other'
    if (kind === 'file' && flags === null)
      throw Object.assign(new Error('flags: not told'), { code: 'ENOTSUP' })
    const isCloudOnly = kind === 'file' && isDataless(seen)
    return { kind, size: Number(status.size), modifiedAt: Number(status.mtimeNs) / 1e6, isCloudOnly }
  }
  return {
    ...posix,
    foldsCase: true,
    stat,
    // What is in a folder without content is in the cloud, and only there.
    list: (folder) => (isDataless(readMacStatus(calls, folder)) ? [] : posix.list(folder)),
    keepStreams: (from, to) => keepStreams(attributes, from, to),
    moveInto: (from, to) => {
      if (calls.renameExclusively(from, to) === 0) return true
      const error = toMacError(calls, 'renamex_np')
      if (error.code === 'EEXIST') return false
      throw error
    },
  }
}

function isDataless(seen: MacStatus | null): boolean {
  return ((seen?.flags ?? 0) & fileFlag.dataless) !== 0
}
