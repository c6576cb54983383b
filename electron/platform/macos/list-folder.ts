import type { BigIntStats } from 'node:fs'
import { opendirSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { attribute } from '../../../shared/checks/upload-state.ts'
import type { ScanEntry } from '../../../shared/files/scan.ts'
import { FolderUnreadable, type ListFolder } from '../scan/scan-folders.ts'
import { fileFlag, readMacStatus, type MacCalls, type MacStatus } from './mac-calls.ts'

const mostAtOnce = 256
const symbolicLink = 0xa000_000c
/** What stands for a byte that is no letter: such a name names nothing when it is asked for. */
const noLetter = '\u{fffd}'

/**
 * Lists a folder of a Mac without opening any file. All calls are made on the thread that asks, because it alone refuses downloads.
 *
 * A folder without content is not opened: macOS makes one only of what is in the cloud (Apple, `evictItem`: an item with children that
 * are not uploaded is refused), so nothing in it is on this Mac alone. Where the flags of a name are not told, the rest is listed, and
 * then the folder counts as unreadable.
 */
export function createListFolder(calls: Pick<MacCalls, 'lstat'>): ListFolder {
  return async function* (path) {
    const own = tell(path, () => readMacStatus(calls, path))
    if (own === null) throw new FolderUnreadable(path, 0, true)
    if (!own.status.isDirectory() || own.flags === null) throw new FolderUnreadable(path, 0)
    if (isDataless(own.flags)) return
    const folder = tell(path, () => opendirSync(path))
    let untold = 0
    try {
      for (let isOver = false; !isOver;) {
        const entries: ScanEntry[] = []
        while (!isOver && entries.length < mostAtOnce) {
          const name = tell(path, () => folder.readSync())?.name
          if (name === undefined) isOver = true
          else {
            const found = readEntry(calls, path, name)
            if (found === 'untold') untold += 1
            else if (found !== null) entries.push(found)
          }
        }
        yield entries
        // A wish to end the look is heard.
        await turn()
      }
    } finally {
      folder.closeSync()
    }
    if (untold > 0) throw new FolderUnreadable(path, 0)
  }
}

function tell<Value>(path: string, ask: () => Value): Value {
  try {
    return ask()
  } catch (error) {
    const { code, errno = 0 } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new FolderUnreadable(path, Math.abs(errno), code === 'ENOENT' || code === 'ENOTDIR')
  }
}

/** Null for what is gone by now. */
function readEntry(
  calls: Pick<MacCalls, 'lstat'>,
  folder: string,
  name: string,
): ScanEntry | 'untold' | null {
  let seen: MacStatus | null
  try {
    seen = readMacStatus(calls, `${folder}/${name}`)
  } catch {
    return 'untold'
  }
  if (seen === null) return name.includes(noLetter) ? 'untold' : null
  return seen.flags === null ? 'untold' : toEntry(name, seen.status, seen.flags)
}

/** As the same would be on Windows, so that every look is judged alike. Pipes and devices hold nothing, as links do. */
function toEntry(name: string, status: BigIntStats, flags: number): ScanEntry {
  const isPlain = status.isFile() || status.isDirectory()
  const isFolder = status.isDirectory() ? attribute.directory : 0
  const isAway = isDataless(flags) ? attribute.recallOnDataAccess : 0
  return {
    name,
    size: Number(status.size),
    modifiedAt: toMilliseconds(status.mtimeNs),
    createdAt: toMilliseconds(status.birthtimeNs),
    attributes: isPlain ? isFolder | isAway : attribute.reparsePoint,
    reparseTag: isPlain ? 0 : symbolicLink,
    placeholderState: null,
    providerState: null,
  }
}

function isDataless(flags: number): boolean {
  return (flags & fileFlag.dataless) !== 0
}

function toMilliseconds(nanoseconds: bigint): number {
  return Math.round(Number(nanoseconds) / 1e6)
}
