// Our side of the bench, in Windows Node: what ships, on the folder named first; the result goes to the file named next.
import { writeFileSync } from 'node:fs'
import { loadKoffi } from '../../../electron/platform/load-koffi.ts'
import { createWindowsPlatform } from '../../../electron/platform/windows/windows.ts'

const [folder = '', result = ''] = process.argv.slice(2)
const baseline = process.memoryUsage.rss()
let peak = baseline
let marks = new Float64Array(0)
// Loaded before: what is measured is the look, not the start of a program.
const platform = createWindowsPlatform(null)
const blocks = watchBlocks()
const started = performance.now()
const scan = await platform.scan(
  { roots: [{ folder, urlLength: 50 }], ignoredNames: ['*.pst'] },
  { onProgress: () => (peak = Math.max(peak, process.memoryUsage.rss())), onSeen: (all) => (marks = all) },
)
const milliseconds = performance.now() - started
// The later look: nothing has changed since.
const again = performance.now()
const later = await platform.scan(
  { roots: [{ folder, urlLength: 50 }], ignoredNames: [], since: Date.now() },
  { seen: marks },
)
const laterMilliseconds = performance.now() - again
if (later?.kind !== 'read' || later.value.files !== 0) throw new Error(JSON.stringify(later))
const { longestBlock, longestOwn, blockedAt } = blocks.end()
if (scan?.kind !== 'read') throw new Error(JSON.stringify(scan))
const { files, folders } = scan.value
const megabytes = (Math.max(peak, process.memoryUsage.rss()) - baseline) / 2 ** 20
writeFileSync(
  result,
  JSON.stringify({
    files,
    folders,
    milliseconds,
    laterMilliseconds,
    megabytes,
    longestBlock,
    longestOwn,
    blockedAt,
  }),
)

/**
 * How long nothing else could run in this thread, by the clock, and how much of such a time the thread computed: the rest it waited for a
 * processor. In milliseconds; what it computed is null where the system cannot tell. `blockedAt` is when that was, from the begin on.
 */
function watchBlocks(): {
  readonly end: () => { longestBlock: number; longestOwn: number | null; blockedAt: number }
} {
  const everyMilliseconds = 2
  const times = Buffer.alloc(4 * 8)
  const getTimes = loadKoffi()
    .load('kernel32.dll')
    .func(
      'int32_t __stdcall GetThreadTimes(intptr_t, _Out_ uint8_t *, _Out_ uint8_t *, _Out_ uint8_t *, _Out_ uint8_t *)',
    ) as (thread: number, ...into: Buffer[]) => number
  const parts = [0, 8, 16, 24].map((from) => times.subarray(from, from + 8))
  const thisThread = -2
  const used = (): number | null => {
    if (getTimes(thisThread, ...parts) === 0) return null
    // In 100 nanoseconds, by the system and by the program.
    return Number(times.readBigInt64LE(16) + times.readBigInt64LE(24)) / 10_000
  }
  let [at, own] = [performance.now(), used()]
  const begin = at
  let longestBlock = 0
  let blockedAt = 0
  let longestOwn: number | null = own === null ? null : 0
  const sample = (): void => {
    const [now, computed] = [performance.now(), used()]
    const blocked = now - at - everyMilliseconds
    if (blocked > longestBlock) blockedAt = at - begin
    longestBlock = Math.max(longestBlock, blocked)
    if (computed !== null && own !== null) longestOwn = Math.max(longestOwn ?? 0, computed - own)
    at = now
    own = computed
  }
  const timer = setInterval(sample, everyMilliseconds)
  return {
    end: () => {
      clearInterval(timer)
      // A block at the end has had no timer after it.
      sample()
      return { longestBlock, longestOwn, blockedAt }
    },
  }
}
