// The clients, in a thread of their own: so many at once, each with its next request when it has its answer. They speak just enough HTTP
// themselves: Node's own client takes as long for a request as the server does, and they share this machine.
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
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

type Prepared = { readonly request: Buffer; readonly ids: readonly number[]; readonly sequence: number }

const { origin, tokens, clients, seconds } = workerData as LoadWish
const { hostname, port } = new URL(origin)
const times: number[] = []
let refused = 0
// Nine digits always, so that each number has the room of another.
let sequence = 100_000_000 + (Math.trunc(Date.now() / 10) % 800_000_000)
const requests = tokens.map(prepare)

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

/** Sends its next request when it has the answer to the one before. */
function client(_unused: unknown, place: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    socket.setNoDelay()
    socket.once('error', reject)
    let turn = 0
    let start = 0
    let text = ''
    const ask = (): void => {
      if (performance.now() >= until) {
        socket.destroy()
        return resolve()
      }
      sequence += 1
      start = performance.now()
      socket.write(requestOf((place + turn * clients) % tokens.length))
      turn += 1
    }
    socket.on('data', (part) => {
      text += part.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end === -1) return
      // Both servers say how long the answer is.
      const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
      if (length === undefined) return reject(new Error(`an answer without a length: ${text}`))
      if (text.length < end + 4 + Number(length)) return
      if (text.startsWith('200', 9)) times.push(performance.now() - start)
      else refused += 1
      text = ''
      ask()
    })
    ask()
  })
}

function requestOf(person: number): Buffer {
  const prepared = requests[person]
  if (prepared === undefined) throw new Error('no one has this number')
  const request = Buffer.from(prepared.request)
  const id = randomUUID()
  for (const at of prepared.ids) request.write(id, at, 'latin1')
  request.write(String(sequence), prepared.sequence, 'latin1')
  return request
}

/** One computer for each person. */
function deviceOf(person: number): string {
  return `dddddddd-0000-4000-8000-${String(person).padStart(12, '0')}`
}

/** A person's request, written before the clock starts but for the report's id and number. */
function prepare(token: string, person: number): Prepared {
  const report = reportOf({ id: randomUUID(), sequence, deviceId: deviceOf(person) })
  const body = JSON.stringify(report)
  const text =
    `PUT /v1/reports/${report.id} HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${token}\r\n` +
    `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  return {
    request: Buffer.from(text),
    ids: [text.indexOf(report.id), text.lastIndexOf(report.id)],
    sequence: text.indexOf(`"sequence":${sequence}`) + '"sequence":'.length,
  }
}
