import { expect } from '@playwright/test'
import { amy } from '../world/people.ts'
import { openStep } from '../world/rail.ts'
import { test } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

test.describe('the whole journey', () => {
  test.use({ worldOptions: { machine: 'everything-left-to-do' } })

  test('leads from the first sign-in to the receipt, and every screen on the way is accessible', async ({
    world,
    start,
  }) => {
    const { app, person } = await start()
    const stopAt = async (heading: string): Promise<void> => {
      await person.reads(heading)
      await expectNothingFromAxe(app.window)
    }

    await stopAt('Sign in with your new address')
    await person.signsInAs(amy.target)

    await stopAt('OneDrive is not running')
    await person.presses('Open OneDrive')

    await stopAt('Add your new account to OneDrive')
    await person.presses('Add the new account')

    await stopAt('Some of your folders are still in the old OneDrive')
    // From the first "Open OneDrive" on Landfall looks again by itself, so no one has to press anything.
    await world.syncClient.moveKnownFolders()

    await stopAt('Your old Contoso account is still connected')
    await world.syncClient.unlinkOld()

    await stopAt('Everything we checked is in order')
    await person.presses('Send report')

    await stopAt('You are done')
    const reports = await world.admin.reports()
    expect(reports).toMatchObject([{ verdict: 'done' }])
    await expect(app.window.locator('.receipt')).toHaveText(reports[0]?.receipt ?? '')
  })
})

test.describe('a finding that only an admin can settle', () => {
  test.use({ worldOptions: { machine: 'policy-blocks' } })

  test('can be reported as it is, so that the admin hears of it', async ({ world, start }) => {
    const { app, person } = await start()
    await person.signsInAs(amy.target)
    await person.reads('This computer does not allow OneDrive at Fabrikam yet')
    await openStep(app.window, 'report')
    await person.reads('Some steps are still open')
    await person.presses('Send report')
    await person.reads('IT has your report')
    expect(await world.admin.reports()).toMatchObject([{ verdict: 'blocked' }])
  })
})
