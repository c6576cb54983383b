// What `bench documents` measures, in a process of its own: pairs are compared one after the other, as often as asked for.
import { readFile } from 'node:fs/promises'
import { compareDocuments } from '../../../electron/rescue/documents/same-document.ts'
import { keepMemorySmall } from '../../../electron/rescue/worker/keep-memory-small.ts'

/** What this process tells when it is done. */
export type PairsCompared = {
  /** A run each. */
  readonly seconds: readonly number[]
  readonly processorSeconds: readonly number[]
  /** The most that this process ever had in memory, above what it had when everything was loaded; in MB of 1,000,000 bytes. */
  readonly megabytes: number
}

// As the process that copies does.
keepMemorySmall()
const [list = '', runs = '1'] = process.argv.slice(2)
const pairs = JSON.parse(await readFile(list, 'utf8')) as readonly (readonly [string, string])[]
const before = process.memoryUsage.rss()
const seconds: number[] = []
const processorSeconds: number[] = []
for (let run = 0; run < Number(runs); run += 1) {
  const [began, used] = [performance.now(), process.cpuUsage()]
  for (const [original, copy] of pairs) {
    const told = await compareDocuments(original, copy, () => undefined)
    if (told.same !== 'content') throw new Error(`${original}: ${told.same}`)
  }
  const { user, system } = process.cpuUsage(used)
  seconds.push((performance.now() - began) / 1000)
  processorSeconds.push((user + system) / 1e6)
}
// In kilobytes, by the system's own count: nothing between two looks is missed.
const megabytes = (process.resourceUsage().maxRSS * 1024 - before) / 1e6
process.send?.({ seconds, processorSeconds, megabytes } satisfies PairsCompared)
