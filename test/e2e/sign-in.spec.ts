import { expect } from '@playwright/test'
import { connect } from 'node:net'
import { amy, bob, contoso, gusAsGuest } from '../world/people.ts'
import { test } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

test.describe('signing in', () => {
  test('with a token of another tenant is refused, and the right one is taken afterwards', async ({
    world,
    start,
  }) => {
    const { app, person } = await start()
    world.identity.sayTenant(contoso.tenantId)
    await person.signsInAs(amy.target)
    await person.reads('You signed in to another organisation')
    await expectNothingFromAxe(app.window)
    expect(world.graph.record().calls).toEqual([])
    expect(world.admin.requests()).toEqual([])

    world.identity.sayTenant(null)
    await person.signsInAs(amy.target, 'Try again')
    await person.reads('Add your new account to OneDrive')
  })

  test('with the old address ends at Microsoft’s own page, and Landfall waits until it is given up', async ({
    world,
    start,
  }) => {
    const { person } = await start()
    await person.presses('Sign in')
    const page = await world.browser.open(await world.openedUrls.next())
    await page.fill('#i0116', amy.source.upn)
    await page.click('#idSIButton9')
    await expect(page.locator('body')).toContainText('AADSTS50020')
    await person.reads('Your browser is open')
    await person.presses('Cancel')
    await person.reads('The sign-in was not finished')
  })

  test('as a colleague is refused on this computer', async ({ world, start }) => {
    const { app, person } = await start()
    await person.signsInAs(bob.target)
    await person.reads('This is another person’s account at Fabrikam')
    await expectNothingFromAxe(app.window)
    expect(world.graph.record().calls).toEqual([])

    await person.signsInAs(amy.target, 'Try again')
    await person.reads('Add your new account to OneDrive')
    expect(world.graph.record().calls.map(({ oid }) => oid)).toEqual([amy.target.oid])
  })

  test('as a guest of the target is refused', async ({ world, start }) => {
    const { person } = await start()
    await person.signsInAs(gusAsGuest)
    await person.reads('You are signed in as a guest of Fabrikam')
    expect(world.graph.record().calls).toEqual([])
  })

  test('can be given up in the window, which frees the port', async ({ world, start }) => {
    const { person } = await start()
    await person.presses('Sign in')
    const port = redirectPort(await world.openedUrls.next())
    expect(await isListening(port)).toBe(true)
    await person.presses('Cancel')
    await person.reads('The sign-in was not finished')
    await expect.poll(() => isListening(port)).toBe(false)
  })

  test('can be given up in the browser, which frees the port', async ({ world, start }) => {
    const { person } = await start()
    await person.presses('Sign in')
    const url = await world.openedUrls.next()
    await world.browser.cancel(url)
    await person.reads('Landfall was not allowed to sign you in')
    await expect.poll(() => isListening(redirectPort(url))).toBe(false)
  })
})

test.describe('a sign-in that no one finishes', () => {
  test.use({ worldOptions: { signInTimeoutSeconds: 10 } })

  test('is given up when its time is over, which frees the port', async ({ world, start }) => {
    const { person } = await start()
    await person.presses('Sign in')
    const port = redirectPort(await world.openedUrls.next())
    await person.reads('The time for the sign-in ran out')
    await expect.poll(() => isListening(port)).toBe(false)
  })
})

function redirectPort(url: string): number {
  return Number(new URL(new URL(url).searchParams.get('redirect_uri') ?? '').port)
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, 'localhost')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
