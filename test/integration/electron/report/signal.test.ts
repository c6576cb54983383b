import { createHash, createHmac, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toUpnHash } from '../../../../admin/server/imports/stage-import.ts'
import { sendSignal, type SignalPorts } from '../../../../electron/report/signal.ts'
import { toAddressKey } from '../../../../shared/text/address-key.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import { judgeMachine } from '../../../../shared/checks/index.ts'
import type { IdentityFacts } from '../../../../shared/checks/identity.ts'
import type { Config } from '../../../../shared/config/config.ts'
import { configOf, fabrikam, machineOf, oldAccount, read, readAt } from '../../../unit/shared/cast.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

type Heard = { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }

const keyId = '55555555-5555-4555-8555-555555555555'
const deviceId = '66666666-6666-4666-8666-666666666666'
const machine = machineOf({ accounts: read([oldAccount]) })
const resultOf = (identity: IdentityFacts) =>
  judgeMachine({
    app: { name: 'Landfall', version: '0.1.0' },
    takenAt: readAt,
    config: configOf(),
    direction: 'forward',
    knowledge: { kind: 'unasked' },
    machine,
    identity,
    web: { kind: 'not-asked' },
    links: { kind: 'not-asked' },
    report: { kind: 'none' },
    scope: 'local',
    look: { roots: [], missing: 'not-recorded' },
    scan: read(createScanTally(true).result()),
    rescue: null,
  })
const result = resultOf({ kind: 'signed-out' })
const refused = resultOf({ kind: 'failed', reason: 'access-blocked', detail: 'AADSTS53003 of amy' })

describe('sendSignal', () => {
  let folder: string
  let heard: Heard[]
  let status: number
  let now: Date
  let endpoint: string
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      heard.push({ url: request.url ?? '', headers: request.headers, body })
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    })
  })

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-signal-'))
    heard = []
    status = 200
    now = new Date(readAt)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true, force: true })
  })

  function portsOf(
    admin: Partial<Config['admin']> = { wave: 'Pilot', enrolmentKey: `${keyId}.s3cret` },
  ): SignalPorts {
    const config = configOf()
    return {
      config: { ...config, admin: { ...config.admin, endpoint, ...admin } },
      file: path.join(folder, 'signal.json'),
      deviceId,
      fetch,
      log: createQuietLog(),
      now: () => now,
    }
  }

  it('says codes and a hash of the old address, signed over what is sent', async () => {
    await sendSignal(portsOf(), result, machine)
    const [{ url, headers, body } = { url: '', headers: {}, body: '' }] = heard
    const upnHash = createHash('sha256').update(`landfall-upn:${fabrikam}:amy.lee@contoso.com`).digest('hex')
    const signal = JSON.parse(body) as { id: string }
    expect(signal).toMatchObject({
      formatVersion: 1,
      sequence: 1,
      deviceId,
      wave: 'Pilot',
      upnHash,
      platform: 'windows',
    })
    expect(signal).toMatchObject({ codes: result.findings.map(({ code }) => code) })
    expect(body).not.toMatch(/amy|contoso/i)
    expect(url).toBe(`/base/v1/signals/${signal.id}`)
    expect(headers['x-landfall-key']).toBe(keyId)
    const signed = `PUT /v1/signals/${signal.id}\n${body}`
    const expected = createHmac('sha256', 's3cret').update(signed).digest('hex')
    expect(headers['x-landfall-signature']).toBe(expected)
    expect(headers['authorization']).toBeUndefined()
  })

  it('says the number of a refusal, and says another one at once', async () => {
    const numbered = (number: number) => resultOf({ kind: 'failed', reason: 'refused', detail: null, number })
    await sendSignal(portsOf(), numbered(599999), machine)
    await sendSignal(portsOf(), numbered(599999), machine)
    await sendSignal(portsOf(), numbered(599998), machine)
    expect(heard.map(({ body }) => (JSON.parse(body) as { number?: number }).number)).toEqual([
      599999, 599998,
    ])
  })

  it('says the same once a day, and something else at once', async () => {
    await sendSignal(portsOf(), result, machine)
    await sendSignal(portsOf(), result, machine)
    expect(heard).toHaveLength(1)
    now = new Date(now.getTime() + 24 * 3600_000)
    await sendSignal(portsOf(), result, machine)
    await sendSignal(portsOf(), { ...result, findings: [] }, machine)
    expect(heard.map(({ body }) => (JSON.parse(body) as { sequence: number }).sequence)).toEqual([1, 2, 3])
  })

  it('says how a try to sign in ended, and for a week not that no one is signed in', async () => {
    await sendSignal(portsOf(), refused, machine)
    expect(heard[0]?.body).toContain('identity.access-blocked')
    expect(heard[0]?.body).not.toMatch(/amy|53003/)
    now = new Date(now.getTime() + 6 * 24 * 3600_000)
    await sendSignal(portsOf(), result, machine)
    expect(heard).toHaveLength(1)
    now = new Date(now.getTime() + 2 * 24 * 3600_000)
    await sendSignal(portsOf(), result, machine)
    expect(heard[1]?.body).toContain('identity.signed-out')
  })

  it('is known to the endpoint by the old address, however it is spelt here, and by nothing else of it', async () => {
    const address = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.boolean())
    await fc.assert(
      fc.asyncProperty(address, async ([local, isUpper]) => {
        const inMap = `${local}@Contoso.com`.normalize('NFC')
        const here = inMap.normalize('NFD')
        const email = isUpper ? ` ${here}` : here.replace('Contoso', 'CONTOSO')
        heard = []
        await sendSignal(
          { ...portsOf(), file: path.join(folder, `${randomUUID()}.json`) },
          result,
          machineOf({ accounts: read([{ ...oldAccount, email }]) }),
        )
        const signal = JSON.parse(heard[0]?.body ?? '') as { upnHash: string }
        expect(signal.upnHash).toBe(toUpnHash(fabrikam, toAddressKey(inMap)))
      }),
      { numRuns: 30 },
    )
  })

  it('takes the configured old address where none is linked any more, and none where there is neither', async () => {
    const { config, ...ports } = portsOf()
    const plan: { sourceUpn?: string } & Config['plan'] = { ...config.plan, sourceUpn: 'Amy.Lee@contoso.com' }
    const bare = machineOf({ accounts: read([]) })
    await sendSignal({ ...ports, config: { ...config, plan } }, result, bare)
    delete plan.sourceUpn
    await sendSignal({ ...ports, config: { ...config, plan } }, refused, bare)
    const hashes = heard.map(({ body }) => (JSON.parse(body) as { upnHash: string | null }).upnHash)
    expect(hashes).toEqual([toUpnHash(fabrikam, 'amy.lee@contoso.com'), null])
  })

  it('goes on counting where an older Landfall left off, and begins again where the file is none', async () => {
    const file = path.join(folder, 'signal.json')
    await writeFile(file, JSON.stringify({ sequence: 4, said: null, saidAt: null }))
    await sendSignal(portsOf(), result, machine)
    await writeFile(file, '{"sequence":')
    await sendSignal(portsOf(), result, machine)
    expect(heard.map(({ body }) => (JSON.parse(body) as { sequence: number }).sequence)).toEqual([5, 1])
  })

  it('says it again where the endpoint was away or could not be reached', async () => {
    status = 503
    await sendSignal(portsOf(), result, machine)
    status = 200
    await sendSignal(portsOf(), result, machine)
    expect(heard).toHaveLength(2)
    await sendSignal(
      portsOf({ wave: 'Next', enrolmentKey: `${keyId}.s3cret`, endpoint: 'http://127.0.0.1:9' }),
      result,
      machine,
    )
  })

  it('shows a key that was taken back once an hour, and another key or another word at once', async () => {
    status = 401
    await sendSignal(portsOf(), result, machine)
    await sendSignal(portsOf(), result, machine)
    expect(heard).toHaveLength(1)
    await sendSignal(portsOf(), refused, machine)
    expect(heard).toHaveLength(2)
    const newKey = `${deviceId}.s3cret`
    await sendSignal(portsOf({ wave: 'Pilot', enrolmentKey: newKey }), refused, machine)
    expect(heard).toHaveLength(3)
    now = new Date(now.getTime() + 61 * 60_000)
    await sendSignal(portsOf({ wave: 'Pilot', enrolmentKey: newKey }), refused, machine)
    expect(heard.map(({ body }) => (JSON.parse(body) as { sequence: number }).sequence)).toEqual([1, 2, 3, 4])
  })

  it.each([[{}], [{ wave: 'Pilot' }], [{ enrolmentKey: `${keyId}.s3cret` }]])(
    'says nothing with %o alone',
    async (admin) => {
      await sendSignal(portsOf(admin), result, machine)
      expect(heard).toEqual([])
    },
  )
})
