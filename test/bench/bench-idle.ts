// What the life in the background costs while nothing happens: our icon beside the clock against a bare one in the same
// Electron, in turns. Memory of all processes, and how often any of their threads woke up in a minute.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { electronProgram } from '../world/running-app.ts'
import { ratioOf, repositoryFolder, spreadOf, writeBench } from './measure.ts'

type Side = {
  readonly name: string
  readonly words: readonly string[]
  /** Settles when there is nothing left to do but to wait. */
  readonly settled: (userData: string) => Promise<void>
}
type Reading = { readonly megabytes: number; readonly wakeUps: number }

const runs = 3
const limit = 1.2
const settleMilliseconds = 30_000
const countMilliseconds = 60_000

const machine = path.join(repositoryFolder, 'test/world/machines/both-linked')
const folder = await mkdtemp(path.join(tmpdir(), 'landfall-bench-'))
const configFile = path.join(folder, 'landfall.json')

const ours: Side = {
  name: 'ours',
  words: [repositoryFolder, '--background', '--config', configFile, '--machine', machine],
  settled: async (userData) => {
    while ((await readFile(path.join(userData, 'reminders.json'), 'utf8').catch(() => '')) === '')
      await wait(100)
  },
}
const bare: Side = {
  name: 'bare',
  words: [path.join(repositoryFolder, 'test/bench/bare-tray')],
  settled: async () => undefined,
}

try {
  const recorded = JSON.parse(await readFile(path.join(machine, 'landfall.json'), 'utf8')) as object
  await writeFile(configFile, JSON.stringify({ ...recorded, reminders: { startDelaySeconds: 0 } }))
  const readings: { ours: Reading[]; bare: Reading[] } = { ours: [], bare: [] }
  for (let run = 0; run < runs; run += 1) {
    readings.ours.push(await live(ours))
    readings.bare.push(await live(bare))
  }
  const memory = toSpreads(readings, ({ megabytes }) => megabytes)
  const wakeUps = toSpreads(readings, (reading) => reading.wakeUps)
  const ratio = ratioOf(memory.ours, memory.bare)
  const wakeUpRatio = ratioOf(wakeUps.ours, wakeUps.bare)
  await writeBench({
    name: 'idle',
    ratio,
    better: 'lower',
    unit: 'ours/bare tray app, megabytes of all processes',
    limit: `${limit}; bare tray app of the same Electron, in turns`,
    runs,
    ours: memory.ours,
    theirs: memory.bare,
    extra: {
      wakeUps: {
        unit: 'context switches of all threads in a minute',
        ratio: wakeUpRatio,
        ours: wakeUps.ours,
        theirs: wakeUps.bare,
      },
      electron: process.env['LANDFALL_ELECTRON_KIND'] ?? 'unknown',
    },
  })
  console.log(`  wake-ups ${wakeUps.ours.median} a minute against ${wakeUps.bare.median}`)
  if (ratio > limit || wakeUpRatio > limit) {
    console.error(`  above the limit of ${limit}`)
    process.exitCode = 1
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function live({ name, words, settled }: Side): Promise<Reading> {
  const userData = path.join(folder, name)
  await rm(userData, { recursive: true, force: true })
  await mkdir(userData)
  const switches = [`--user-data-dir=${userData}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const child = spawn(electronProgram(), [...switches, ...words], { stdio: 'ignore' })
  const gone = once(child, 'exit')
  try {
    await settled(userData)
    await wait(settleMilliseconds)
    const before = await countSwitches(child.pid ?? 0)
    await wait(countMilliseconds)
    const after = await countSwitches(child.pid ?? 0)
    return { megabytes: await readMegabytes(child.pid ?? 0), wakeUps: after - before }
  } finally {
    child.kill()
    await gone
  }
}

/** A process and all below it. */
async function readFamily(pid: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '')
    parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0))
  }
  const family = [pid]
  for (const member of family) {
    for (const [one, parent] of parents) if (parent === member) family.push(one)
  }
  return family
}

async function countSwitches(pid: number): Promise<number> {
  let sum = 0
  for (const member of await readFamily(pid)) {
    for (const thread of await readdir(`/proc/${member}/task`).catch(() => [])) {
      const status = await readFile(`/proc/${member}/task/${thread}/status`, 'utf8').catch(() => '')
      for (const [, count] of status.matchAll(/ctxt_switches:\s+(\d+)/g)) sum += Number(count)
    }
  }
  return sum
}

/** Proportional set size: shared pages count once. */
async function readMegabytes(pid: number): Promise<number> {
  let kilobytes = 0
  for (const member of await readFamily(pid)) {
    const rollup = await readFile(`/proc/${member}/smaps_rollup`, 'utf8').catch(() => '')
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0)
  }
  return kilobytes / 1024
}

function toSpreads(
  { ours, bare }: { ours: readonly Reading[]; bare: readonly Reading[] },
  read: (reading: Reading) => number,
) {
  return { ours: spreadOf(ours.map(read)), bare: spreadOf(bare.map(read)) }
}
