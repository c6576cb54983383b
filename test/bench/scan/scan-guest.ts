// Our side of the bench, in Windows Node: what ships, on the folder named first; the result goes to the file named next.
import { writeFileSync } from 'node:fs'
import { createWindowsPlatform } from '../../../electron/platform/windows/windows.ts'

const [folder = '', result = ''] = process.argv.slice(2)
const baseline = process.memoryUsage.rss()
let peak = baseline
let marks = new Float64Array(0)
const blocks = watchBlocks()
const started = performance.now()
const scan = await createWindowsPlatform(null).scan(
  { roots: [{ folder, urlLength: 50 }], ignoredNames: ['*.pst'] },
  { onProgress: () => (peak = Math.max(peak, process.memoryUsage.rss())), onSeen: (all) => (marks = all) },
)
const milliseconds = performance.now() - started
// The later look: nothing has changed since.
const again = performance.now()
const later = await createWindowsPlatform(null).scan(
  { roots: [{ folder, urlLength: 50 }], ignoredNames: [], since: Date.now() },
  { seen: marks },
)
const laterMilliseconds = performance.now() - again
if (later?.kind !== 'read' || later.value.files !== 0) throw new Error(JSON.stringify(later))
const { longestBlock, longestOwn } = blocks.end()
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
  }),
)

/**
 * How long nothing else could run in this thread, by the clock, and how much of such a time the thread computed: the rest it waited for a
 * processor. In milliseconds; what it computed is null where this Node cannot tell.
 */
function watchBlocks(): { readonly end: () => { longestBlock: number; longestOwn: number | null } } {
  const everyMilliseconds = 2
  const used = (): number | null => {
    if (typeof process.threadCpuUsage !== 'function') return null
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  let [at, own] = [performance.now(), used()]
  let longestBlock = 0
  let longestOwn: number | null = own === null ? null : 0
  const timer = setInterval(() => {
    const [now, computed] = [performance.now(), used()]
    longestBlock = Math.max(longestBlock, now - at - everyMilliseconds)
    if (computed !== null && own !== null) longestOwn = Math.max(longestOwn ?? 0, computed - own)
    at = now
    own = computed
  }, everyMilliseconds)
  return {
    end: () => {
      clearInterval(timer)
      return { longestBlock, longestOwn }
    },
  }
}
