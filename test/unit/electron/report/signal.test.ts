import { createHash, createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sendSignal, type SignalPorts } from '../../../../electron/report/signal.ts'
import { judgeMachine } from '../../../../shared/checks/index.ts'
import type { Config } from '../../../../shared/config.ts'
import { configOf, fabrikam, machineOf, oldAccount, read, readAt } from '../../shared/cast.ts'
import { createQuietLog } from '../quiet-log.ts'

type Heard = { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: string }

const keyId = '55555555-5555-4555-8555-555555555555'
const deviceId = '66666666-6666-4666-8666-666666666666'
const machine = machineOf({ accounts: read([oldAccount]) })
const result = judgeMachine({
  app: { name: 'Landfall', version: '0.1.0' },
  takenAt: readAt,
  config: configOf(),
  direction: 'forward',
  knowledge: { kind: 'unasked' },
  machine,
  identity: { kind: 'signed-out' },
  web: { kind: 'not-asked' },
  links: { kind: 'not-asked' },
  report: { kind: 'none' },
  scan: null,
  rescue: null,
})

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
    const expected = createHmac('sha256', 's3cret').update(`PUT ${url}\n${body}`).digest('hex')
    expect(headers['x-landfall-signature']).toBe(expected)
    expect(headers['authorization']).toBeUndefined()
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

  it('says it again where it was refused or could not be said', async () => {
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

  it.each([[{}], [{ wave: 'Pilot' }], [{ enrolmentKey: `${keyId}.s3cret` }]])(
    'says nothing with %o alone',
    async (admin) => {
      await sendSignal(portsOf(admin), result, machine)
      expect(heard).toEqual([])
    },
  )
})
