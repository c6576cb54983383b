import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isPublicAddress } from '../../../admin/server/egress/public-address.ts'
import { AddressRefused, createSendOutside, type Resolve } from '../../../admin/server/egress/send-outside.ts'

describe('isPublicAddress', () => {
  it.each([
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['100.64.0.1', '169.254.169.254', '168.63.129.16', '192.0.0.192', '198.18.0.1', '203.0.113.5'],
    ...['224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:a00:1', '::127.0.0.1'],
    ...['fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'ff02::1', 'fec0::1'],
    ...['64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:db8::1'],
    ...['', 'localhost', '1.2.3', '2130706433', '2606:4700::1111%eth0'],
  ])('is false for %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each([
    ...['1.1.1.1', '9.255.255.255', '11.0.0.1', '172.15.255.255', '172.32.0.1', '192.167.1.1', '169.253.1.1'],
    ...['100.63.255.255', '100.128.0.1', '223.255.255.255', '168.63.129.17', '::ffff:1.1.1.1'],
    ...['2606:4700:4700::1111', '2a00:1450:4001:81b::200e', '64:ff9b::1.1.1.1', '2001:4860:4860::8888'],
  ])('is true for %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
})

describe('createSendOutside', () => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.writeHead(302, { location: 'http://127.0.0.1/inside' }).end('x'.repeat(1_000_000))
  })
  let port: number
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => void server.close())
  const posting = { headers: {}, body: '{}', signal: AbortSignal.timeout(60_000) }
  const ipv4 = (address: string) => ({ address, family: 4 })
  /** Answers otherwise each time. */
  const changing = (answers: readonly (readonly string[])[]): { resolve: Resolve; asked: () => number } => {
    let turn = 0
    return {
      resolve: async () => (answers[Math.min(turn++, answers.length - 1)] ?? []).map(ipv4),
      asked: () => turn,
    }
  }

  it.each([
    ['is of this computer', ['127.0.0.1']],
    ['is of a metadata service', ['169.254.169.254']],
    ['is one of the world and one of a private network', ['1.1.1.1', '10.0.0.5']],
  ])('asks no one where the address of a name %s', async (_name, addresses) => {
    const before = asked
    const { resolve } = changing([addresses])
    await expect(createSendOutside({ resolve })(`https://hooks.example:${port}/`, posting)).rejects.toThrow(
      AddressRefused,
    )
    expect(asked).toBe(before)
  })

  it('connects to what it has looked at, whatever the name server says the next time', async () => {
    // To the world outside at first, and inside whenever it is asked again.
    const turning = changing([['192.88.98.1'], ['127.0.0.1']])
    const before = asked
    const send = createSendOutside({ resolve: turning.resolve })
    const soon = { ...posting, signal: AbortSignal.timeout(500) }
    await expect(send(`https://hooks.example:${port}/`, soon)).rejects.toThrow()
    expect([turning.asked(), asked - before]).toEqual([1, 0])
    // And the other way round: what was looked at is where it goes.
    const inside = changing([['127.0.0.1'], ['192.88.98.1']])
    const allowed = createSendOutside({ resolve: inside.resolve, allowHosts: ['hooks.example'] })
    expect(await allowed(`http://hooks.example:${port}/`, posting)).toBe(302)
    expect([inside.asked(), asked - before]).toEqual([1, 1])
  })

  it('follows no redirect, and needs the host itself to be allowed', async () => {
    const before = asked
    const send = createSendOutside({ allowHosts: ['127.0.0.1'] })
    expect(await send(`http://127.0.0.1:${port}/`, posting)).toBe(302)
    expect(asked - before).toBe(1)
    await expect(send(`http://127.0.0.2:${port}/`, posting)).rejects.toThrow(AddressRefused)
    await expect(send(`http://x:y@127.0.0.1:${port}/`, posting)).rejects.toThrow(AddressRefused)
  })

  it('goes without TLS to no one but a host that is allowed', async () => {
    const before = asked
    const send = createSendOutside({ resolve: async () => [ipv4('1.1.1.1')] })
    await expect(send(`http://hooks.example:${port}/`, posting)).rejects.toThrow(AddressRefused)
    await expect(send(`ftp://hooks.example:${port}/`, posting)).rejects.toThrow(AddressRefused)
    expect(asked).toBe(before)
  })

  it('waits for a name server no longer than for an answer', async () => {
    const send = createSendOutside({ resolve: () => new Promise(() => {}) })
    await expect(
      send('https://hooks.example/', { ...posting, signal: AbortSignal.abort() }),
    ).rejects.toThrow()
  })
})
