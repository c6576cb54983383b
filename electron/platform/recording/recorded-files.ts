import { lstatSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { toCopyNames, type RecordedFiles } from '../../../shared/recording/recorded-files.ts'

/** `files/C/Users/…` of a recording, or its `plists/…`; null where it holds no such copies at all. */
export function openRecordedFiles(folder: string, part: 'files' | 'plists'): RecordedFiles | null {
  const root = path.join(folder, part)
  if (!isFolder(root)) return null
  return {
    read: (file, maximumBytes) => {
      const place = find(root, toCopyNames(file))
      if (place === null) return null
      const status = lstatSync(place)
      if (!status.isFile()) throw new Error(`${file}: is not a plain file`)
      if (status.size > maximumBytes) throw new Error(`${file}: is too large`)
      return readFileSync(place)
    },
  }
}

/** Windows finds a name in any case. A link could lead out of the recording, so none is followed. */
function find(root: string, names: readonly string[]): string | null {
  let place = root
  for (const name of names) {
    if (name === '.' || name === '..' || !isFolder(place)) return null
    const wanted = name.toLowerCase()
    const spelt = readdirSync(place).find((found) => found.toLowerCase() === wanted)
    if (spelt === undefined) return null
    place = path.join(place, spelt)
  }
  return place
}

function isFolder(place: string): boolean {
  return lstatSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false
}
