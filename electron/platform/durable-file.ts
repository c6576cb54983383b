import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Writes a file so that a crash leaves the old or the new content, never half of one: temporary name in the
 * same folder, flush, rename, flush of the folder's entry.
 */
export async function writeDurably(file: string, content: string | Uint8Array): Promise<void> {
  const folder = path.dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = path.join(folder, `.${path.basename(file)}.${randomUUID()}.tmp`)
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await renamePatiently(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** How often, and in how many milliseconds again, a file is asked for that something else holds: a scanner looks at every new file. */
const tries = 20
const pauseMilliseconds = 100
/** What Windows says of a file that somebody has open, or looks at just now (write-file-atomic#227, graceful-fs#104). */
const mayPass: ReadonlySet<string | undefined> = new Set(['EPERM', 'EACCES', 'EBUSY'])

/** Does something with a file of ours, again and again for two seconds where something else holds it. Then throws what it threw last. */
export async function patiently<Value>(act: () => Promise<Value>): Promise<Value> {
  for (let count = 1; ; count += 1) {
    try {
      return await act()
    } catch (error) {
      if (count >= tries || !mayPass.has((error as NodeJS.ErrnoException).code)) throw error
      await pause(pauseMilliseconds)
    }
  }
}

/** Gives a file another name, in the place of what has it; patiently. Every rename of our own files goes through here. */
export async function renamePatiently(from: string, to: string): Promise<void> {
  await patiently(() => rename(from, to))
}

/** The content, or null when there is no such file. Other failures throw. */
export async function readIfPresent(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Makes a rename or removal in `folder` last. Windows has no handle for a folder and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
