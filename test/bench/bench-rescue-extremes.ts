// A rescue killed at every call to the disk and some times in pairs, and very many empty files. The argument `full` does a hundred pairs and a
// million files, which takes an hour; `kills` does the kills alone.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { killAndResume, rescueUndisturbed } from '../integration/electron/rescue/kill-stand.ts'
import { spreadOf, writeBench } from './measure.ts'
import { rescueTree } from './rescue/rescue-tree.ts'

const [size = 'usual'] = process.argv.slice(2)
const pairs = size === 'full' ? 100 : 10
const emptyFiles = size === 'full' ? 1_000_000 : size === 'kills' ? 0 : 20_000
const perFolder = 1_000
const side = 2

const { copies, calls } = await rescueUndisturbed()
console.log(`a rescue of ${Object.keys(copies).length} files calls the disk ${calls} times`)
// Every third loses its journal too.
const points: number[][] = [
  ...Array.from({ length: calls }, (_, call) => [call + 1]),
  ...Array.from({ length: pairs }, () => [anyCall(), anyCall()]),
]
const total = points.length
const times: number[] = []
const wrong = (await Promise.all(Array.from({ length: side }, killSome))).flat()
for (const line of wrong) console.error(`  ${line}`)

const place = await mkdtemp(path.join(process.env['LANDFALL_BENCH_FOLDER'] ?? os.tmpdir(), 'landfall-bench-'))
try {
  const emptied = emptyFiles === 0 ? null : await rescueEmpty(place)
  await writeBench({
    name: 'rescue-extremes',
    ratio: wrong.length,
    better: 'lower',
    unit: `of ${total} kills, those after which something is wrong`,
    limit: '0',
    runs: total,
    ours: spreadOf(times),
    theirs: spreadOf([0]),
    extra: { kills: total, callsToTheDisk: calls, emptyFiles, ofEmptyFiles: emptied },
  })
  if (emptied !== null)
    console.log(
      `  ${emptyFiles} empty files: ${emptied.seconds.toFixed(0)} s, ${emptied.megabytes.toFixed(0)} MB`,
    )
  if (wrong.length > 0) process.exitCode = 1
} finally {
  await rm(place, { recursive: true, force: true })
}

function anyCall(): number {
  return 1 + Math.floor(Math.random() * calls)
}

async function killSome(): Promise<string[]> {
  const found: string[] = []
  for (let next = points.pop(); next !== undefined; next = points.pop()) {
    const began = performance.now()
    found.push(...(await killAndResume(next, copies, points.length % 3 === 0)))
    times.push(performance.now() - began)
    if (points.length % 50 === 0) console.log(`  ${points.length} kills to go`)
  }
  return found
}

async function rescueEmpty(folder: string) {
  const source = path.join(folder, 'OneDrive - Contoso')
  const target = path.join(folder, 'OneDrive - Fabrikam')
  const data = path.join(folder, 'data')
  await mkdir(target, { recursive: true })
  await mkdir(data)
  console.log(`making ${emptyFiles} empty files`)
  const list: string[] = []
  for (let group = 0; group < emptyFiles / perFolder; group += 1) {
    const below = path.join(source, `folder ${group}`)
    await mkdir(below, { recursive: true })
    for (let number = 0; number < perFolder; number += 1) {
      const file = path.join(below, `empty ${number}.txt`)
      await writeFile(file, '')
      list.push(JSON.stringify({ path: file, size: 0, modifiedAt: null, reason: 'never-uploaded' }))
    }
  }
  await writeFile(path.join(data, 'files-left.ndjson'), `${list.join('\n')}\n`)
  list.length = 0
  return await rescueTree({ source, target, data }, emptyFiles)
}
