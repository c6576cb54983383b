// 50,000 shortcuts and 5,000 workbooks read for what leads to the old organisation, with the same bytes of the same files in the same run.
// The process that a window would run in is watched meanwhile: it is never held up longer than 50 ms.
import { fork } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { bundleForNode } from '../../build/bundle-cli.ts'
import { makeWorkbook } from '../world/pointers/make-workbook.ts'
import { writeShellLink } from '../world/pointers/write-shell-link.ts'
import { ratioOf, spreadOf, writeBench } from './measure.ts'
import type { AllRead } from './workplace/read-all.ts'

const shortcuts = 50_000
const workbooks = 5_000
const inFolder = 500
/** A workbook of so many rows has 100 kB. */
const rows = 1_000
const runs = 5
const limits = { ratio: 2, hold: 50 }
/** Every tenth leads to the old organisation. */
const every = 10

const folder = await mkdtemp(
  path.join(process.env['LANDFALL_BENCH_FOLDER'] ?? os.tmpdir(), 'landfall-bench-'),
)
try {
  // As it ships: a thread that first has to read types would be slower.
  await bundleForNode(
    { 'read-all': path.join(import.meta.dirname, 'workplace/read-all.ts') },
    path.join(folder, 'programs'),
    { target: 'node24' },
  )
  await makeFiles()
  const { ours, bare, places, longestHold, longestOwn } = await readAll()
  const { desktop, document } = places
  const isWhole =
    desktop?.read === shortcuts &&
    desktop.found === shortcuts / every &&
    document?.read === workbooks &&
    document.found === workbooks / every
  if (!isWhole) throw new Error(`not all was read: ${JSON.stringify(places)}`)
  const times = spreadOf(ours.map(({ seconds }) => seconds))
  const theirs = spreadOf(bare.map(({ seconds }) => seconds))
  const processor = spreadOf(ours.map(({ processorSeconds }) => processorSeconds))
  const bareProcessor = spreadOf(bare.map(({ processorSeconds }) => processorSeconds))
  // Where others have the processors, the clock says how long this waited for one.
  const isBusy = (os.loadavg()[0] ?? 0) > os.availableParallelism()
  const ratio = isBusy ? ratioOf(processor, bareProcessor) : ratioOf(times, theirs)
  const hold = isBusy ? longestOwn : longestHold
  await writeBench({
    name: 'workplace',
    ratio,
    better: 'lower',
    unit: `ours/bare, seconds for ${shortcuts} shortcuts and ${workbooks} workbooks`,
    limit: `${limits.ratio}; the same bytes read in the same run`,
    runs,
    ours: times,
    theirs,
    extra: {
      isBusy,
      processorSeconds: processor,
      bareProcessorSeconds: bareProcessor,
      longestHoldMilliseconds: { limit: limits.hold, value: longestHold, computed: longestOwn },
    },
  })
  console.log(
    `  of a processor ${processor.median} s and ${bareProcessor.median} s${isBusy ? ', which count: others had the processors' : ''}`,
  )
  console.log(
    `  longest hold ${longestHold.toFixed(1)} ms by the clock, ${longestOwn.toFixed(1)} ms computed (limit ${limits.hold})`,
  )
  if (ratio > limits.ratio || hold > limits.hold) {
    console.error('  above a limit')
    process.exitCode = 1
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function readAll(): Promise<AllRead> {
  const program = path.join(folder, 'programs/read-all.mjs')
  return await new Promise((resolve, reject) => {
    const child = fork(program, [folder, String(runs)])
    child.once('message', (told) => resolve(told as AllRead))
    child.once('exit', (code) => reject(new Error(`reading has ended: ${code}`)))
  })
}

async function makeFiles(): Promise<void> {
  await makeEach('shortcuts', shortcuts, 'lnk', (number) => {
    const root = number % every === 0 ? 'C:\\Users\\amy\\OneDrive - Contoso' : 'C:\\Program Files'
    return writeShellLink({ path: `${root}\\Plans of the year\\Plan ${number}.docx` })
  })
  const old = 'https://contoso.sharepoint.com/sites/Finance/Shared%20Documents/Budget.xlsx'
  const [plain, linked] = [['https://example.com/'], ['https://example.com/', old]].map((links) =>
    makeWorkbook(links, rows),
  )
  await makeEach('workbooks', workbooks, 'xlsx', (number) => (number % every === 0 ? linked : plain) ?? '')
}

async function makeEach(
  kind: string,
  count: number,
  ending: string,
  make: (number: number) => Uint8Array | string,
): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const parent = path.join(folder, kind, `Folder ${Math.floor(number / inFolder)}`)
    if (number % inFolder === 0) await mkdir(parent, { recursive: true })
    await writeFile(path.join(parent, `Plan ${number}.${ending}`), make(number))
  }
}
