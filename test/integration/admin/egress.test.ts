import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { endpointProgram } from '../../../build/run/build-if-old.ts'
import { createEgress, fetchJson } from '../../../admin/server/egress/egress.ts'
import { createSendOutside } from '../../../admin/server/egress/send-outside.ts'
import { createCertificates, type Certificates } from '../../world/certificates.ts'
import { startProxy, type Proxy } from '../../world/proxy.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { createDataFolder, type DataFolder } from './data-folder.ts'
import { endHard } from './endpoint-process.ts'
import { audience, startIssuer, type Issuer } from '../../unit/admin/issuer.ts'

// Names that no one knows but the proxy, and a certificate that no one knows but the company.
let folder: DataFolder
let certificates: Certificates
let issuer: Issuer
let proxy: Proxy
let keysUrl: URL
beforeAll(async () => {
  folder = await createDataFolder()
  certificates = await createCertificates(folder.folder)
  issuer = await startIssuer(certificates)
  proxy = await startProxy()
  keysUrl = new URL(`https://login.landfall.test:${portOf(issuer)}/${fabrikam}/discovery/v2.0/keys`)
})
afterAll(async () => {
  await issuer.stop()
  await proxy.stop()
  await folder.remove()
})

const portOf = ({ authority }: Issuer): string => new URL(authority).port
const through = () => ({ proxy: `http://${proxy.address}`, ca: certificates.ca })

describe('the way to the world outside', () => {
  it('goes through the proxy, and believes the company’s authority beside the known ones', async () => {
    expect(await fetchJson(keysUrl, createEgress(through()))).toHaveProperty('keys')
    expect(proxy.tunnels().at(-1)).toBe(keysUrl.host)
  })

  it('does not get there where the authority is unknown', async () => {
    const egress = createEgress({ proxy: `http://${proxy.address}` })
    await expect(fetchJson(keysUrl, egress)).rejects.toThrow(/certificate|self-signed/i)
  })

  it.each<[string, () => Parameters<typeof createEgress>]>([
    ['there is no proxy', () => [{ ca: certificates.ca }]],
    ['the host is to be reached straight', () => [{ ...through(), noProxy: ['.landfall.test'] }]],
    [
      'the environment is not asked for',
      () => [{ ca: certificates.ca }, { HTTPS_PROXY: `http://${proxy.address}` }],
    ],
    // As Node does with what it does not know.
    ['the proxy is of a kind that Node does not know', () => [{ proxy: `socks5://${proxy.address}` }]],
  ])('asks no proxy where %s', async (_sentence, settings) => {
    const tunnels = proxy.tunnels().length
    // A name server may say that there is no such name, or nothing at all.
    await expect(fetchJson(keysUrl, createEgress(...settings()))).rejects.toThrow()
    expect(proxy.tunnels()).toHaveLength(tunnels)
    expect(createEgress(...settings()).isProxied(keysUrl)).toBe(false)
  })

  it('takes the proxy of the environment where Node is told to', async () => {
    const environment = { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: `http://${proxy.address}` }
    const egress = createEgress({ ca: certificates.ca }, environment)
    expect(await fetchJson(keysUrl, egress)).toHaveProperty('keys')
  })

  it.each([
    ['login.landfall.test', true],
    ['LOGIN.landfall.test', true],
    ['.landfall.test', true],
    ['*.landfall.test', true],
    ['*', true],
    ['other.test, login.landfall.test:443', true],
    ['other.test login.landfall.test', true],
    ['.login.landfall.test', true],
    ['*.login.landfall.test', false],
    ['.landfall.test:443', true],
    ['*.landfall.test:443', true],
    ['.landfall.test:8443', false],
    ['*:443', true],
    ['login.landfall.test:8443', false],
    ['landfall.test', false],
    ['ogin.landfall.test', false],
    ['.ogin.landfall.test', false],
    ['', false],
  ])('reads “%s” as an exception: %s', (noProxy, isStraight) => {
    const egress = createEgress({ proxy: 'http://proxy.test:8080', noProxy: noProxy.split(', ') })
    expect(egress.isProxied(new URL('https://login.landfall.test/keys'))).toBe(!isStraight)
    expect(egress.isProxied(new URL('https://LOGIN.landfall.test./keys'))).toBe(!isStraight)
  })

  it.each([
    ['[::1]', '::1', true],
    ['[::1]', '[::1]', true],
    ['[::1]', '[::1]:443', true],
    ['[::1]', '[::1]:8443', false],
    ['[::1]', '::2', false],
    ['192.168.1.7', '192.168.1.7', true],
    ['192.168.1.7', '192.168.1.7:443', true],
    ['192.168.1.7', '192.168.1.0-192.168.1.255', true],
    ['192.168.2.7', '192.168.1.0-192.168.1.255', false],
    ['a.0-b.test', 'a.0-b.test', true],
  ])('reads of the host %s “%s” as an exception: %s', (host, noProxy, isStraight) => {
    const egress = createEgress({ proxy: 'http://proxy.test:8080', noProxy: [noProxy] })
    expect(egress.isProxied(new URL(`https://${host}/keys`))).toBe(!isStraight)
  })

  /** Somebody who takes webhooks on this computer, under a name that only the proxy knows. */
  async function openReceiver() {
    const bodies: string[] = []
    const receiver = createServer(certificates, (request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => bodies.push(text))
      request.once('end', () => response.writeHead(204).end())
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const { port } = receiver.address() as AddressInfo
    return { bodies, port, url: `https://hook.landfall.test:${port}/`, close: () => receiver.close() }
  }

  it.each<(port: number) => string>([
    () => '.hook.landfall.test',
    () => 'other.test hook.landfall.test',
    (port) => `.landfall.test:${port}`,
  ])('connects a webhook of an exception to the address that was looked at (%s)', async (noProxyOf) => {
    const receiver = await openReceiver()
    const tunnels = proxy.tunnels().length
    const send = createSendOutside({
      egress: createEgress({ ...through(), noProxy: [noProxyOf(receiver.port)] }),
      allowHosts: ['hook.landfall.test'],
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    })
    const posting = { headers: {}, body: '{}', signal: AbortSignal.timeout(20_000) }
    expect(await send(receiver.url, posting)).toBe(204)
    expect([receiver.bodies, proxy.tunnels().length]).toEqual([['{}'], tunnels])
    receiver.close()
  })

  it('carries webhooks through the proxy where the name server says nothing', async () => {
    const receiver = await openReceiver()
    const send = createSendOutside({ egress: createEgress(through()), resolve: () => new Promise(() => {}) })
    const posting = { headers: {}, body: '{}', signal: AbortSignal.timeout(20_000) }
    expect(await send(receiver.url, posting)).toBe(204)
    expect(proxy.tunnels().at(-1)).toBe(`hook.landfall.test:${receiver.port}`)
    receiver.close()
  })

  it('carries webhooks through the proxy, to names that only it knows, and still to none inside', async () => {
    const { bodies, port, url, close } = await openReceiver()
    const posting = { headers: {}, body: '{}', signal: AbortSignal.timeout(20_000) }
    const unknown = () => Promise.reject(new Error('ENOTFOUND'))
    const send = createSendOutside({ egress: createEgress(through()), resolve: unknown })
    expect(await send(url, posting)).toBe(204)
    expect(bodies).toEqual(['{}'])
    const inside = createSendOutside({
      egress: createEgress(through()),
      resolve: async () => [{ address: '10.0.0.1', family: 4 }],
    })
    const tunnels = proxy.tunnels().length
    await expect(inside(url, posting)).rejects.toThrow()
    await expect(send(`https://127.0.0.1:${port}/`, posting)).rejects.toThrow()
    expect(proxy.tunnels()).toHaveLength(tunnels)
    close()
  })
})

describe('serve', () => {
  const children: ChildProcess[] = []
  afterEach(async () => {
    for (const child of children.splice(0)) await endHard(child)
  })
  const start = async (egress: object) => {
    const file = path.join(folder.folder, 'admin.json')
    const authority = `https://login.landfall.test:${portOf(issuer)}`
    const config = { sourceTenantId: contoso, targetTenantId: fabrikam, audience, authority, port: 0, egress }
    await writeFile(file, JSON.stringify(config))
    const data = path.join(folder.folder, 'data')
    const child = spawn(process.execPath, [endpointProgram, 'serve', '--config', file, '--data', data], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.push(child)
    return child
  }

  it('fetches the keys of both tenants at the start, by the settings', async () => {
    const [tunnels, asked] = [proxy.tunnels().length, issuer.keysAsked().length]
    const child = await start({ proxy: `http://${proxy.address}`, caFile: 'ca.pem' })
    child.stdout.resume()
    // Each once on an idle computer; a busy one may have to ask again.
    await expect.poll(() => new Set(issuer.keysAsked().slice(asked))).toEqual(new Set([contoso, fabrikam]))
    expect(new Set(proxy.tunnels().slice(tunnels))).toEqual(new Set([keysUrl.host]))
    child.kill('SIGTERM')
    await once(child, 'close')
  }, 120_000)

  it('ends with 20 and names the setting where the file of authorities cannot be used', async () => {
    const child = await start({ caFile: 'nowhere.pem' })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const [code] = (await once(child, 'close')) as [number]
    expect([code, said]).toEqual([20, expect.stringMatching(/egress\.caFile: .*nowhere\.pem.*ENOENT/)])
  }, 60_000)
})
