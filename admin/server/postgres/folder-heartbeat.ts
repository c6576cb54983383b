import { randomInt, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readFile, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { parseJson } from '../../../shared/text/parse-json.ts'

/** Who uses a folder that several computers can reach: their kernels share no lock, so a heartbeat in a file decides. */
export type Heartbeat = {
  /** Null while it is certain that the folder is ours; else to be waited for before a commit. Rejects where it is not. */
  readonly confirm: () => Promise<void> | null
  /** Resolves when another endpoint has taken the folder. */
  readonly lost: Promise<void>
  /** The folder is free from then on, unless a server of ours goes on in it. */
  readonly stop: (goesOn?: boolean) => Promise<void>
}

export type HeartbeatTimes = {
  /** An owner that is silent for so long is gone. */
  readonly silentMs: number
  readonly beatMs: number
  /** Without a beat for so long the next commit looks first. */
  readonly sureMs: number
  /** Between writing and believing: of two that begin at once the later one wins. */
  readonly settleMs: number
}

export const defaultTimes: HeartbeatTimes = {
  silentMs: 60_000,
  beatMs: 10_000,
  sureMs: 25_000,
  settleMs: 2_000,
}

/** The folder is another process's by now, or that is unknown: nothing more may be committed. */
export class FolderNotOurs extends Error {
  // Reports are answered with 503 as where the database is away, and the apps keep them.
  readonly code = '57P01'
}

/** `id` is of all that use one server, so that its folder stays theirs when one of them is killed. Any other `beat` is a beat. */
const recordSchema = z.object({ id: z.string(), kernel: z.string(), host: z.string(), beat: z.number() })
type OwnerRecord = z.infer<typeof recordSchema>

// Magic numbers of statfs(2) of file systems that one kernel mounts at a time: there its lock is enough.
const localFileSystems: ReadonlySet<number> = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1, 0xf2f52010, 0xca451a4e, 0x3153464a,
  0x52654973, 0x3434, 0xf15f, 0x2011bab0, 0x858458f6,
])

/** Can another computer have the folder too? Where that is unknown, it can. Elsewhere than on Linux one computer is taken for granted. */
export async function isSharedFolder(folder: string): Promise<boolean> {
  return process.platform === 'linux' && !localFileSystems.has((await statfs(folder)).type)
}

/** The running kernel: the same in all its containers, another after each start of the computer. */
export function kernelId(): string {
  const file = '/proc/sys/kernel/random/boot_id'
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : hostname()
}

/**
 * Takes the folder for this process, or gives null where an owner elsewhere is alive. Waits for as long as that takes to
 * tell, unless the last owner was of this kernel, whose lock the caller has. With `beside` the folder has a running server of this
 * kernel: its owner keeps it, and we beat with them.
 */
export async function takeFolder(
  folder: string,
  { kernel = kernelId(), times = defaultTimes, beside = false } = {},
): Promise<Heartbeat | null> {
  const file = path.join(folder, 'owner.json')
  const before = await readText(file)
  const owner = toRecord(before)
  const isOurs = owner?.kernel === kernel
  if (before !== null && !isOurs && (beside || (await isBeating(file, before, times)))) return null
  const id = beside && owner !== null ? owner.id : randomUUID()
  const temporary = `${file}.${randomUUID()}`
  let sureAt = { wall: 0, steady: 0 }
  let onLost = (): void => {}
  const lost = new Promise<void>((resolve) => (onLost = resolve))

  async function write(): Promise<void> {
    const began = now()
    const record: OwnerRecord = { id, kernel, host: hostname(), beat: randomInt(2 ** 47) }
    await writeFile(temporary, JSON.stringify(record), { mode: 0o600, flush: true })
    await rename(temporary, file)
    sureAt = began
  }

  async function beatOnce(): Promise<void> {
    if (toRecord(await readText(file))?.id !== id) {
      onLost()
      throw new FolderNotOurs('another computer has taken the data folder')
    }
    await write()
  }

  // One after the other, and a failed one is not the end: the next may find the folder again.
  let beating: Promise<void> = Promise.resolve()
  const next = (): Promise<void> => (beating = beating.catch(() => {}).then(beatOnce))

  await write()
  await delay(times.settleMs)
  if (toRecord(await readText(file))?.id !== id) return null
  const timer = setInterval(() => void next().catch(() => {}), times.beatMs).unref()
  return {
    lost,
    confirm() {
      const { wall, steady } = now()
      // Of a computer that slept only one of the two clocks tells it.
      const silence = Math.max(wall - sureAt.wall, steady - sureAt.steady)
      return silence < times.sureMs ? null : next()
    },
    async stop(goesOn = false) {
      clearInterval(timer)
      await beating.catch(() => {})
      if (!goesOn && toRecord(await readText(file).catch(() => null))?.id === id)
        await rm(file, { force: true })
    },
  }
}

function now() {
  return { wall: Date.now(), steady: performance.now() }
}

/** True as soon as the owner's file changes. Its own time is not believed: two computers have two clocks. */
async function isBeating(file: string, before: string, { silentMs }: HeartbeatTimes): Promise<boolean> {
  const until = performance.now() + silentMs
  while (performance.now() < until) {
    await delay(Math.min(1_000, silentMs / 20))
    const seen = await readText(file)
    if (seen === null) return false
    if (seen !== before) return true
  }
  return false
}

/** What is in the file; null where there is none. */
async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Null for what no process of ours has written: its owner is unknown, which is not that it has none. */
function toRecord(text: string | null): OwnerRecord | null {
  return text === null ? null : (recordSchema.safeParse(parseJson(text)).data ?? null)
}
