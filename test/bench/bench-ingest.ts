// Durable reports a second, against the same Fastify with an empty handler and the database's own single-row inserts.
import { Worker } from 'node:worker_threads'
import fastify from 'fastify'
import { listen, nameOf, oidOf, preparePeople } from './ingest/endpoint.ts'
import type { LoadResult, LoadWish } from './ingest/load.ts'
import { ratioOf, spreadOf, writeBench } from './measure.ts'

const rounds = 3
const seconds = 5
const clients = 256
const people = 2_000
const limit = 0.6

const world = await preparePeople(people)
try {
  const tokens = await Promise.all(
    Array.from({ length: people }, (_unused, place) =>
      world.issuer.sign({
        claims: { preferred_username: `${nameOf(place)}@fabrikam.com`, oid: oidOf(place) },
      }),
    ),
  )
  const endpoint = await listen(world.store, world.issuer.authority)
  const empty = fastify()
  empty.put('/v1/reports/:id', () => ({ reportId: 'x', receipt: 'R-0', receivedAt: 'now' }))
  const emptyOrigin = await empty.listen({ host: '127.0.0.1', port: 0 })

  const run = (origin: string): Promise<LoadResult> => load({ origin, tokens, clients, seconds })
  // Everything is compiled, and every token known, before it counts: with fewer seconds each round is faster than the one before.
  await load({ origin: endpoint.origin, tokens, clients, seconds: 10 })
  await load({ origin: emptyOrigin, tokens, clients, seconds: 2 })
  const ours: LoadResult[] = []
  const handlers: LoadResult[] = []
  const inserts: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    handlers.push(await run(emptyOrigin))
    inserts.push(await inThread<number>('insert.ts', { url: world.postgres.url, seconds }))
    ours.push(await run(endpoint.origin))
  }
  const kept = await world.store.countReports()
  const refused = ours.reduce((sum, result) => sum + result.refused, 0)
  await endpoint.close()
  await empty.close()

  const our = spreadOf(ours.map(({ perSecond }) => perSecond))
  const handler = spreadOf(handlers.map(({ perSecond }) => perSecond))
  const insert = spreadOf(inserts)
  const their = handler.median < insert.median ? handler : insert
  const ratio = ratioOf(our, their)
  await writeBench({
    name: 'ingest',
    ratio,
    better: 'higher',
    unit: 'ours/limit, durable reports a second',
    limit: `${limit}; the smaller of an empty handler and single-row durable inserts by the same driver`,
    runs: rounds,
    ours: our,
    theirs: their,
    extra: {
      emptyHandler: handler,
      singleRowInserts: insert,
      p50Milliseconds: ours.map(({ p50 }) => p50),
      p99Milliseconds: ours.map(({ p99 }) => p99),
      clients,
      refused,
      kept,
    },
  })
  console.log(`  empty handler ${handler.median}/s, single-row inserts ${insert.median}/s`)
  console.log(
    `  p50 ${ours.map(({ p50 }) => p50).join(', ')} ms, p99 ${ours.map(({ p99 }) => p99).join(', ')} ms`,
  )
  if (ratio < limit || refused > 0) {
    console.error('  below the limit')
    process.exitCode = 1
  }
} finally {
  await world.stop()
}

function load(wish: LoadWish): Promise<LoadResult> {
  return inThread('load.ts', wish)
}

/** What is not the endpoint runs in a thread of its own, so that neither is compiled for the other. */
function inThread<Result>(name: string, workerData: object): Promise<Result> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`./ingest/${name}`, import.meta.url), { workerData })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
