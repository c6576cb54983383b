import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminApp } from '../../../admin/server/start/create-admin-app.ts'
import { toCallerAddress } from '../../../admin/server/http/caller-address.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { callAs } from '../../unit/admin/issuer.ts'
import { startConsoleWorld, type ConsoleWorld } from './console-world.ts'

describe('toCallerAddress', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['192.0.2.7:50123', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7:443', '192.0.2.7'],
    ['[::ffff:192.0.2.7]:443', '192.0.2.7'],
    ['2001:DB8::1', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['"[2001:db8::1]:443"', '2001:db8::1'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:443', 'fe80::1'],
    ['unknown', 'unknown'],
    ['unknown:50123', 'unknown'],
    ['_hidden', 'unknown'],
    ['_SEVKISEK:50123', 'unknown'],
    ['999.0.2.7', 'unknown'],
    [undefined, 'unknown'],
  ])('makes of %s %s', (written, address) => {
    expect(toCallerAddress(written)).toBe(address)
  })
})

describe('a limit by address', () => {
  let world: ConsoleWorld
  beforeAll(async () => {
    const limits = { perAddress: 5, perCaller: 1_000, signalsPerAddress: 5 }
    world = await startConsoleWorld(['amy'], { limits, trustedHops: 1 })
  }, 240_000)
  afterAll(() => world.stop())

  const from = async (forwarded: string, authorization?: string) =>
    (
      await world.app.inject({
        url: '/v1/me/plan',
        headers: { 'x-forwarded-for': forwarded, ...(authorization && { authorization }) },
      })
    ).statusCode

  it('counts a caller once, whatever port a gateway writes behind the address', async () => {
    const answers: number[] = []
    for (let port = 50_000; port < 50_007; port += 1) answers.push(await from(`192.0.2.7:${port}`))
    expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429])
  })

  it('believes the last of a list, which the proxy has written, and not what a caller wrote before it', async () => {
    const answers: number[] = []
    for (let turn = 0; turn < 7; turn += 1)
      answers.push(await from(`198.51.100.${turn}, 192.0.2.99:${50_000 + turn}`))
    expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429])
  })

  it('counts an address of IPv6 once, in brackets with a port and without', async () => {
    const answers: number[] = []
    for (const written of [
      '2001:db8::7',
      '[2001:db8::7]:443',
      '[2001:db8::7]',
      '2001:DB8::7',
      '[2001:db8::7]:9',
      '2001:db8::7',
    ])
      answers.push(await from(written))
    expect(answers).toEqual([401, 401, 401, 401, 401, 429])
  })

  it('counts together all whom a gateway hides, whatever it calls them', async () => {
    const answers: number[] = []
    for (const written of ['unknown', '_one', '_two:443', 'unknown:50123', '_three', '_four'])
      answers.push(await from(written))
    expect(answers).toEqual([401, 401, 401, 401, 401, 429])
  })

  it('still shows the console’s page and its sign-in where an address has asked too often without a token', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'landfall-page-'))
    await mkdir(path.join(folder, 'assets'))
    await writeFile(path.join(folder, 'index.html'), '<html></html>')
    await writeFile(path.join(folder, 'assets', 'page.js'), '')
    const app = await world.addReplica({
      limits: { perAddress: 5, perCaller: 1_000, signalsPerAddress: 5 },
      trustedHops: 1,
      consolePage: { folder, authority: 'https://login.test' },
    })
    const statusOf = async (url: string) =>
      (await app.inject({ url, headers: { 'x-forwarded-for': '198.51.100.77' } })).statusCode
    const plans: number[] = []
    for (let turn = 0; turn < 6; turn += 1) plans.push(await statusOf('/v1/me/plan'))
    expect(plans.at(-1)).toBe(429)
    const page: number[] = []
    for (const url of ['/people', '/assets/page.js', '/v1/console', '/people/7', '/', '/'])
      page.push(await statusOf(url))
    // Not configured here; and the page has its own count.
    expect(page).toEqual([200, 200, 404, 200, 200, 429])
    await app.close()
    await rm(folder, { recursive: true })
  })

  it('does not hold up who is proven, when thousands share an address', async () => {
    for (let each = 0; each < 20; each += 1)
      expect(await from('198.51.100.1', `Bearer ${world.tokens.amy}`)).toBe(200)
    for (let each = 0; each < 5; each += 1) await from('198.51.100.1', `Bearer ${randomUUID()}`)
    expect(await from('198.51.100.1', `Bearer ${randomUUID()}`)).toBe(429)
    expect(await from('198.51.100.1', `Bearer ${world.tokens.amy}`)).toBe(200)
  })

  it.each([
    ['is told once in the log where no one believes it', 0, '192.0.2.7', 1],
    ['is not told where it is believed', 1, '192.0.2.7', 0],
    ['is not told where there is none', 0, undefined, 0],
  ])('a proxy that writes who asks %s', async (_name, trustedHops, forwarded, count) => {
    const said: string[] = []
    const logger = pino({ level: 'warn' }, { write: (line: string) => said.push(line) })
    const app = await createAdminApp({
      store: world.store,
      verifyToken: callAs({ tenantId: fabrikam, oid: randomUUID(), upn: 'amy@fabrikam.com' }),
      version: '0.0.0',
      sourceTenantId: contoso,
      trustedHops,
      logger,
    })
    for (let turn = 0; turn < 3; turn += 1)
      await app.inject({ url: '/livez', headers: forwarded ? { 'x-forwarded-for': forwarded } : {} })
    await app.close()
    expect(said.filter((line) => line.includes('"proxy.not-trusted"'))).toHaveLength(count)
    expect(said.join('')).not.toContain('192.0.2.7')
  })
})
