// The clients, in a thread of their own: so many at once, each with its next request when it has its answer.
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { reportOf } from '../../unit/admin/report.ts'

export type LoadWish = {
  readonly origin: string
  readonly tokens: readonly string[]
  readonly clients: number
  readonly seconds: number
}
export type LoadResult = {
  readonly answered: number
  readonly refused: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

const { origin, tokens, clients, seconds } = workerData as LoadWish
const { hostname, port } = new URL(origin)
const agent = new Agent({ keepAlive: true, maxSockets: clients })
const times: number[] = []
let refused = 0
let sequence = Math.trunc(Date.now() / 10) % 1e9

const began = performance.now()
const until = began + seconds * 1_000
await Promise.all(Array.from({ length: clients }, client))
const took = (performance.now() - began) / 1_000
times.sort((one, other) => one - other)
const at = (share: number): number => Math.round((times[Math.trunc(times.length * share)] ?? 0) * 100) / 100
parentPort?.postMessage({
  answered: times.length,
  refused,
  perSecond: Math.round(times.length / took),
  p50: at(0.5),
  p99: at(0.99),
} satisfies LoadResult)
agent.destroy()

async function client(_unused: unknown, place: number): Promise<void> {
  for (let turn = 0; performance.now() < until; turn += 1) {
    const person = (place + turn * clients) % tokens.length
    const token = tokens[person] ?? ''
    sequence += 1
    const report = reportOf({ id: randomUUID(), sequence, deviceId: deviceOf(person) })
    const start = performance.now()
    const status = await put(report.id, token, JSON.stringify(report))
    if (status === 200) times.push(performance.now() - start)
    else refused += 1
  }
}

/** One computer for each person. */
function deviceOf(person: number): string {
  return `dddddddd-0000-4000-8000-${String(person).padStart(12, '0')}`
}

function put(id: string, token: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        agent,
        hostname,
        port,
        method: 'PUT',
        path: `/v1/reports/${id}`,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (answer) => {
        answer.resume()
        answer.once('end', () => resolve(answer.statusCode ?? 0))
      },
    )
    asking.once('error', reject)
    asking.end(body)
  })
}
