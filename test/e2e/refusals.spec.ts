import { expect } from '@playwright/test'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { faults, type EntraError } from '../world/identity/faults.ts'
import { amy } from '../world/people.ts'
import { test, userDataOf } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

const signedIn = 'Add your new account to OneDrive'

type Refusal = readonly [what: string, fault: () => EntraError, heading: string]
const signInOrAgain = /^(Sign in|Try again)$/

// While the person signs in: real MSAL, a real browser, and the provider that says no.
const refusals: readonly Refusal[] = [
  ['no one has approved the app', faults.consentMissing, 'Fabrikam has not approved Landfall yet'],
  [
    'the app is not known there, or not yet',
    faults.appUnknown,
    'Microsoft does not know Landfall at Fabrikam yet',
  ],
  ['a second factor is due', faults.multiFactorDue, 'Fabrikam needs one more thing from you'],
  ['the password was changed', faults.passwordChanged, 'Fabrikam needs one more thing from you'],
  ['a rule forbids it', faults.blockedByPolicy, 'Fabrikam does not let this sign-in through'],
  ['the account is disabled', faults.accountDisabled, 'Your account at Fabrikam is switched off'],
  ['the account is locked', faults.accountLocked, 'Your account at Fabrikam is switched off'],
  ['the clocks disagree', faults.clockWrong, 'The date or time on this computer seems to be wrong'],
  ['the service is in trouble', faults.unavailable, 'Signing in does not work just now'],
  ['a guest network answers', faults.guestNetwork, "Accept this network's terms first"],
]

test.describe('a sign-in where', () => {
  // One window for all: each refusal is followed by the next try, and the last try is taken.
  test('the service refuses says why, each in its own words, and the next one is taken', async ({
    world,
    start,
  }) => {
    const { app, person } = await start()
    for (const [what, fault, heading] of refusals) {
      await test.step(what, async () => {
        world.identity.fault('token', fault())
        await person.signsInAs(amy.target, signInOrAgain)
        await person.reads(heading)
        await expectNothingFromAxe(app.window)
      })
    }
    expect(world.graph.record().calls).toEqual([])
    await person.signsInAs(amy.target, 'Try again')
    await person.reads(signedIn)
  })

  test('the organisation does not exist says so before a browser opens', async ({ world, start }) => {
    const { person } = await start()
    world.identity.fault('discovery', faults.tenantUnknown(), 9)
    await person.presses('Sign in')
    await person.reads('Landfall is set up for an organisation that does not exist')
    expect(world.openedUrls.count()).toBe(0)
  })

  test('something opens the encrypted connection says so', async ({ world, start }) => {
    // The world's authority is then as unknown to this computer as an inspecting proxy's.
    const { person } = await start({ HOME: path.join(world.folder, 'another-home') })
    await person.presses('Sign in')
    await person.reads('The connection to the sign-in service is not secure')
  })

  // Alone: MSAL itself refuses the next try until the time is over that the service asked for.
  test('the service is busy says so', async ({ world, start }) => {
    const { person } = await start()
    world.identity.fault('token', faults.throttled())
    await person.signsInAs(amy.target)
    await person.reads('Signing in does not work just now')
  })

  test('the organisation has no licence says so at the step of the drive', async ({ world, start }) => {
    const { person } = await start()
    world.graph.fault(400, 'BadRequest', 9, 'Tenant does not have a SPO license.')
    await person.signsInAs(amy.target)
    await person.reads('Fabrikam has no licence for OneDrive')
  })

  test('no one answers says so', async ({ world, start }) => {
    const { person } = await start()
    await world.identity.stop()
    await person.presses('Sign in')
    await person.reads('Signing in does not work just now')
  })

  test('a claims challenge was given passes it on with the next one', async ({ world, start }) => {
    const { person } = await start()
    world.identity.fault('token', faults.multiFactorDue())
    await person.signsInAs(amy.target)
    await person.reads('Fabrikam needs one more thing from you')
    await person.signsInAs(amy.target, 'Try again')
    await person.reads(signedIn)
    const asked = world.identity.requests().filter(({ path }) => path.endsWith('/authorize'))
    expect(asked.map(({ challenged }) => challenged)).toEqual([false, true])
  })
})

// At the next start, without the person: the saved token is old, and the provider refuses a new one.
const returns: readonly Refusal[] = [
  ['a second factor is due', faults.multiFactorDue, 'Fabrikam needs one more thing from you'],
  ['the account was disabled', faults.accountDisabled, 'Your account at Fabrikam is switched off'],
  ['a rule forbids it now', faults.blockedByPolicy, 'Fabrikam does not let this sign-in through'],
  ['the saved sign-in has expired', faults.signInExpired, 'Sign in with your new address'],
  ['the password was changed', faults.passwordChanged, 'Sign in with your new address'],
]

test('a restart with an old token says why there is no new one, and the next sign-in is taken', async ({
  world,
  start,
}) => {
  world.identity.setTokenLife(200)
  let seat = await start()
  for (const [what, fault, heading] of returns) {
    await test.step(what, async () => {
      await seat.person.signsInAs(amy.target, signInOrAgain)
      await seat.person.reads(signedIn)
      await seat.app.close()
      world.identity.fault('token', fault())
      seat = await start()
      await seat.person.reads(heading)
    })
  }
})

test('a kill while the browser is open leaves no port and no half cache', async ({ world, start }) => {
  const { app, person } = await start()
  await person.presses('Sign in')
  const url = await world.openedUrls.next()
  await app.kill()
  const redirect = new URL(new URL(url).searchParams.get('redirect_uri') ?? '')
  await expect(fetch(`http://127.0.0.1:${redirect.port}`)).rejects.toThrow()
  expect(await readdir(path.join(userDataOf(world), 'session'))).toEqual([])

  const again = await start()
  await again.person.signsInAs(amy.target)
  await again.person.reads(signedIn)
})
