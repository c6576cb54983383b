import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/** Calls to the disk that a scanner, or another program that holds a file, makes fail. */
export type HeldFiles = {
  /** How often a call failed. */
  readonly failures: () => number
  readonly letGo: () => void
}

/**
 * From now on `rename` and `open` of files with such a name fail: so many times, or until it is let go, as on Windows where something has
 * the file open (write-file-atomic#227, graceful-fs#104).
 */
export function holdFiles(
  isHeld: (file: string, call: 'rename' | 'open') => boolean,
  code: 'EPERM' | 'EACCES' | 'EBUSY',
  times = Number.POSITIVE_INFINITY,
): HeldFiles {
  const { rename, open } = fs.promises
  let failures = 0
  const refuse = (file: unknown, call: 'rename' | 'open'): void => {
    if (failures >= times || typeof file !== 'string' || !isHeld(file, call)) return
    failures += 1
    throw Object.assign(new Error(`${code}: held`), { code })
  }
  fs.promises.rename = async (from, to) => {
    refuse(to, 'rename')
    await rename(from, to)
  }
  fs.promises.open = async (file, flags, mode) => {
    refuse(file, 'open')
    return await open(file, flags, mode)
  }
  syncBuiltinESMExports()
  return {
    failures: () => failures,
    letGo: () => {
      Object.assign(fs.promises, { rename, open })
      syncBuiltinESMExports()
    },
  }
}
