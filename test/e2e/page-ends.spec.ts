import { expect } from '@playwright/test'
import type { EndPage } from '../world/identity/interventions.ts'
import { amy, fabrikam } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { test } from './landfall-test.ts'

const refusal = (at: EndPage['at'], text: string) => (world: World) =>
  world.identity.endOnPage({ kind: 'refusal', at, text })

type End = readonly [what: string, arrange: (world: World) => void, number: string, heading: string]

/** Pages of the service's own that never come back to the app (Azure/BatchExplorer#2446, azure-devops-mcp#776). */
const ends: readonly End[] = [
  [
    'the tenant does not know the API',
    ({ identity }) => identity.knowApi(fabrikam.tenantId, false),
    '650052',
    'Microsoft does not know Landfall at Fabrikam yet',
  ],
  [
    'the registration is not there yet',
    ({ identity }) => identity.registerLate(fabrikam.tenantId, 'application', 1),
    '700016',
    'Microsoft does not know Landfall at Fabrikam yet',
  ],
  [
    'the old network lets no one sign in elsewhere',
    refusal('known-person', 'AADSTS5000211: A tenant restrictions policy does not allow this.'),
    '5000211',
    'Fabrikam does not let this sign-in through',
  ],
  [
    'no one knows the number',
    refusal('known-person', 'AADSTS599999: A rule that is newer than this app.'),
    '599999',
    'The sign-in was refused',
  ],
]

test('a page that never comes back is explained by the number that it shows', async ({ world, start }) => {
  test.setTimeout(600_000)
  const { app, person } = await start()
  const main = app.window.getByRole('main')
  for (const [what, arrange, number, heading] of ends) {
    await test.step(what, async () => {
      arrange(world)
      await person.presses(/^(Sign in|Try again)$/)
      const text = await world.browser.readEnd(await world.openedUrls.next(), amy.target)
      expect(text).toContain(number)
      await main.getByText('Did Microsoft’s page show a number?').first().click()
      await main.getByRole('textbox', { name: 'Did Microsoft’s page show a number?' }).fill(text)
      await person.presses('Explain this number')
      await person.reads(heading)
      await expect(main.getByText(`Microsoft’s number for this: ${number}`)).toBeVisible()
      world.identity.knowApi(fabrikam.tenantId, true)
    })
  }

  // An approval that is wanted comes back, as one that was declined does.
  world.identity.endOnPage({ kind: 'approval', at: 'known-person' })
  await person.presses('Try again')
  await world.browser.requestApproval(await world.openedUrls.next(), amy.target)
  await person.reads('Landfall was not allowed to sign you in')
  expect(world.graph.record().calls).toEqual([])
  // A registration that needed its time is there at the next try.
  await person.signsInAs(amy.target, 'Try again')
  await person.reads('Add your new account to OneDrive')
})
