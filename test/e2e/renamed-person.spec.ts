import { expect, test, type Page } from '@playwright/test'
import { reportOf } from '../unit/admin/report.ts'
import { ada, amy, bob, contoso } from '../world/people.ts'
import { expectNothingWrong, goTo, startConsoleWorld, type ConsoleWorld } from './console/console-world.ts'

// One endpoint for both; the second begins with what the first leaves.
test.describe.configure({ mode: 'serial' })

let world: ConsoleWorld
let page: Page
test.beforeAll(async () => {
  world = await startConsoleWorld()
  page = await world.openAs(ada, '/people')
})
test.afterAll(() => world.stop())

async function importMap(
  name: string,
  ...rows: readonly (readonly [old: string, now: string])[]
): Promise<void> {
  await goTo(page, 'Imports')
  const lines = rows.map(([old, now]) => `User,${contoso.tenantId},${old},${now},,RegularUser`)
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) })
  await page.getByRole('button', { name: 'See what would change' }).click()
  await page.getByRole('button', { name: /^Import \d/ }).click()
  const isAsked = page.getByRole('dialog').getByRole('button', { name: /^Import \d/ })
  if (await isAsked.isVisible()) await isAsked.click()
  await expect(page.getByRole('heading', { name: 'Your last upload', exact: true })).toBeVisible()
}

async function search(text: string): Promise<void> {
  await goTo(page, 'People')
  await page.getByRole('searchbox').fill(text)
  await expect(page).toHaveURL(new RegExp(`search=${text}`))
}

test('somebody who was renamed is one person, before and after the map is imported with the new address', async () => {
  // Her account has another address than the map, and she hands in a report under it.
  expect(amy.target.upn).not.toBe(amy.target.mapped)
  await world.report(amy, reportOf({ verdict: 'done' }))
  await search('amy')
  await expect(page.getByText('1 person', { exact: true })).toBeVisible()
  await importMap('renamed.csv', ['amy.lee@contoso.onmicrosoft.com', amy.target.upn])
  await search('amy')
  await expect(page.getByText('1 person', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: amy.target.upn }).click()
  await expect(page.getByRole('heading', { level: 1, name: amy.target.upn })).toBeVisible()
  await expect(page.locator('.standing')).toContainText('Done')
  await expect(page.getByText('Maybe the same person')).toBeHidden()
})

test('somebody whom nothing told to be the same is named, and an admin joins the two rows', async () => {
  // The domain follows the people: both addresses are new, and his account has never asked.
  await importMap('domain.csv', ['bob.meyer@contoso.onmicrosoft.com', 'bob.meyer@fabrikam.onmicrosoft.com'])
  await expect(page.getByRole('heading', { name: 'Maybe in the map twice' })).toBeVisible()
  await expectNothingWrong(page)
  await page.getByRole('link', { name: 'bob.meyer@fabrikam.onmicrosoft.com' }).click()
  await expect(page.getByText('Maybe the same person')).toBeVisible()
  await expectNothingWrong(page)
  await page.getByRole('button', { name: `Join ${bob.target.upn} into this person` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByText('Maybe the same person')).toBeHidden()
  await expect(page.getByText('Two rows joined')).toBeVisible()
  // The move that was finished under the old address is this person's.
  await expect(page.getByText('Finished', { exact: true })).toBeVisible()
  await search('bob')
  await expect(page.getByText('1 person', { exact: true })).toBeVisible()
  await goTo(page, 'Audit')
  await expect(page.getByText('Two rows joined', { exact: true }).first()).toBeVisible()
  expect(world.complaints).toEqual([])
})
