import { expect } from '@playwright/test'
import { amy, bob } from '../world/people.ts'
import { test } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

test('on the way back the old address is the right one, in every respect and after a restart', async ({
  world,
  start,
}) => {
  await world.admin.sendBack(amy.source.upn)
  const first = await start()
  const { app, person } = first
  const newAddress = app.window.locator('.address-new').first()
  await expect(newAddress).toContainText(amy.target.mapped)
  await person.signsInAs(amy.target)

  // Only the endpoint knows that the way is back.
  await expect(newAddress).toContainText(amy.source.upn)
  await person.reads('Sign in with your new address')
  await expectNothingFromAxe(app.window)
  expect(world.graph.record().calls).toEqual([])

  await person.signsInAs(bob.source)
  await person.reads('This is another person’s account at Contoso')
  await person.signsInAs(amy.source, 'Try again')
  await expect(app.window.locator('body')).toContainText('Signed in as')
  await app.kill()

  const opened = world.openedUrls.count()
  const second = await start()
  await expect(second.app.window.locator('body')).toContainText('Signed in as')
  await expect(second.app.window.locator('body')).toContainText('Contoso')
  expect(world.openedUrls.count()).toBe(opened)
})
