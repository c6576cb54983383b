import { expect } from '@playwright/test'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startAskingGateway } from '../world/asks-for-certificate.ts'
import { amy } from '../world/people.ts'
import { hasKerberos, startKerberos } from '../world/kerberos.ts'
import { startProxy, type Proxy } from '../world/proxy.ts'
import type { World } from '../world/world.ts'
import { test } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

test.describe('in a company’s network', () => {
  let proxy: Proxy | null = null
  test.afterEach(async () => {
    await proxy?.stop()
    proxy = null
  })

  test('every request goes through the proxy: sign-in, endpoint and Graph', async ({ world, start }) => {
    proxy = await startProxy()
    const { person } = await start({}, throughProxy(proxy))
    await person.signsInAs(amy.target)
    await person.reads('Add your new account to OneDrive')
    const asked = new Set(proxy.tunnels())
    for (const url of [world.identity.origin, world.admin.url, world.graph.url])
      expect(asked).toContain(new URL(url).host)
  })

  test('a PAC file says where the proxy is', async ({ world, start }) => {
    proxy = await startProxy()
    // Chromium asks no PAC file about this computer itself, so the endpoint gets a name that only the proxy knows.
    const { port } = new URL(world.admin.url)
    await changeConfig(world, { admin: { endpoint: `https://admin.landfall.test:${port}` } })
    const { person } = await start({}, [`--proxy-pac-url=${proxy.pacUrl}`])
    await person.signsInAs(amy.target)
    await person.reads('Add your new account to OneDrive')
    expect(proxy.tunnels()).toContain(`admin.landfall.test:${port}`)
  })

  test('a proxy that wants a password which the system does not give is named', async ({ world, start }) => {
    proxy = await startProxy({ scheme: 'Basic', accepts: async () => false })
    const { app, person } = await start({}, throughProxy(proxy))
    await person.presses('Sign in')
    await person.reads('Your network did not let Landfall through')
    await expectNothingFromAxe(app.window)
    expect(world.openedUrls.count()).toBe(0)
  })

  test('a proxy that knows its people by their Kerberos ticket lets Landfall through, and no one is asked', async ({
    world,
    start,
  }) => {
    test.skip(!hasKerberos(), 'there is no Kerberos key server here')
    const kerberos = await startKerberos(path.join(world.folder, 'kerberos'))
    try {
      const people = new Set<string | null>()
      const accepts = async (ticket: string): Promise<boolean> => {
        const name = await kerberos.verify(ticket)
        people.add(name)
        return name !== null
      }
      proxy = await startProxy({ scheme: 'Negotiate', accepts })
      const stranger = await start({ KRB5_CONFIG: kerberos.env['KRB5_CONFIG'] }, throughProxy(proxy))
      await stranger.person.presses('Sign in')
      await stranger.person.reads('Your network did not let Landfall through')
      await stranger.app.close()
      expect(proxy.tunnels()).toEqual([])

      const { person } = await start(kerberos.env, throughProxy(proxy))
      await person.signsInAs(amy.target)
      await person.reads('Add your new account to OneDrive')
      expect([...people]).toEqual(['person@LANDFALL.TEST'])
      // And no one else's servers are asked for anything; the old address may be, once.
      const own = [world.identity.origin, world.admin.url, world.graph.url].map((url) => new URL(url).host)
      const asked = new Set(proxy.tunnels())
      asked.delete('contoso-my.sharepoint.com:443')
      expect([...asked].toSorted()).toEqual(own.toSorted())
    } finally {
      await kerberos.stop()
    }
  })

  test('a proxy that is gone is named', async ({ start }) => {
    const gone = await startProxy()
    await gone.stop()
    const { person } = await start({}, throughProxy(gone))
    await person.presses('Sign in')
    await person.reads('Your network did not let Landfall through')
  })
})

test('a server that asks for a certificate gets none, and Electron is told not to choose one', async ({
  world,
  start,
}) => {
  const gateway = await startAskingGateway(world.admin.url, world.certificates)
  try {
    await changeConfig(world, { admin: { endpoint: gateway.url } })
    const { app, person } = await start()
    await person.signsInAs(amy.target)
    const version = await app.electron.evaluate(() => process.versions.electron)
    const answersForItself = Number.parseInt(version, 10) >= 44
    // An older one, such as the stand-in for development, gives the request up as soon as a server asks.
    await person.reads(
      answersForItself ? 'Add your new account to OneDrive' : 'We could not ask how far your move is',
    )
    expect(gateway.shown().filter((name) => name !== null)).toEqual([])
    if (answersForItself) expect(gateway.shown()).not.toEqual([])
    // Since 44 Electron takes the first certificate that fits where no one listens.
    const chosen = await app.electron.evaluate(
      ({ app: electron }) =>
        new Promise((resolve) => {
          const event = { preventDefault: () => undefined }
          // Electron hands each such event on to the page that asked.
          const page = { emit: () => false }
          const isHeard = electron.emit('select-client-certificate', event, page, '', [{}], (one: unknown) =>
            resolve({ isHeard: true, certificate: one ?? null }),
          )
          if (!isHeard) resolve({ isHeard })
        }),
    )
    expect(chosen).toEqual({ isHeard: true, certificate: null })
  } finally {
    await gateway.stop()
  }
})

test('after a sleep Landfall looks again by itself, and sees what has changed', async ({ world, start }) => {
  await world.admin.setState(amy.source.upn, 'InProgress')
  const { app, person } = await start()
  await person.signsInAs(amy.target)
  await person.reads('Your move to Fabrikam is not finished yet')
  await world.admin.importStates({ [amy.source.upn]: 'Success' })
  await app.electron.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))
  await person.reads('Add your new account to OneDrive')
})

/** All of it, also what goes to this computer itself. */
function throughProxy({ address }: Proxy): readonly string[] {
  return [`--proxy-server=http://${address}`, '--proxy-bypass-list=<-loopback>']
}

async function changeConfig({ configFile }: World, changes: Record<string, object>): Promise<void> {
  const config = JSON.parse(await readFile(configFile, 'utf8')) as Record<string, object>
  for (const [key, change] of Object.entries(changes)) config[key] = { ...config[key], ...change }
  await writeFile(configFile, JSON.stringify(config))
}
