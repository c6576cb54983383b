// One row, one commit, as many connections as our endpoint has: the database's own limit by the same driver.
import { randomUUID } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import pg from 'pg'
import { reportOf } from '../../unit/admin/report.ts'

const { url, seconds } = workerData as { readonly url: string; readonly seconds: number }
const pool = new pg.Pool({ connectionString: url, max: 10, options: '-c synchronous_commit=on' })
await pool.query('create table if not exists bare (id uuid primary key, content jsonb not null)')
const content = JSON.stringify(reportOf())
let inserted = 0
const began = performance.now()
const until = began + seconds * 1_000
await Promise.all(
  Array.from({ length: 10 }, async () => {
    while (performance.now() < until) {
      await pool.query({
        name: 'bare',
        text: 'insert into bare values ($1, $2)',
        values: [randomUUID(), content],
      })
      inserted += 1
    }
  }),
)
const perSecond = inserted / ((performance.now() - began) / 1_000)
await pool.end()
parentPort?.postMessage(Math.round(perSecond))
