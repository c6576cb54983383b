import { expect, test, type Page } from '@playwright/test'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ada, amy, bob, carla, dan, hal } from '../world/people.ts'
import { expectNothingWrong, goTo, startConsoleWorld, type ConsoleWorld } from './console/console-world.ts'
import { looksOfPage } from './console/looks.ts'

test.describe.configure({ mode: 'serial' })

const galleryFolder = fileURLToPath(new URL('../../dist/gallery/console', import.meta.url))
const dayIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

let world: ConsoleWorld
let page: Page
test.beforeAll(async () => {
  world = await startConsoleWorld()
  page = await world.openAs(ada, '/imports')
  await page.getByRole('radio', { name: /^Waves/ }).check()
  const lines = [
    'upn,wave,cutover',
    `${amy.source.upn},North,${dayIn(0)}`,
    `${dan.source.upn},North,${dayIn(0)}`,
    `${bob.source.upn},South,${dayIn(20)}`,
    `${carla.source.upn},A wave with a name as long as names of departments are,${dayIn(20)}`,
  ]
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: 'waves.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
  await page.getByRole('button', { name: 'See what would change' }).click()
  await page.getByRole('button', { name: 'Import 4 rows' }).click()
  await page.getByRole('button', { name: 'Undo waves.csv' }).waitFor()
  await goTo(page, 'Settings')
  await page.getByLabel('Last day of the Contoso tenant’s licences').fill(dayIn(60))
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await goTo(page, 'Progress')
})
test.afterAll(() => world.stop())

const marks = (seen: Page) => seen.getByRole('list', { name: 'Days in the chart' }).getByRole('listitem')

test('the burn-down has a scale, and names cutovers, today and the last day of the licences', async () => {
  await expect(page.locator('.chart-tick')).toHaveText(['0', '1', '2', '3', '4', '5'])
  await expect(marks(page)).toHaveText([
    /cutover of North$/,
    /today$/,
    /cutover of A wave with a name as long as names of departments are and South$/,
    /last day of the Contoso tenant’s licences$/,
  ])
  await expect(page.locator('.chart-mark')).toHaveCount(4)
})

test('a wave has a bar with its share, its stuck people and its people', async () => {
  const row = page.getByRole('table', { name: 'Waves' }).getByRole('row', { name: /^North/ })
  await expect(row.locator('.bar-part')).toHaveCount(2)
  await expect(row).toContainText('0% done: 0 of 2 people')
  await row.getByRole('link', { name: '1 person of North is stuck' }).click()
  await expect(page).toHaveURL(/\/people\?wave=North&state=stuck$/)
  await expect(page.getByText('1 person', { exact: true })).toBeVisible()
  await goTo(page, 'Progress')
  await row.getByRole('link', { name: 'Open North' }).click()
  await expect(page).toHaveURL(/\/people\?wave=North$/)
  await goTo(page, 'Progress')
})

test('the chart of one wave has its own cutover and no other', async () => {
  await page.getByRole('combobox', { name: 'Wave' }).selectOption('South')
  await expect(marks(page)).toHaveText([/today$/, /cutover of South$/, /last day of the Contoso/])
  await goTo(page, 'Progress')
})

test('the helpdesk sees the same marks', async () => {
  const seen = await world.openAs(hal, '/')
  await expect(marks(seen)).toHaveCount(4)
  await seen.context().close()
})

for (const { name, ...look } of looksOfPage) {
  test(`axe has nothing to say about the chart and the waves, in ${name}`, async () => {
    const seen = await world.openAs(ada, '/', look)
    const chart = seen.locator('.chart')
    await chart.waitFor()
    await expectNothingWrong(seen)
    await chart.scrollIntoViewIfNeeded()
    await seen.screenshot({ path: path.join(galleryFolder, `Chart-${name}.png`) })
    await seen.locator('table').last().scrollIntoViewIfNeeded()
    await seen.screenshot({ path: path.join(galleryFolder, `Waves-${name}.png`) })
    await seen.context().close()
  })
}

test('no page broke its own policy or complained otherwise', () => {
  expect(world.complaints).toEqual([])
})
