import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { DriveFiles } from './graph/drive-files.ts'

/** What a sync client does with the new OneDrive's folder: whatever appears in it is uploaded. */
export type Uploads = {
  /** Nothing is uploaded until `goOn`. */
  hold(): void
  goOn(): void
  stop(): Promise<void>
}

const pollMilliseconds = 100

/** Uploads what appears in a folder. As the client, it leaves temporary files out and sends a file again that has changed. */
export function startUploads(folder: string, drive: DriveFiles): Uploads {
  const sent = new Map<string, string>()
  let isHeld = false
  let isStopped = false

  async function look(): Promise<void> {
    for (const file of await listFiles(folder)) {
      if (isHeld || isStopped) return
      if (/\.tmp$/i.test(file)) continue
      const content = await readFile(path.join(folder, file))
      const known = content.toString('base64')
      if (sent.get(file) === known) continue
      sent.set(file, known)
      drive.put(file.split(path.sep).join('/'), content)
    }
  }

  const watching = (async () => {
    while (!isStopped) {
      // A name that is gone while it is looked at is looked at the next time.
      if (!isHeld) await look().catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, pollMilliseconds))
    }
  })()

  return {
    hold: () => {
      isHeld = true
    },
    goOn: () => {
      isHeld = false
    },
    stop: async () => {
      isStopped = true
      await watching
    },
  }
}

/** Every file below a folder, by its path in it; none where there is no folder yet. */
async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
