import { expect } from '@playwright/test'
import { carla } from '../world/people.ts'
import { openStep } from '../world/rail.ts'
import { test } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

const finance = 'https://contoso.sharepoint.com/sites/Finance'
const money = 'https://fabrikam.sharepoint.com/sites/ContosoFinance'

test.use({ worldOptions: { person: carla, isPersonConfigured: false } })

test('a team library is kept before the move, opened at its new site, and ticked off', async ({
  world,
  start,
}) => {
  const { syncClient, admin } = world
  await syncClient.syncLibrary('C:\\Users\\amy\\Contoso\\Finance - Documents', finance)
  await syncClient.syncLibrary('C:\\Users\\amy\\Contoso\\Board - Documents', `${finance}Board`)
  const before = await start()
  await before.person.signsInAs(carla.target)
  await before.person.reads('Your move to Fabrikam is not finished yet')
  await before.app.close()
  const isAsked = (): boolean => admin.requests().some(({ url }) => url.includes('site-addresses'))
  expect(isAsked()).toBe(false)

  // After the move nothing on the computer names them any more.
  await syncClient.deleteSlot('Business1')
  await syncClient.forgetLibraries()
  await admin.setState(carla.source.mapped, 'Success')
  await admin.importSites({ [finance]: money })
  const { app, person } = await start()
  await person.reads('Add your new account to OneDrive')
  await openStep(app.window, 'workplace')
  await person.reads('You used team libraries of Contoso here')
  const item = (name: string) => app.window.getByRole('listitem').filter({ hasText: name })
  await expect(item('Board - Documents')).toContainText('Unknown. Ask')
  await expect(item('Board - Documents').getByRole('button')).toHaveCount(0)
  await expectNothingFromAxe(app.window)
  const opened = world.openedUrls.next()
  await item('Finance - Documents').getByRole('button', { name: 'Open at Fabrikam' }).click()
  expect(await opened).toBe(money)
  // Not even a window that is not ours to trust opens another address, or ticks off what is not there.
  const count = world.openedUrls.count()
  await app.window.evaluate(() => window.landfall.openLibrary('https://evil.example/').catch(() => {}))
  await app.window.evaluate(() => window.landfall.settleLibrary('c:\\windows', true).catch(() => {}))
  expect(world.openedUrls.count()).toBe(count)

  await item('Finance - Documents').getByRole('checkbox').click()
  await expect(app.window.getByText('1 of 2 ticked off')).toBeVisible()
  await app.close()
  const again = await start()
  await again.person.reads('Add your new account to OneDrive')
  await openStep(again.app.window, 'workplace')
  await expect(again.app.window.getByText('1 of 2 ticked off')).toBeVisible()
})
