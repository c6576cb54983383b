import { expect } from '@playwright/test'
import { ada, amy, password } from '../world/people.ts'
import { test } from './landfall-test.ts'

test('version 1 tokens, which the manifest gives by default, are told as such in the window and in the console', async ({
  world,
  start,
}) => {
  world.identity.giveVersion1(true)
  const { person } = await start()
  await person.signsInAs(amy.target)
  await person.reads('The service that knows your move refused Landfall')

  const page = await world.browser.open(`${world.admin.url}/people`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  const picker = page.locator('#otherTile')
  await picker.or(page.locator('#i0116')).waitFor()
  if (await picker.isVisible()) await picker.click()
  await page.fill('#i0116', ada.upn)
  await page.click('#idSIButton9')
  await page.fill('#i0118', password)
  await page.click('#idSIButton9')
  await expect(page.getByText('The server refuses the token of this sign-in.')).toBeVisible()
  await expect(page.getByText(/requestedAccessTokenVersion to 2/)).toBeVisible()
  await expect(page.getByText('auth.version-1-token')).toBeVisible()
  await expect(page.getByText('Sign out and sign in again.')).toBeHidden()
})
