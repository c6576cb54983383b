// 300,000 files in 30,000 folders: the scan that ships, in Windows Node under Wine, against C with the same calls.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createWinePrefix, readWineVersion, type WinePrefix } from '../windows/wine-prefix.ts'
import { ratioOf, spreadOf, writeBench } from './measure.ts'
import { measurePeakMemory, measureReader, toLine } from './scan/in-memory.ts'
import { installSides } from './windows-side.ts'

const runs = 3
const limit = 1.5
/** A look for what is new, through a tree that has not changed, against the first look of the same run. */
const laterLimit = 1.1
/** An argument, such as 0.1, is the scale. */
const folders = Math.round(30_000 * Number(process.argv[2] ?? 1))
const filesInEach = 10

type Reading = { readonly files: number; readonly folders: number; readonly milliseconds: number }
type OurReading = Reading & {
  readonly laterMilliseconds: number
  readonly megabytes: number
  readonly longestBlock: number
  /** What the thread computed in such a time itself. */
  readonly longestOwn: number | null
  readonly blockedAt: number
}

const version = readWineVersion()
if (version === null) throw new Error('this bench needs Wine')
// First, while nothing else has made the heap large.
const memory = await measurePeakMemory()
const prefix = await createWinePrefix(version)
try {
  const place = path.join(prefix.drive, 'bench')
  await installSides(
    place,
    { 'scan-guest': 'bench/scan/scan-guest.ts' },
    { source: 'bench/scan/list.c', program: 'list.exe' },
  )
  console.log(`making ${folders * filesInEach} files in ${folders} folders`)
  await makeTree(path.join(place, 'tree'))

  const ours: OurReading[] = []
  const theirs: Reading[] = []
  // The first of each fills the file system's cache.
  for (let run = -1; run < runs; run += 1) {
    const our = await read<OurReading>(prefix, ['node.exe', 'scan-guest.mjs'])
    const their = await read<Reading>(prefix, ['list.exe'])
    if (our.files !== their.files || our.folders !== their.folders)
      throw new Error('they did not count the same')
    if (run < 0) continue
    ours.push(our)
    theirs.push(their)
  }
  const times = spreadOf(ours.map(({ milliseconds }) => milliseconds))
  const limits = spreadOf(theirs.map(({ milliseconds }) => milliseconds))
  const ratio = ratioOf(times, limits)

  const laterRatio = ratioOf(spreadOf(ours.map(({ laterMilliseconds }) => laterMilliseconds)), times)

  const entries = path.join(place, 'entries.ndjson')
  await writeFile(entries, `${Array.from({ length: 300_000 }, (_, line) => toLine(line)).join('\n')}\n`)
  await measureReader(entries)
  const reader = [await measureReader(entries), await measureReader(entries), await measureReader(entries)]
  const readerSpreads = {
    ours: spreadOf(reader.map((time) => time.ours)),
    bare: spreadOf(reader.map((time) => time.bare)),
  }
  const readerRatio = ratioOf(readerSpreads.ours, readerSpreads.bare)
  const longestBlock = Math.max(...ours.map((reading) => reading.longestBlock))
  const longestOwn = Math.max(...ours.map((reading) => reading.longestOwn ?? reading.longestBlock))
  // Where others have the processors, the clock says how long this thread waited for one.
  const isBusy = (os.loadavg()[0] ?? 0) > os.availableParallelism()
  const block = isBusy ? longestOwn : longestBlock

  await writeBench({
    name: 'scan',
    ratio,
    better: 'lower',
    unit: `ours/limit, milliseconds for ${folders * filesInEach} files in ${folders} folders`,
    limit: `${limit}; C, same calls`,
    runs,
    ours: times,
    theirs: limits,
    extra: {
      longestBlockMilliseconds: {
        limit: 50,
        value: longestBlock,
        ofThatComputed: longestOwn,
        isBusy,
        blockedAt: ours.map((reading) => Math.round(reading.blockedAt)),
      },
      peakMegabytesAtAMillionFiles: { limit: 100, value: memory.megabytes, files: memory.files },
      laterLook: { limit: laterLimit, ratio: laterRatio },
      recordingReader: { limit: 2, ratio: readerRatio, ...readerSpreads },
    },
  })
  console.log(
    `  longest block ${longestBlock.toFixed(1)} ms by the clock, ${longestOwn.toFixed(1)} ms computed (limit 50${isBusy ? ' for what was computed: others had the processors' : ''})`,
  )
  console.log(`  ${memory.files} files need ${memory.megabytes.toFixed(0)} MB more (limit 100)`)
  console.log(`  a recording's 300,000 lines: ${readerRatio} times reading and parsing them (limit 2)`)
  console.log(`  a later look: ${laterRatio} times the first (limit ${laterLimit})`)
  if (laterRatio > laterLimit || ratio > limit || block > 50 || memory.megabytes > 100 || readerRatio > 2) {
    console.error('  above a limit')
    process.exitCode = 1
  }
} finally {
  await prefix.remove()
}

async function makeTree(root: string): Promise<void> {
  for (let folder = 0; folder < folders; folder += 1) {
    const place = path.join(root, `team ${folder % 100}`, `project with a name ${folder}`)
    await mkdir(place, { recursive: true })
    await Promise.all(
      Array.from({ length: filesInEach }, (_, file) =>
        writeFile(path.join(place, `a usual document ${file}.docx`), ''),
      ),
    )
  }
}

async function read<Kind>(windows: WinePrefix, words: readonly string[]): Promise<Kind> {
  const { drive } = windows
  const result = path.join(drive, 'bench/result.json')
  await rm(result, { force: true })
  const output = path.join(drive, 'bench/out.txt')
  await windows.run('bench', [...words, 'C:\\bench\\tree', 'C:\\bench\\result.json'], {
    seconds: 300,
    output,
  })
  const text = await readFile(result, 'utf8').catch(async () => {
    throw new Error(`${words[0]}: ${await readFile(output, 'utf8')}`)
  })
  return JSON.parse(text) as Kind
}
