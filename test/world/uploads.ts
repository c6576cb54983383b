import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isTakenBy, type ClientRules } from './client-rules.ts'
import type { DriveFiles } from './graph/drive-files.ts'

/** What a sync client does with the new OneDrive's folder: whatever appears in it is uploaded, what the cloud has changed comes down. */
export type Uploads = {
  /** Nothing is uploaded until `goOn`. */
  hold(): void
  goOn(): void
  /** Nothing comes down until `bringDown`. */
  holdDown(): void
  /** From now on what the cloud has changed comes down as it does. */
  bringDown(): void
  /** From now on these rules keep files from being uploaded. */
  rule(rules: ClientRules): void
  stop(): Promise<void>
}

export type UploadTimes = {
  /** How long after the upload SharePoint writes into every second document; into the others it does so at once. Milliseconds. */
  readonly enrichesAfter?: number
  /** How long after that a version comes down. Milliseconds. */
  readonly comesDownAfter?: number
}

const pollMilliseconds = 100
/** What a copy gets in its name where the cloud has another content under it. */
const computer = 'DESKTOP-7AB'

/**
 * Uploads what appears in a folder. As the client, it leaves temporary files out, sends a file again that has changed, and brings down what
 * SharePoint has written into documents, some time later.
 */
export function startUploads(
  folder: string,
  drive: DriveFiles,
  { enrichesAfter = 400, comesDownAfter = 600 }: UploadTimes = {},
): Uploads {
  const sent = new Map<string, string>()
  const timers = new Set<NodeJS.Timeout>()
  const toBringDown = new Set<string>()
  let rules: ClientRules = {}
  let isHeld = false
  let isHeldDown = false
  let isStopped = false
  let count = 0

  function later(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!isStopped) act()
    }, milliseconds)
    timers.add(timer)
  }

  function upload(file: string, content: Buffer): void {
    const name = file.split(path.sep).join('/')
    count += 1
    const isAtOnce = count % 2 === 0
    drive.upload(name, content, isAtOnce)
    const comesDown = (): void => later(comesDownAfter, () => void toBringDown.add(file))
    if (isAtOnce) return comesDown()
    later(enrichesAfter, () => {
      drive.enrich(name)
      comesDown()
    })
  }

  function usedBytes(): number {
    if (rules.quota === undefined) return 0
    return drive.paths().reduce((sum, one) => sum + (drive.find(one)?.size ?? 0), 0)
  }

  /** Of two contents that have one name the cloud's keeps it; true where there was another. */
  async function giveComputersName(file: string, content: Buffer): Promise<boolean> {
    const there = drive.content(file.split(path.sep).join('/'))
    if (sent.has(file) || there === null || there.equals(content)) return false
    const { dir, name, ext } = path.parse(file)
    await rename(path.join(folder, file), path.join(folder, dir, `${name}-${computer}${ext}`))
    return true
  }

  async function look(): Promise<void> {
    for (const file of await listFiles(folder)) {
      if (isHeld || isStopped) return
      const content = await readFile(path.join(folder, file))
      if (!isTakenBy(rules, file.split(path.sep).join('/'), content.length, usedBytes())) continue
      const known = content.toString('base64')
      if (sent.get(file) === known) continue
      if (await giveComputersName(file, content)) continue
      sent.set(file, known)
      upload(file, content)
    }
  }

  async function bringAllDown(): Promise<void> {
    for (const file of toBringDown) {
      if (isHeldDown || isStopped) return
      toBringDown.delete(file)
      const content = drive.content(file.split(path.sep).join('/'))
      const place = path.join(folder, file)
      const there = await readFile(place).catch(() => null)
      // What was changed here meanwhile goes up instead.
      if (content === null || there === null || there.equals(content)) continue
      if (there.toString('base64') !== sent.get(file)) continue
      sent.set(file, content.toString('base64'))
      // A version is there whole or not at all.
      const temporary = path.join(path.dirname(place), '~client.tmp')
      await mkdir(path.dirname(place), { recursive: true })
      await writeFile(temporary, content)
      await rename(temporary, place)
    }
  }

  const watching = (async () => {
    while (!isStopped) {
      // A name that is gone while it is looked at is looked at the next time.
      if (!isHeld) await look().catch(() => undefined)
      await bringAllDown().catch(() => undefined)
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
    holdDown: () => {
      isHeldDown = true
    },
    bringDown: () => {
      isHeldDown = false
    },
    rule: (next) => {
      rules = next
    },
    stop: async () => {
      isStopped = true
      for (const timer of timers) clearTimeout(timer)
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
