import { expect, test, type Page } from '@playwright/test'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ada, amy, bob } from '../world/people.ts'
import { expectNothingWrong, goTo, startConsoleWorld, type ConsoleWorld } from './console/console-world.ts'
import { looksOfPage, wordsOf } from './console/looks.ts'

test.describe.configure({ mode: 'serial' })

const galleryFolder = fileURLToPath(new URL('../../dist/gallery/console', import.meta.url))

let world: ConsoleWorld
let page: Page
test.beforeAll(async () => {
  world = await startConsoleWorld()
  page = await world.openAs(ada, '/runbook')
})
test.afterAll(() => world.stop())

const button = (name: string | RegExp) => page.getByRole('button', { name })
const duty = (title: string | RegExp) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2, name: title }) })

test('the duties are numbered, each with its state, who acts and how that is known', async () => {
  const headings = page.getByRole('heading', { level: 2 })
  await expect(headings.nth(0)).toHaveText('1. Know both tenants’ addresses')
  await expect(headings.nth(7)).toHaveText('8. Remove the trust on the Fabrikam tenant')
  await expect(duty(/addresses/)).toContainText('Open')
  await expect(duty(/addresses/)).toContainText('Get-SPOCrossTenantHostUrl')
  await expect(duty(/Bring every move/)).toContainText('Look yourself')
  await expect(duty(/Bring every move/)).toContainText('An admin has to do this')
  await expect(duty(/Bring every move/)).toContainText('as of the file that was imported on')
  await expect(duty(/Look at permissions/)).toContainText('neither Landfall nor Graph can tell')
})

test('what a duty waits for is said in words, and leads to where it is settled', async () => {
  const trust = duty(/Remove the trust on the Contoso/)
  await expect(trust).toContainText('Both tenants’ addresses are not in the settings.')
  await expect(trust.getByRole('link', { name: /^Go to the settings/ })).toBeVisible()
  await expect(trust.getByRole('button', { name: /^I ran this/ })).toHaveCount(0)
  await expect(duty(/Remove the trust on the Fabrikam/)).toContainText('It waits for the same as number 7.')
  await duty(/Bring every move/)
    .getByRole('link', { name: /1 move is not finished/ })
    .click()
  await expect(page).toHaveURL(/\/people\?state=not-due$/)
  await goTo(page, 'Runbook')
})

test('licences that have expired are one row, and end the command of one side only', async () => {
  await goTo(page, 'Settings')
  await page
    .getByRole('textbox', { name: 'Address of the Contoso tenant' })
    .fill('https://contoso-my.sharepoint.com/')
  await page
    .getByRole('textbox', { name: 'Address of the Fabrikam tenant' })
    .fill('https://fabrikam-my.sharepoint.com/')
  await page.getByLabel('Last day of the Contoso tenant’s licences').fill('2020-01-31')
  await button('Save').click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await goTo(page, 'Runbook')
  await expect(page.getByText('licences have expired')).toHaveCount(1)
  await expect(duty(/licences last/)).toContainText('Too late')
  await expect(duty(/Remove the trust on the Contoso/)).toContainText('no longer works here')
  await expect(duty(/Remove the trust on the Fabrikam/)).toContainText('Not yet')
})

test('what an admin says they ran shows who and when, and is taken back', async () => {
  const links = duty(/Look at shared links/)
  await expect(links).toContainText('Get-SPOSite -Template RedirectSite#0 -Limit ALL')
  await links.getByRole('button', { name: /^I ran this/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'I ran this', exact: true }).click()
  await expect(links).toContainText(`${ada.upn} said on`)
  await expect(links).toContainText('Done, as somebody said')
  await page.reload()
  await expect(links).toContainText(`${ada.upn} said on`)
  await goTo(page, 'Audit')
  await expect(page.getByText('Said that a duty was run').first()).toBeVisible()
  await goTo(page, 'Runbook')
  await links.getByRole('button', { name: /^Take this back/ }).click()
  await expect(links).toContainText('Look yourself')
})

test('the way back names the address that was imported, and says which it had to make up', async () => {
  await goTo(page, 'Imports')
  await page.getByRole('radio', { name: /^Move states/ }).check()
  const lines = [
    'SourceUserPrincipalName,SourceSiteUrl,MoveState',
    `${amy.source.upn},https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com1/,Success`,
  ]
  await page.getByLabel('File', { exact: true }).setInputFiles({
    name: 'states.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(lines.join('\r\n')),
  })
  await button('See what would change').click()
  await button(/^Import/).click()
  await button('Undo states.csv').waitFor()
  await goTo(page, 'People')
  for (const { target } of [amy, bob])
    await page.getByRole('checkbox', { name: `Choose ${target.mapped}` }).check()
  await page.getByRole('link', { name: 'Send them back' }).click()
  await button('Show the commands').click()
  const redirects = page.getByRole('region', { name: /^First/ })
  await expect(redirects).toContainText(`'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com1'`)
  await expect(page.getByText(/^1 address is made of a user name/)).toBeVisible()
  await expect(page.getByRole('region', { name: 'What the recycle bin holds' })).toContainText(
    '-IncludePersonalSite -Limit ALL',
  )
  await expect(page.getByText(/orchestrator does not move anybody back/)).toBeVisible()
})

for (const { name, ...look } of looksOfPage) {
  test(`axe has nothing to say about the runbook, and nothing is wider than the page, in ${name}`, async () => {
    const seen = await world.openAs(ada, '/runbook', look)
    await seen.getByRole('heading', { level: 1, name: wordsOf[look.locale].pages.runbook }).waitFor()
    await seen.locator('.duty').first().waitFor()
    await seen.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
    await seen.screenshot({ path: path.join(galleryFolder, `Duties-${name}.png`) })
    await expectNothingWrong(seen)
    await seen.locator('.duty').nth(6).scrollIntoViewIfNeeded()
    await seen.screenshot({ path: path.join(galleryFolder, `Duties of the trust-${name}.png`) })
    await seen.context().close()
  })
}

test('no page broke its own policy or complained otherwise', () => {
  expect(world.complaints).toEqual([])
})
