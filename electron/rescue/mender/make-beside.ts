import { randomUUID } from 'node:crypto'
import { open, readFile, rm } from 'node:fs/promises'
import type { LocalDisk } from '../../platform/local-disk.ts'

/** A new file, beside what it was made for. */
export type MadeBeside = { readonly kind: 'made'; readonly file: string }

/** Names that are tried until one is free. */
const mostNames = 100

/**
 * Gives a file a name beside another one: `Plan (Fabrikam).docx`, and with a number where that is taken. Nothing is ever replaced. Throws what
 * the disk refuses.
 */
export async function moveBeside(
  disk: LocalDisk,
  temporary: string,
  original: string,
  mark: string,
  ending = /\.[^.\\/]+$/.exec(original)?.[0] ?? '',
): Promise<MadeBeside> {
  const old = /\.[^.\\/]+$/.exec(original)?.[0] ?? ''
  const stem = original.slice(0, original.length - old.length)
  for (let number = 1; number <= mostNames; number += 1) {
    const file = `${stem} (${mark})${number === 1 ? '' : ` ${number}`}${ending}`
    if (disk.stat(file) !== null || !disk.moveInto(temporary, file)) continue
    await disk.flushFolder(original.slice(0, original.lastIndexOf(disk.separator)))
    return { kind: 'made', file }
  }
  throw Object.assign(new Error('no free name'), { code: 'EEXIST' })
}

/** Gives `make` a path beside a file that no one has. Whatever is left there in the end is deleted. */
export async function withTemporary<Value>(
  disk: LocalDisk,
  original: string,
  ending: string,
  make: (temporary: string) => Promise<Value>,
): Promise<Value> {
  const folder = original.slice(0, original.lastIndexOf(disk.separator) + 1)
  const temporary = `${folder}.landfall-${randomUUID()}${ending}`
  try {
    return await make(temporary)
  } finally {
    await rm(disk.place(temporary), { force: true })
  }
}

/** Writes a small file beside another one, reads it back, and gives it its name then. */
export async function writeBeside(
  disk: LocalDisk,
  original: string,
  mark: string,
  ending: string,
  content: Uint8Array,
): Promise<MadeBeside> {
  return await withTemporary(disk, original, '.tmp', async (temporary) => {
    const handle = await open(disk.place(temporary), 'wx')
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (!(await readFile(disk.place(temporary))).equals(content))
      throw Object.assign(new Error('read back otherwise'), { code: 'EIO' })
    return await moveBeside(disk, temporary, original, mark, ending)
  })
}
