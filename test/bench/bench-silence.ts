// Silence: connections to the database say nothing more, no one says that they are gone, and once the whole host is. People report meanwhile, a supervisor asks, a
// console listens, the endpoint is killed once and told to end once. An argument is another number of rounds.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readProgress } from '../../admin/server/progress/read-progress.ts'
import { audience } from '../unit/admin/issuer.ts'
import { reportOf } from '../unit/admin/report.ts'
import { contoso, fabrikam } from '../unit/shared/cast.ts'
import { createCertificates } from '../world/certificates.ts'
import { startSilentProxy } from '../world/silent-proxy.ts'
import { nameOf, oidOf, preparePeople } from './ingest/endpoint.ts'
import { ratioOf, spreadOf, writeBench } from './measure.ts'
import { ask, end, hearEvents, serve } from './silence/serving.ts'

const rounds = Number(process.argv[2] ?? 3)
const roundSeconds = 40
const reportsASecond = 20
const limits = { report: 20, probe: 5, event: 60, end: 25 }
const consoleClientId = '66666666-6666-4666-8666-666666666666'

const folder = await mkdtemp(path.join(tmpdir(), 'landfall-silence-'))
const certificates = await createCertificates(folder)
const world = await preparePeople(rounds * (roundSeconds * reportsASecond + 400) + 2_000, certificates)
const proxy = await startSilentProxy(Number(new URL(world.postgres.url).port))
const databaseUrl = new URL(world.postgres.url)
databaseUrl.port = String(proxy.port)
const configFile = path.join(folder, 'admin.json')
await writeFile(
  configFile,
  JSON.stringify({
    sourceTenantId: contoso,
    targetTenantId: fabrikam,
    authority: world.issuer.authority,
    audience,
    console: { clientId: consoleClientId },
    databaseUrl: databaseUrl.href,
    port: 0,
  }),
)
const consoleToken = await world.issuer.sign({
  claims: { oid: oidOf(9_999_999), scp: 'Console.Use', azp: consoleClientId, roles: ['Landfall.Admin'] },
})

let serving = await serve(configFile, certificates.caFile)
const reportSeconds: number[] = []
const probeSeconds: number[] = []
const eventSeconds: number[] = []
const receipts: string[] = []
const underWay = new Set<Promise<void>>()
let probesNotReady = 0
let sentAgain = 0
let place = 0

/** One person sends a report until somebody has it; each single answer is timed. */
async function report(own: number): Promise<void> {
  const body = reportOf({ id: randomUUID(), deviceId: randomUUID() })
  const token = await world.issuer.sign({
    claims: { preferred_username: `${nameOf(own)}@fabrikam.com`, oid: oidOf(own) },
  })
  for (;;) {
    const began = performance.now()
    const { child, origin } = serving
    const status = await ask(`${origin}/v1/reports/${body.id}`, { token, body: JSON.stringify(body) })
    // Killed, it answers no one; that is not its silence.
    if (!child.killed) reportSeconds.push((performance.now() - began) / 1_000)
    if (status === 200) return void receipts.push(body.id)
    if (status !== 0 && status < 500) throw new Error(`refused with ${status}`)
    sentAgain += 1
    await delay(200)
  }
}

function sendOne(): void {
  const one = report(place)
  place += 1
  underWay.add(one)
  void one.then(() => underWay.delete(one))
}

async function probe(until: number): Promise<void> {
  while (performance.now() < until) {
    const began = performance.now()
    const status = await ask(`${serving.origin}/readyz`)
    probeSeconds.push((performance.now() - began) / 1_000)
    if (status !== 200) probesNotReady += 1
    await delay(1_000)
  }
}

/** The whole host is gone for half a minute: each report has an answer all the same, and is taken afterwards. */
async function vanishForHalfAMinute(): Promise<void> {
  const began = performance.now()
  const probing = probe(began + 40_000)
  proxy.vanish()
  // More at once than the endpoint writes at once: the others wait behind the first ones.
  for (let count = 0; count < 20; count += 1) sendOne()
  while (performance.now() - began < 30_000) {
    sendOne()
    await delay(500)
  }
  proxy.wake()
  await Promise.all([probing, ...underWay])
}

/** A change at another replica publishes nothing here while the connection is silent. */
async function timeEvent(): Promise<void> {
  const events = await hearEvents(serving.origin, consoleToken)
  await delay(500)
  proxy.freeze()
  const before = events.heard()
  const own = place
  place += 1
  const began = performance.now()
  const body = reportOf({ id: randomUUID(), deviceId: randomUUID() })
  const person = { tenantId: fabrikam, oid: oidOf(own), upn: `${nameOf(own)}@fabrikam.com` }
  await world.store.acceptReport(person, body)
  receipts.push(body.id)
  while (events.heard() === before && performance.now() - began < 90_000) await delay(50)
  eventSeconds.push((performance.now() - began) / 1_000)
  events.stop()
}

/** People report steadily; every ten seconds what is connected goes silent. */
async function morning(): Promise<void> {
  const began = performance.now()
  const until = began + roundSeconds * 1_000
  const probing = probe(until)
  let nextFreeze = began + 5_000
  for (let sent = 0; performance.now() < until; sent += 1) {
    if (performance.now() > nextFreeze) {
      proxy.freeze()
      nextFreeze += 10_000
    }
    sendOne()
    await delay(Math.max(0, began + ((sent + 1) / reportsASecond) * 1_000 - performance.now()))
  }
  await Promise.all([probing, ...underWay])
}

/** Reports are under way on silent connections when the process is killed. */
async function killAmongReports(): Promise<void> {
  proxy.freeze()
  for (let count = 0; count < 100; count += 1) sendOne()
  await delay(1_500)
  await end(serving, 'SIGKILL')
  serving = await serve(configFile, certificates.caFile)
  await Promise.all(underWay)
}

/** The same when it has to end, with a console that listens. */
async function endAmongReports() {
  const events = await hearEvents(serving.origin, consoleToken)
  for (let count = 0; count < 20; count += 1) sendOne()
  await Promise.all(underWay)
  proxy.freeze()
  for (let count = 0; count < 100; count += 1) sendOne()
  await delay(300)
  const ended = await end(serving, 'SIGTERM')
  events.stop()
  serving = await serve(configFile, certificates.caFile)
  await Promise.all(underWay)
  return ended
}

try {
  const ends: { readonly code: number | null; readonly seconds: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    await morning()
    await vanishForHalfAMinute()
    await timeEvent()
    await killAmongReports()
    ends.push(await endAmongReports())
    console.log(`  round ${round + 1}: longest answer ${Math.max(...reportSeconds).toFixed(1)} s`)
  }
  const { rows } = await world.store.database.pool.query<{ id: string }>('select id from reports')
  const kept = new Set(rows.map(({ id }) => id))
  const lost = receipts.filter((id) => !kept.has(id)).length
  const twice = rows.length - kept.size
  const { overall } = await readProgress(world.store.database)
  const longest = {
    report: Math.max(...reportSeconds),
    probe: Math.max(...probeSeconds),
    event: Math.max(...eventSeconds),
    end: Math.max(...ends.map(({ seconds }) => seconds)),
  }
  const codes = ends.map(({ code }) => code)
  const tooLong = (['report', 'probe', 'event', 'end'] as const).filter(
    (kind) => !(longest[kind] <= limits[kind]),
  )
  const isCountedRight = overall.done === receipts.length && rows.length === receipts.length
  await writeBench({
    name: 'silence',
    ratio: ratioOf(spreadOf([longest.report]), spreadOf([limits.report])),
    better: 'lower',
    unit: 'seconds of the longest answer to a report / 20',
    limit: 'nothing lost or twice; a report 20 s, a probe 5 s, an event 60 s, the end 25 s',
    runs: rounds,
    ours: spreadOf(reportSeconds),
    theirs: spreadOf([limits.report]),
    extra: { reports: receipts.length, lost, twice, sentAgain, probesNotReady, longest, ends, eventSeconds },
  })
  console.log(
    `  lost ${lost}, twice ${twice}, done by the counts ${overall.done} of ${receipts.length}, sent again ${sentAgain}, not ready ${probesNotReady} of ${probeSeconds.length}`,
  )
  console.log(`  longest, in seconds: ${JSON.stringify(longest)}; it ended with ${codes.join(', ')}`)
  if (lost > 0 || twice > 0 || !isCountedRight || tooLong.length > 0 || codes.some((code) => code !== 0))
    process.exitCode = 1
} finally {
  serving.child.kill('SIGKILL')
  await proxy.stop()
  await world.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exit()
