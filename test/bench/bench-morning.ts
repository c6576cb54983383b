// A morning: 100,000 people report within three minutes through two replicas; every 20 seconds one is killed, and the database is restarted
// once. Arguments are another number of people, and other seconds.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chooseIdentity, findBinaries } from '../../admin/server/postgres/postgres-binaries.ts'
import { readProgress } from '../../admin/server/progress/read-progress.ts'
import { reportOf } from '../unit/admin/report.ts'
import { nameOf, oidOf, preparePeople } from './ingest/endpoint.ts'
import { ratioOf, spreadOf, writeBench } from './measure.ts'

const people = Number(process.argv[2] ?? 100_000)
const arrivalSeconds = Number(process.argv[3] ?? 180)
const killEverySeconds = 20
const replicaFile = fileURLToPath(new URL('./morning/replica.ts', import.meta.url))

const world = await preparePeople(people)
console.log(`  ${people} people are in the map`)
const replicas: { child: ChildProcess | null; origin: string }[] = [
  { child: null, origin: '' },
  { child: null, origin: '' },
]
const agent = new Agent({ keepAlive: true, maxSockets: 400 })
let isOver = false
let kills = 0
let attempts = 0
let lateAnswers = 0

async function start(place: number): Promise<void> {
  const child = spawn(process.execPath, [replicaFile, world.postgres.url, world.issuer.authority], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  replicas[place] = { child, origin: line }
  child.once('exit', () => {
    const replica = replicas[place]
    if (replica) replica.origin = ''
    // As a supervisor does.
    if (!isOver) void startAgain(place)
  })
}

async function startAgain(place: number): Promise<void> {
  await start(place).catch(async () => {
    await delay(500)
    if (!isOver) await startAgain(place)
  })
}

async function killInTurns(): Promise<void> {
  while (!isOver) {
    await delay(killEverySeconds * 1_000)
    if (isOver) return
    replicas[kills % 2]?.child?.kill('SIGKILL')
    kills += 1
  }
}

async function restartDatabase(): Promise<void> {
  const identity = await chooseIdentity()
  const { pg_ctl } = await findBinaries(identity)
  const data = path.join(world.dataFolder, 'postgres')
  const child = spawn(pg_ctl, ['restart', '-D', data, '-m', 'fast', '-w'], {
    ...identity,
    cwd: '/',
    stdio: 'ignore',
  })
  await once(child, 'exit')
}

/** One person: they send their report until somebody has it, to whichever replica is there. */
async function report(place: number): Promise<string> {
  const body = reportOf({ id: randomUUID(), deviceId: randomUUID() })
  const token = await world.issuer.sign({
    claims: { preferred_username: `${nameOf(place)}@fabrikam.com`, oid: oidOf(place) },
  })
  const text = JSON.stringify(body)
  for (let attempt = 0; ; attempt += 1) {
    attempts += 1
    const origin = replicas[(place + attempt) % 2]?.origin ?? ''
    const status = origin === '' ? 0 : await put(origin, body.id, token, text).catch(() => 0)
    if (status === 200) {
      if (attempt > 0) lateAnswers += 1
      return body.id
    }
    if (status !== 0 && status < 500) throw new Error(`refused with ${status}`)
    await delay(50 + Math.random() * Math.min(2_000, 100 * 2 ** attempt))
  }
}

function put(origin: string, id: string, token: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const asking = request(
      `${origin}/v1/reports/${id}`,
      { agent, method: 'PUT', headers, timeout: 10_000 },
      (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer.statusCode ?? 0))
        answer.once('error', reject)
      },
    )
    asking.once('timeout', () => asking.destroy(new Error('no answer')))
    asking.once('error', reject)
    asking.end(body)
  })
}

try {
  await Promise.all([start(0), start(1)])
  const began = performance.now()
  const killing = killInTurns()
  const restarting = delay((arrivalSeconds * 1_000) / 2).then(restartDatabase)
  const arrivals: Promise<string>[] = []
  for (let place = 0; place < people; place += 1) {
    const early = began + (place / people) * arrivalSeconds * 1_000 - performance.now()
    if (early > 0) await delay(early)
    arrivals.push(report(place))
  }
  const arrivedAfter = (performance.now() - began) / 1_000
  const ids = await Promise.all(arrivals)
  const took = (performance.now() - began) / 1_000
  isOver = true
  await restarting

  const { rows } = await world.store.database.pool.query<{ id: string }>('select id from reports')
  const kept = new Set(rows.map(({ id }) => id))
  const lost = ids.filter((id) => !kept.has(id)).length
  const twice = rows.length - kept.size
  const { overall } = await readProgress(world.store.database)
  const isCountedRight = overall.done === people && overall.people === people
  await writeBench({
    name: 'morning',
    ratio: ratioOf(spreadOf([took]), spreadOf([arrivalSeconds])),
    better: 'lower',
    unit: 'seconds until everybody has a receipt / seconds in which they come',
    limit: 'nothing lost, nothing counted twice',
    runs: 1,
    ours: spreadOf([took]),
    theirs: spreadOf([arrivalSeconds]),
    extra: {
      people,
      lost,
      twice,
      surplus: rows.length - people,
      done: overall.done,
      kills,
      attempts,
      lateAnswers,
      arrivedAfter,
      backlogSeconds: took - arrivedAfter,
    },
  })
  console.log(
    `  lost ${lost}, twice ${twice}, done by the counts ${overall.done}, kills ${kills}, backlog ${(took - arrivedAfter).toFixed(1)} s`,
  )
  if (lost > 0 || twice > 0 || rows.length !== people || !isCountedRight) process.exitCode = 1
  for (const { child } of replicas) child?.kill('SIGKILL')
  void killing
} finally {
  isOver = true
  for (const { child } of replicas) child?.kill('SIGKILL')
  await world.stop()
}
process.exit()
