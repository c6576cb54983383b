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

/** What both directions know of a folder that is synced. */
type Sync = {
  readonly folder: string
  readonly drive: DriveFiles
  /** What the cloud and the folder both have, by path, in base64. */
  readonly sent: Map<string, string>
  /** What the cloud has changed since. */
  readonly toBringDown: Set<string>
  rules: ClientRules
  isHeld: boolean
  isHeldDown: boolean
  isStopped: boolean
}

/**
 * Uploads what appears in a folder. As the client, it leaves temporary files out, sends a file again that has changed, and brings down what
 * SharePoint has written into documents, some time later.
 */
export function startUploads(folder: string, drive: DriveFiles, times: UploadTimes = {}): Uploads {
  const sync: Sync = {
    folder,
    drive,
    sent: new Map(),
    toBringDown: new Set(),
    rules: {},
    isHeld: false,
    isHeldDown: false,
    isStopped: false,
  }
  const cloud = createCloud(sync, times)
  const watching = (async () => {
    while (!sync.isStopped) {
      // A name that is gone while it is read is read the next time.
      if (!sync.isHeld) await sendAllUp(sync, cloud.upload).catch(() => undefined)
      await bringAllDown(sync).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, pollMilliseconds))
    }
  })()
  return {
    hold: () => {
      sync.isHeld = true
    },
    goOn: () => {
      sync.isHeld = false
    },
    holdDown: () => {
      sync.isHeldDown = true
    },
    bringDown: () => {
      sync.isHeldDown = false
    },
    rule: (next) => {
      sync.rules = next
    },
    stop: async () => {
      sync.isStopped = true
      cloud.stop()
      await watching
    },
  }
}

/** SharePoint behind the drive, which writes into documents after their upload. */
function createCloud(
  sync: Sync,
  { enrichesAfter = 400, comesDownAfter = 600 }: UploadTimes,
): { readonly upload: (file: string, content: Buffer) => void; readonly stop: () => void } {
  const timers = new Set<NodeJS.Timeout>()
  let count = 0
  function later(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!sync.isStopped) act()
    }, milliseconds)
    timers.add(timer)
  }
  return {
    upload: (file, content) => {
      const name = toCloudPath(file)
      count += 1
      const isAtOnce = count % 2 === 0
      sync.drive.upload(name, content, isAtOnce)
      const comesDown = (): void => later(comesDownAfter, () => void sync.toBringDown.add(file))
      if (isAtOnce) return comesDown()
      later(enrichesAfter, () => {
        sync.drive.enrich(name)
        comesDown()
      })
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

async function sendAllUp(sync: Sync, upload: (file: string, content: Buffer) => void): Promise<void> {
  const { folder, sent } = sync
  for (const file of await listFiles(folder)) {
    if (sync.isHeld || sync.isStopped) return
    const content = await readFile(path.join(folder, file))
    if (!isTakenBy(sync.rules, toCloudPath(file), content.length, usedBytes(sync))) continue
    const known = content.toString('base64')
    if (sent.get(file) === known) continue
    if (await giveComputersName(sync, file, content)) continue
    sent.set(file, known)
    upload(file, content)
  }
}

function usedBytes({ rules, drive }: Sync): number {
  if (rules.quota === undefined) return 0
  return drive.paths().reduce((sum, one) => sum + (drive.find(one)?.size ?? 0), 0)
}

/** Of two contents that have one name the cloud's keeps it; true where there was another. */
async function giveComputersName(
  { folder, drive, sent }: Sync,
  file: string,
  content: Buffer,
): Promise<boolean> {
  const there = drive.content(toCloudPath(file))
  if (sent.has(file) || there === null || there.equals(content)) return false
  const { dir, name, ext } = path.parse(file)
  await rename(path.join(folder, file), path.join(folder, dir, `${name}-${computer}${ext}`))
  return true
}

async function bringAllDown(sync: Sync): Promise<void> {
  const { folder, drive, sent, toBringDown } = sync
  for (const file of toBringDown) {
    if (sync.isHeldDown || sync.isStopped) return
    toBringDown.delete(file)
    const content = drive.content(toCloudPath(file))
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

function toCloudPath(file: string): string {
  return file.split(path.sep).join('/')
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
