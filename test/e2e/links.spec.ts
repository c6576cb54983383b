import { expect } from '@playwright/test'
import { amy } from '../world/people.ts'
import { openStep } from '../world/rail.ts'
import { test } from './landfall-test.ts'

test.use({ worldOptions: { machine: 'both-linked' } })

test('an old link is followed no further than its first answer, without a cookie, and never holds anybody up', async ({
  world,
  start,
}) => {
  world.oldAddress.answer(308, 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com')
  const { app, person } = await start()
  await person.signsInAs(amy.target)
  await person.reads('Your old Contoso account is still connected')
  await expect(await openStep(app.window, 'links')).toContainText('Done')
  await openStep(app.window, 'old-account')
  await person.presses('Check again')
  expect(world.oldAddress.asked()).toEqual(['contoso-my.sharepoint.com /personal/amy_lee_contoso_com'])
})

test('an old address that asks for a sign-in is no failure', async ({ world, start }) => {
  const { app, person } = await start()
  await person.signsInAs(amy.target)
  await person.reads('Your old Contoso account is still connected')
  await expect(await openStep(app.window, 'links')).toContainText('Could not tell')
  expect(world.oldAddress.asked()).toHaveLength(1)
})
