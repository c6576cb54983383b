import { closeSync, openSync, writeSync, ftruncateSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as Koffi from 'koffi'

/**
 * A lock of the kernel on a file: it ends with the last process that has the file open, however that process ends, and it is
 * the same lock for all containers of one computer (docs/facts/hosting.md#the-data-folder).
 */
export type FolderLock = {
  /** For a child that is to hold the lock too. */
  readonly fd: number
  /** What the file says to a later start. */
  readonly write: (text: string) => void
  readonly release: () => void
}

export type LockAttempt =
  | { readonly kind: 'taken'; readonly lock: FolderLock }
  | { readonly kind: 'held' }
  /** This system or this file system has no such locks. */
  | { readonly kind: 'unsupported' }

const exclusive = 2
const withoutWaiting = 4

type Flock = { readonly flock: (fd: number, operation: number) => number; readonly isHeld: () => boolean }
let loaded: Flock | null | undefined

/** Takes the lock on `file`, which is made where it is missing. Never waits. */
export function tryLock(file: string): LockAttempt {
  const native = loadFlock()
  if (native === null) return { kind: 'unsupported' }
  const fd = openSync(file, 'a+', 0o600)
  if (native.flock(fd, exclusive | withoutWaiting) === 0) return { kind: 'taken', lock: toLock(fd) }
  const isHeld = native.isHeld()
  closeSync(fd)
  return { kind: isHeld ? 'held' : 'unsupported' }
}

/** What the holder of the lock, or the last one, has written into it; empty where none has. */
export function readLock(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function toLock(fd: number): FolderLock {
  let isOpen = true
  return {
    fd,
    write(text) {
      ftruncateSync(fd)
      writeSync(fd, text)
    },
    release() {
      if (isOpen) closeSync(fd)
      isOpen = false
    },
  }
}

/** flock(2), which Node does not have; null on Windows, where PostgreSQL's own shared memory keeps a second one out. */
function loadFlock(): Flock | null {
  if (loaded !== undefined) return loaded
  if (process.platform === 'win32') return (loaded = null)
  const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi
  const flock = koffi.load(null).func('int flock(int fd, int operation)') as Flock['flock']
  return (loaded = { flock, isHeld: () => koffi.errno() === koffi.os.errno['EAGAIN'] })
}
