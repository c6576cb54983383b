import type { FolderGuard } from '../../shared/computer/windows/folder-guard.ts'
import type { KeptStreams } from './named-streams.ts'

/** What a disk says of a name without opening what it names. */
export type DiskEntry = {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  /** Bytes, and milliseconds since 1970 with whatever fraction the disk keeps. */
  readonly size: number
  readonly modifiedAt: number
  /** Reading it would download it (pitfall 20). */
  readonly isCloudOnly: boolean
  /** OneDrive has taken it: it carries a cloud tag. Missing on a disk that knows no tags. */
  readonly isTaken?: boolean
}

/** One name in a folder. A folder that OneDrive keeps is a reparse point and a folder all the same. */
export type ListedEntry = { readonly name: string; readonly kind: DiskEntry['kind'] }

/**
 * The files of a computer, for copying them. Paths are as the computer writes them. What the system refuses throws an
 * error with its code (`EACCES`, `EBUSY`, `ENOSPC`, …).
 */
export type LocalDisk = {
  readonly separator: '\\' | '/'
  /** Letter case of a name does not tell two files apart. */
  readonly foldsCase: boolean
  /** True for a name that no folder of this system takes, however it is spelt. */
  readonly isNameTooLong: (name: string) => boolean
  /** The same path as Node has to be given it: where a recording keeps it, or with the prefix for long paths of Windows. */
  readonly place: (path: string) => string
  /** Null where there is nothing. Follows no link. Takes no longer than a system call. */
  readonly stat: (path: string) => DiskEntry | null
  /**
   * What is in a folder, by kind as `stat` tells it; null where there is no such folder. Node's own kinds are never asked: on Windows
   * they call every reparse point a link, also the folders that OneDrive keeps (libuv, `src/win/fs.c`).
   */
  readonly list: (folder: string) => readonly ListedEntry[] | null
  /** Gives what is at `to` the times and attributes of what is at `from`. What cannot be kept is let go. */
  readonly keepTimes: (from: string, to: string) => void
  /** Gives what is at `to` what the system keeps beside the content of `from`, first the mark that it came from the internet. */
  readonly keepStreams: (from: string, to: string) => KeptStreams
  /** Gives a file its final name in one step; false, and nothing done, where that name is taken. */
  readonly moveInto: (from: string, to: string) => boolean
  /** Makes names in a folder last. */
  readonly flushFolder: (folder: string) => Promise<void>
  /** Whether Windows' protection of folders is on. Left out where unknown, which says nothing. */
  readonly guard?: () => FolderGuard['mode']
  /** Bytes that this person may still write on the volume of a folder. */
  readonly freeBytes: (folder: string) => Promise<number>
}

/** What of a `Machine` tells whose files they are; it can be sent to another process. */
export type DiskOwner =
  | { readonly kind: 'this'; readonly system: NodeJS.Platform }
  | { readonly kind: 'recorded'; readonly folder: string }
