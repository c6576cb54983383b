import { appendFile, mkdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** A file of the recorded computer that really lies on the disk, as its path there and here. */
export type LeftFileOnDisk = { readonly path: string; readonly place: string }

/** Where a recording keeps the copy of a file: `files/C/Users/…`. */
export function placeOf(machineFolder: string, file: string): string {
  return path.join(machineFolder, 'files', ...file.replace(/^([A-Z]):/, '$1').split('\\'))
}

const usually = new Date('2026-11-19T16:40:00Z')

/**
 * Puts a file that was never uploaded into the recorded computer: with its content on the disk, and in the list of what lies
 * below the old folder.
 */
export async function leaveFile(
  machineFolder: string,
  file: string,
  content: string | Uint8Array,
  modified = usually,
): Promise<LeftFileOnDisk> {
  const place = placeOf(machineFolder, file)
  await mkdir(path.dirname(place), { recursive: true })
  await writeFile(place, content)
  // The list and the disk say the same of it, as on a real computer.
  await utimes(place, modified, modified)
  const entry = {
    path: file,
    size: Buffer.byteLength(content),
    mtime: modified.toISOString(),
    attributes: 0x20,
    reparseTag: 0,
    placeholderState: 0,
  }
  await appendFile(path.join(machineFolder, 'entries.ndjson'), `${JSON.stringify(entry)}\n`)
  return { path: file, place }
}
