// From process start to the first meaningful paint: our window against a bare one in the same Electron, in turns.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { electronProgram } from '../world/running-app.ts'
import { ratioOf, repositoryFolder, spreadOf, writeBench } from './measure.ts'

type Side = { readonly app: string; readonly main: string; readonly args: readonly string[] }
type Reading = { readonly milliseconds: number; readonly megabytes: number }

const runs = 12
const limit = 1.5
const probe = path.join(repositoryFolder, 'test/bench/probe')
const machine = path.join(repositoryFolder, 'test/world/machines/old-account-only')

const ours: Side = {
  app: repositoryFolder,
  main: 'dist/main/main.js',
  args: ['--config', path.join(machine, 'landfall.json'), '--machine', machine],
}
const bare: Side = { app: path.join(repositoryFolder, 'test/bench/bare'), main: 'main.js', args: [] }

const folder = await mkdtemp(path.join(tmpdir(), 'landfall-bench-'))
try {
  // The first start of each fills caches that every later one has.
  await start(ours)
  await start(bare)
  const readings: { ours: Reading[]; bare: Reading[] } = { ours: [], bare: [] }
  for (let run = 0; run < runs; run += 1) {
    readings.ours.push(await start(ours))
    readings.bare.push(await start(bare))
  }
  const times = toSpreads(readings, ({ milliseconds }) => milliseconds)
  const memory = toSpreads(readings, ({ megabytes }) => megabytes)
  const ratio = ratioOf(times.ours, times.bare)
  await writeBench({
    name: 'startup',
    ratio,
    better: 'lower',
    unit: 'ours/bare window, milliseconds to first content',
    limit: `${limit}; bare window of the same Electron, same call`,
    runs,
    ours: times.ours,
    theirs: times.bare,
    extra: {
      memory: {
        unit: 'megabytes, proportional set size of all processes',
        ratio: ratioOf(memory.ours, memory.bare),
        ours: memory.ours,
        theirs: memory.bare,
      },
      electron: process.env['LANDFALL_ELECTRON_KIND'] ?? 'unknown',
    },
  })
  console.log(`  memory ${memory.ours.median} MB against ${memory.bare.median} MB`)
  if (ratio > limit) {
    console.error(`  above the limit of ${limit}`)
    process.exitCode = 1
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function start({ app, main, args }: Side): Promise<Reading> {
  const result = path.join(folder, 'result.json')
  const switches = [
    `--user-data-dir=${path.join(folder, path.basename(main, '.js') + path.basename(app))}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
  const startedAt = performance.timeOrigin + performance.now()
  const child = spawn(electronProgram(), [...switches, probe, ...args], {
    stdio: 'ignore',
    env: {
      ...process.env,
      LANDFALL_BENCH_APP: app,
      LANDFALL_BENCH_MAIN: main,
      LANDFALL_BENCH_RESULT: result,
    },
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${app} ended with ${code}`)
  const { paintedAt, memoryKilobytes } = JSON.parse(await readFile(result, 'utf8')) as {
    paintedAt: number
    memoryKilobytes: number
  }
  await rm(result)
  return { milliseconds: paintedAt - startedAt, megabytes: memoryKilobytes / 1024 }
}

function toSpreads(
  { ours, bare }: { ours: readonly Reading[]; bare: readonly Reading[] },
  read: (reading: Reading) => number,
) {
  return { ours: spreadOf(ours.map(read)), bare: spreadOf(bare.map(read)) }
}
