import { expect, test, type Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ada, contoso, hal } from '../world/people.ts'
import { findClipped } from './console/clipped.ts'
import {
  expectNoSidewaysScroll,
  expectNothingWrong,
  goTo,
  startConsoleWorld,
  type ConsoleWorld,
} from './console/console-world.ts'
import { looksOfPage, wordsOf } from './console/looks.ts'

// A map as large as the largest that most organisations have. One database for all tests of this file.
test.describe.configure({ mode: 'serial' })

const galleryFolder = fileURLToPath(new URL('../../dist/gallery/console', import.meta.url))
const added = 20_000
/** With those of the made-up world. */
const all = added + 5
const surnames = ['Ångström', 'Berg', 'Çelik', 'Dupont', 'Eriksen', 'Fischer', 'García', 'Haddad']
const longName = `Maximiliane-Alexandra Wolfeschlegelsteinhausenbergerdorff ${'von und zu '.repeat(12)}Ende`
const longLocal = `maximiliane-alexandra.${'wolfeschlegelsteinhausenbergerdorff-'.repeat(5)}ende`

const localOf = (place: number): string =>
  place === 0 ? longLocal : `person.${String(place).padStart(5, '0')}`
const nameOf = (place: number): string =>
  place === 0 ? longName : `${surnames[place % surnames.length]} ${String(place).padStart(5, '0')}`
const everybody = Array.from({ length: added }, (_unused, place) => place)
const file = (name: string, lines: readonly string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\r\n')),
})
const map = file(
  'map.csv',
  everybody.map((place) => {
    const local = localOf(place)
    return `User,${contoso.tenantId},${local}@contoso.com,${local}@fabrikam.com,,RegularUser,,${nameOf(place)}`
  }),
)
const states = file('states.csv', [
  'SourceUserPrincipalName,MoveState',
  ...everybody.map(
    (place) =>
      `${localOf(place)}@contoso.com,${place % 40 === 0 ? 'Failed' : place % 3 === 0 ? 'Scheduled' : 'Success'}`,
  ),
])
const waves = file('waves.csv', [
  'UPN,Wave',
  ...everybody.map((place) => `${localOf(place)}@contoso.com,Wave ${1 + (place % 12)}`),
])

let world: ConsoleWorld
let page: Page
test.beforeAll(async () => {
  world = await startConsoleWorld()
  page = await world.openAs(ada, '/imports')
  for (const [kind, content] of [
    [/^Identity map/, map],
    [/^Move states/, states],
    [/^Waves/, waves],
  ] as const) {
    await page.getByRole('radio', { name: kind }).check()
    await page.getByLabel('File', { exact: true }).setInputFiles(content)
    await page.getByRole('button', { name: 'See what would change' }).click()
    await page.getByRole('button', { name: /^Import \d|^Import all/ }).click()
    await page.getByRole('button', { name: `Undo ${content.name}` }).waitFor()
  }
})
test.afterAll(() => world.stop())

const button = (name: string | RegExp) => page.getByRole('button', { name })
const firstLink = () => page.locator('[data-place="0"] .person-link')

test('a list of 20,000 people has few rows at a time, and is gone through to where it is loaded', async () => {
  await goTo(page, 'People')
  await expect(page.getByText('20,005 people', { exact: true })).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThan(80)
  await expect(page.getByRole('table', { name: 'People' })).toHaveAttribute('aria-rowcount', String(all + 1))
  await firstLink().focus()
  await page.keyboard.press('End')
  await expect(page.locator('[data-place="199"] .person-link')).toBeFocused()
  await expect(page.locator('[data-place="205"]')).toHaveCount(1)
})

test('columns sort the whole list, by name without regard to accents, and the address says so', async () => {
  await button('Sort by Name').click()
  await expect(page).toHaveURL(/\/people\?sort=name$/)
  await expect(firstLink()).toHaveText('amy.lee@fabrikam.com')
  await button('Sort by Name').click()
  await expect(page).toHaveURL(/\/people\?sort=name&order=desc$/)
  await expect(firstLink()).toHaveText(longName)
  await expect(page.getByRole('columnheader').filter({ has: button('Sort by Name') })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await button('Sort by Wave').click()
  await expect(page.locator('[data-place="0"]')).toContainText('Wave 1')
  await button('Sort by State').click()
  await button('Sort by State').click()
  await expect(page.locator('[data-place="0"]')).toContainText('Stuck')
  await page.reload()
  await expect(page.locator('[data-place="0"]')).toContainText('Stuck')
})

test('a name is found with and without its accents', async () => {
  for (const text of ['ångström 00016', 'angstrom 00016']) {
    await page.getByRole('searchbox').fill(text)
    await expect(page.getByText('1 person', { exact: true })).toBeVisible()
    await expect(firstLink()).toHaveText('Ångström 00016')
  }
  await button('Clear all').click()
})

test('everybody who matches is chosen at once and exported, but those who are taken out', async () => {
  await button('Choose the whole list (20,005)').click()
  await expect(page.getByText('20,005 people chosen')).toBeVisible()
  await page.locator('[data-place="0"]').getByRole('checkbox').uncheck()
  await expect(page.getByText('20,004 people chosen')).toBeVisible()
  await expect(page.getByText('No more than 500 people can be sent back at once.')).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button('Export the chosen as CSV').click(),
  ])
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  expect(lines).toHaveLength(all)
  // Another filter is another choice.
  await page.getByRole('combobox', { name: 'State' }).selectOption('stuck')
  await expect(page.getByText(/chosen$/)).toHaveCount(0)
  await page.getByRole('searchbox').fill('person.0004')
  await button('Choose the whole list (1)').click()
  await button('Send them back').click()
  await expect(page.getByRole('heading', { level: 1, name: 'Runbook' })).toBeVisible()
  await expect(page.getByText('1 person chosen')).toBeVisible()
  await goTo(page, 'People')
  await button('Clear selection').click()
})

test('a view is saved under a name, and is there after a reload', async () => {
  await page.goto(`${world.admin.url}/people?state=stuck&wave=Wave+9&sort=name`)
  await button('Views').click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByRole('textbox', { name: 'Name of the view' }).fill('Stuck in nine')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.goto(`${world.admin.url}/people`)
  await button('Views').click()
  await page.getByRole('menuitem', { name: 'Stuck in nine', exact: true }).click()
  await expect(page).toHaveURL(/\/people\?wave=Wave\+9&state=stuck&sort=name$/)
  await button('Views').click()
  await page.getByRole('menuitem', { name: 'Remove the view Stuck in nine' }).click()
  await button('Views').click()
  await expect(page.getByText('No view saved yet')).toBeVisible()
  await page.keyboard.press('Escape')
})

test('the helpdesk sorts and looks, and has nothing to choose or export by', async () => {
  const seen = await world.openAs(hal, '/people?sort=name')
  await expect(seen.getByText('20,005 people', { exact: true })).toBeVisible()
  await expect(seen.getByRole('checkbox', { name: /^Choose/ })).toHaveCount(0)
  await expect(seen.getByRole('button', { name: /Choose the whole|Export/ })).toHaveCount(0)
  await seen.context().close()
})

for (const { name, ...look } of looksOfPage) {
  test(`a list of 20,000 people clips nothing, and axe has nothing to say, in ${name}`, async () => {
    // The longest name and address are among the first.
    const seen = await world.openAs(ada, '/people?search=person.0&state=stuck&sort=seen', look)
    const { people } = wordsOf[look.locale]
    const expectGood = look.viewport.width < 1280 ? expectNoSidewaysScroll : expectNothingWrong
    await seen.locator('[data-place="0"]').waitFor()
    await seen.goto(`${world.admin.url}/people?sort=state&order=desc`)
    await seen.locator('[data-place="3"]').waitFor()
    await seen.locator('.total button').click()
    await seen.screenshot({ path: path.join(galleryFolder, `Many people-${name}.png`) })
    expect(await findClipped(seen)).toEqual([])
    await expectGood(seen)
    await expectNothingWrong(seen)
    await seen.locator('.grid-body').evaluate((body) => body.scrollTo(0, 4_000))
    await expect(seen.locator('[data-place="0"]')).toHaveCount(0)
    await seen.locator('.grid').scrollIntoViewIfNeeded()
    await seen.screenshot({ path: path.join(galleryFolder, `Many people scrolled-${name}.png`) })
    expect(await findClipped(seen)).toEqual([])
    await seen.goto(`${world.admin.url}/people?search=wolfeschlegel`)
    await expect(seen.locator('[data-place="0"]')).toContainText('Ende')
    await seen.locator('[data-place="0"]').scrollIntoViewIfNeeded()
    await seen.screenshot({ path: path.join(galleryFolder, `Long name-${name}.png`) })
    expect(await findClipped(seen)).toEqual([])
    await expectGood(seen)
    await expect(seen.getByRole('button', { name: people['export'], exact: true })).toBeVisible()
    await seen.context().close()
  })
}

test('no page broke its own policy or complained otherwise', () => {
  expect(world.complaints).toEqual([])
})
