import path from 'node:path'
import type { LocalDisk } from '../local-disk.ts'
import { createPosixDisk } from '../posix-disk.ts'
import { toCopyNames } from '../../../shared/recording/recorded-files.ts'

/** The files of a recorded Windows, those that the recording has: `files/C/Users/…`. */
export function createRecordedDisk(folder: string): LocalDisk {
  const root = path.join(folder, 'files')
  const isInside = (name: string): boolean => name !== '.' && name !== '..'
  return createPosixDisk({
    separator: '\\',
    // A path cannot lead out of the recording.
    place: (file) => path.join(root, ...toCopyNames(file).filter(isInside)),
  })
}
