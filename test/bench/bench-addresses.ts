// The morning with the limits that ship: people and their admin come through one address of a gateway, then through forty, written with and without a
// port, as IPv4 in IPv6 and in lists. A stranger without a token comes through the first of them too. An argument is another number of people.
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { defaultLimits } from '../../admin/server/http/request-limits.ts'
import { reportOf } from '../unit/admin/report.ts'
import { listen, nameOf, oidOf, preparePeople } from './ingest/endpoint.ts'
import { ratioOf, spreadOf, writeBench } from './measure.ts'

const people = Number(process.argv[2] ?? 20_000)
const atOnce = 200
const strangers = defaultLimits.perAddress + 1_000

const world = await preparePeople(people)
const agent = new Agent({ keepAlive: true, maxSockets: atOnce })

/** As gateways write who asks: with and without a port, as IPv4 in IPv6, and what the caller itself sent before it. */
function writtenAs(address: number, turn: number): string {
  const port = 1_024 + (turn % 60_000)
  const forms = [
    `203.0.113.${address}`,
    `203.0.113.${address}:${port}`,
    `198.51.100.9, 203.0.113.${address}:${port}`,
    `::ffff:203.0.113.${address}`,
  ]
  return forms[turn % forms.length] ?? ''
}

type Question = {
  readonly url: string
  readonly from: string
  readonly token?: string
  readonly body?: string
}

function ask(origin: string, { url, from, token, body }: Question): Promise<number> {
  return new Promise((settle) => {
    const headers = {
      'x-forwarded-for': from,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }),
    }
    const method = body === undefined ? 'GET' : 'PUT'
    const asking = request(origin + url, { agent, method, headers }, (answer) => {
      answer.resume()
      answer.once('end', () => settle(answer.statusCode ?? 0))
      answer.once('error', () => settle(0))
    })
    asking.once('error', () => settle(0))
    asking.end(body)
  })
}

/** One person of the morning: the plan, and a report. Gives the statuses. */
async function comeIn(origin: string, place: number, addresses: number): Promise<number[]> {
  const token = await world.issuer.sign({
    claims: { preferred_username: `${nameOf(place)}@fabrikam.com`, oid: oidOf(place) },
  })
  const from = writtenAs(place % addresses, place)
  const body = reportOf({ id: randomUUID(), deviceId: randomUUID() })
  const plan = await ask(origin, { url: '/v1/me/plan', from, token })
  const report = await ask(origin, {
    url: `/v1/reports/${body.id}`,
    from,
    token,
    body: JSON.stringify(body),
  })
  return [plan, report]
}

async function inTurns(count: number, work: (place: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1
      await work(next - 1)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

async function morning(addresses: number) {
  const { origin, close } = await listen(world.store, world.issuer.authority, defaultLimits)
  const began = performance.now()
  const refused: number[] = []
  let strangersRefused = 0
  const coming = inTurns(people, async (place) => {
    refused.push(...(await comeIn(origin, place, addresses)).filter((status) => status !== 200))
  })
  // Beside them somebody without a token, from the first address alone.
  const pushing = inTurns(strangers, async (turn) => {
    const status = await ask(origin, { url: '/v1/me/plan', from: writtenAs(0, turn) })
    if (status === 429) strangersRefused += 1
    await delay(0)
  })
  await Promise.all([coming, pushing])
  const seconds = (performance.now() - began) / 1_000
  await close()
  return { addresses, seconds, refused: refused.length, refusedWith: [...new Set(refused)], strangersRefused }
}

try {
  const mornings = [await morning(1), await morning(40)]
  const [one, forty] = mornings.map(({ seconds }) => spreadOf([seconds]))
  await writeBench({
    name: 'addresses',
    ratio: one && forty ? ratioOf(one, forty) : Number.NaN,
    better: 'lower',
    unit: 'seconds of a morning through one address / through forty',
    limit: 'no one with a token is refused, and strangers are',
    runs: 1,
    ours: one ?? spreadOf([]),
    theirs: forty ?? spreadOf([]),
    extra: { people, strangers, limits: defaultLimits, mornings },
  })
  for (const { addresses, refused, refusedWith, strangersRefused, seconds } of mornings)
    console.log(
      `  through ${addresses}: ${refused} of ${people * 2} refused (${refusedWith.join(', ')}), ${strangersRefused} of ${strangers} strangers refused, ${seconds.toFixed(1)} s`,
    )
  // Within one minute: in a longer morning strangers may ask again.
  if (mornings.some(({ refused, strangersRefused }) => refused > 0 || strangersRefused === 0))
    process.exitCode = 1
} finally {
  await world.stop()
}
process.exit()
