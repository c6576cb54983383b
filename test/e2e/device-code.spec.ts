import { expect } from '@playwright/test'
import { faults } from '../world/identity/faults.ts'
import { amy, bob } from '../world/people.ts'
import type { RunningApp } from '../world/running-app.ts'
import type { World } from '../world/world.ts'
import { test, type Seat } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

type Shown = { readonly code: string; readonly address: string }

test.describe('signing in with a code', () => {
  test('works from any other browser, and this computer’s stays shut', async ({ world, start }) => {
    const seat = await start()
    const shown = await askForCode(seat)
    await expectNothingFromAxe(seat.app.window)
    await seat.person.presses('Copy the code')
    await expect
      .poll(() => seat.app.electron.evaluate(({ clipboard }) => clipboard.readText()))
      .toBe(shown.code)
    await world.browser.enterCode(shown.address, shown.code, amy.target)
    await seat.person.reads('Add your new account to OneDrive')
    expect(world.openedUrls.count()).toBe(0)
  })

  test('opens the page of the code here when that is wished for', async ({ world, start }) => {
    const seat = await start()
    const { address } = await askForCode(seat)
    await seat.person.presses('Open the page here')
    expect(await world.openedUrls.next()).toBe(address)
  })

  test('refuses a colleague who typed the code, and takes the right person with the next one', async ({
    world,
    start,
  }) => {
    const seat = await start()
    const first = await askForCode(seat)
    await world.browser.enterCode(first.address, first.code, bob.target)
    await seat.person.reads('This is another person’s account at Fabrikam')
    await seat.person.signsInAs(amy.target, 'Try again')
    await seat.person.reads('Add your new account to OneDrive')
  })

  test('goes on after the service was in trouble, and after the computer has slept', async ({
    world,
    start,
  }) => {
    const seat = await start()
    const { address, code } = await askForCode(seat)
    world.identity.fault('token', faults.unavailable(), 2)
    await expect.poll(() => polls(world).slice(-3)).toEqual([503, 503, 400])

    const sleeping = seat.app.electron.process()
    sleeping.kill('SIGSTOP')
    await world.browser.enterCode(address, code, amy.target)
    sleeping.kill('SIGCONT')
    await seat.person.reads('Add your new account to OneDrive')
  })

  test('takes over from a browser that leads nowhere, and frees its port', async ({ world, start }) => {
    const seat = await start()
    await seat.person.presses('Sign in')
    const authorize = await world.openedUrls.next()
    await seat.app.window.getByText('I am stuck in the browser').click()
    const { address, code } = await askForCode(seat, 'Sign in with a code instead')
    const port = new URL(new URL(authorize).searchParams.get('redirect_uri') ?? '').port
    await expect.poll(() => fetch(`http://localhost:${port}`).then(Boolean, () => false)).toBe(false)
    await world.browser.enterCode(address, code, amy.target)
    await seat.person.reads('Add your new account to OneDrive')
  })
})

test('somebody who has lost the page of the sign-in opens the same one again', async ({ world, start }) => {
  const { app, person } = await start()
  await person.presses('Sign in')
  const first = await world.openedUrls.next()
  await person.presses('Open the page again')
  const second = await world.openedUrls.next()
  expect(second).toBe(first)
  await world.browser.signIn(second, amy.target)
  await person.reads('Add your new account to OneDrive')
  await expectNothingFromAxe(app.window)
})

async function askForCode({ app, person }: Seat, button = 'Use a code instead'): Promise<Shown> {
  await person.presses(button)
  await person.reads('Sign in with this code')
  return readCode(app)
}

async function readCode({ window }: RunningApp): Promise<Shown> {
  return {
    code: (await window.locator('.user-code').textContent()) ?? '',
    address: (await window.locator('.code-address').textContent()) ?? '',
  }
}

/** How the service answered each poll. */
function polls(world: World): number[] {
  return world.identity
    .requests()
    .filter(({ path }) => path.endsWith('/token'))
    .map(({ status }) => status)
}
