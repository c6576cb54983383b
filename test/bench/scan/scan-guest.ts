// Our side of the bench, in Windows Node: what ships, on the folder named first; the result goes to the file named next.
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createWindowsPlatform } from '../../../electron/platform/windows/windows.ts'

const [folder = '', result = ''] = process.argv.slice(2)
const baseline = process.memoryUsage.rss()
let peak = baseline
let marks = new Float64Array(0)
const delay = monitorEventLoopDelay({ resolution: 2 })
delay.enable()
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
delay.disable()
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
    longestBlock: delay.max / 1e6,
  }),
)
