// 1,000 documents of 200 kB, each compared with its copy as SharePoint leaves it, in one process that starts for it. Limits are for two
// idle processors: 10 seconds, and 60 MB more than at the start.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { compareDocuments } from '../../electron/documents/same-document.ts'
import { writeSharePointProperties } from '../world/office/sharepoint-properties.ts'
import { readZip, toZip } from '../world/office/zip-file.ts'
import { spreadOf, writeBench } from './measure.ts'

const files = 1_000
const size = 200_000
const runs = 3
const limits = { seconds: 10, megabytes: 60 }
const fixtures = path.resolve(import.meta.dirname, '../fixtures/office')
const media = { 'plan.docx': 'word/media/', 'numbers.xlsx': 'xl/media/', 'talk.pptx': 'ppt/media/' }

const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-bench-'))
try {
  for (let number = 0; number < files; number += 1) await makePair(number)
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = 0
  const seconds: number[] = []
  const processor: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const [began, used] = [performance.now(), process.cpuUsage()]
    for (let number = 0; number < files; number += 1) {
      const told = await compareDocuments(
        placeOf(number, 'original'),
        placeOf(number, 'copy'),
        () => undefined,
      )
      if (told.same !== 'content') throw new Error(`document ${number}: ${told.same}`)
      most = Math.max(most, process.memoryUsage.rss() - before)
    }
    const { user, system } = process.cpuUsage(used)
    seconds.push((performance.now() - began) / 1000)
    processor.push((user + system) / 1e6)
  }
  const ours = spreadOf(seconds)
  const megabytes = Math.round(most / 1e6)
  await writeBench({
    name: 'documents',
    ratio: Math.round((100 * ours.median) / limits.seconds) / 100,
    better: 'lower',
    unit: 'ours/limit, seconds for 1,000 pairs of 200 kB',
    limit: `${limits.seconds} seconds, ${limits.megabytes} MB`,
    runs,
    ours,
    theirs: spreadOf(seconds.map(() => limits.seconds)),
    extra: { megabytes, processorSeconds: spreadOf(processor).median },
  })
  console.log(`  ${megabytes} MB more than at the start (limit ${limits.megabytes})`)
  if (ours.median > limits.seconds || megabytes > limits.megabytes) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** One of the samples, with a picture that makes it as large as it has to be. */
async function makePair(number: number): Promise<void> {
  const names = Object.keys(media) as (keyof typeof media)[]
  const name = names[number % names.length] ?? 'plan.docx'
  const parts = readZip(await readFile(path.join(fixtures, name))) ?? new Map<string, Buffer>()
  parts.set(`${media[name]}picture.png`, randomBytes(size - toZip(parts).length))
  const original = toZip(parts)
  const ending = path.extname(name)
  await writeFile(placeOf(number, 'original', ending), original)
  await writeFile(placeOf(number, 'copy', ending), writeSharePointProperties(name, original))
}

function placeOf(
  number: number,
  kind: string,
  ending = path.extname(Object.keys(media)[number % 3] ?? ''),
): string {
  return path.join(folder, `${number}-${kind}${ending}`)
}
