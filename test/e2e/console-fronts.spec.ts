import { expect, test, type Page } from '@playwright/test'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ImportView } from '../../admin/server/contract/import-routes.ts'
import { ada } from '../world/people.ts'
import {
  expectNoSidewaysScroll,
  expectNothingWrong,
  startConsoleWorld,
  type ConsoleWorld,
} from './console/console-world.ts'

const galleryFolder = fileURLToPath(new URL('../../dist/gallery/console', import.meta.url))

let world: ConsoleWorld
test.beforeAll(async () => {
  world = await startConsoleWorld()
})
test.afterAll(() => world.stop())

const at = '2026-11-20T09:30:00.000Z'
const importOf = (place: number, rest: Partial<ImportView>): ImportView => ({
  id: `00000000-0000-4000-8000-00000000000${place}`,
  kind: 'identity-map',
  fileName: `people ${place}.csv`,
  state: 'previewed',
  at,
  by: { oid: 'aaaaaaaa-0000-4000-8000-000000000001', upn: ada.upn, role: 'admin' },
  rows: { readable: 200_000, unreadable: 0, groups: 0, guests: 0 },
  problems: [],
  changes: { added: 200_000, changed: 0, unchanged: 0, removed: 0, unknown: 0 },
  isForeseen: true,
  examples: [],
  unmatched: [],
  waves: [],
  canUndo: rest.state === 'applied',
  appliedAt: null,
  undoneAt: null,
  work: null,
  ...rest,
})
const imports = [
  importOf(1, { isForeseen: false, work: { kind: 'look', failure: null } }),
  importOf(2, { work: { kind: 'take', failure: null } }),
  importOf(3, { work: { kind: 'take', failure: 'import.broken-off' } }),
  importOf(4, { work: { kind: 'take', failure: 'database.unavailable' } }),
  importOf(6, { isForeseen: false, work: { kind: 'look', failure: 'import.broken-off' } }),
  importOf(5, { state: 'applied', appliedAt: at, work: { kind: 'undo', failure: null } }),
]
const failing = {
  id: '00000000-0000-4000-8000-000000000009',
  url: 'https://hooks.fabrikam.com/a/rather/long/address/of/a/workflow?signature=0123456789abcdef0123456789abcdef',
  format: 'teams',
  events: ['wave-finished', 'person-stuck'],
  createdAt: at,
  waiting: 3,
  dead: 1,
  failing: { problem: 'unreachable', at },
}

/** A page behind a proxy that holds streams back and takes no large file, with what the endpoint says of slow work. */
async function openBehindProxy(place: string, look: object): Promise<Page> {
  // What a route fetches itself does not know the authority of this world.
  const page = await world.openAs(ada, '/people', { ...look, ignoreHTTPSErrors: true })
  await page.route('**/v1/events', () => {})
  await page.route('**/v1/imports', (route) =>
    route.request().method() === 'GET' ? route.fulfill({ json: { imports } }) : route.continue(),
  )
  await page.route('**/v1/imports?*', (route) =>
    route.fulfill({ status: 413, contentType: 'text/html', body: '<h1>413 Request Entity Too Large</h1>' }),
  )
  await page.route('**/v1/settings', async (route) => {
    const answer = await route.fetch()
    const json = (await answer.json()) as object
    return route.fulfill({ response: answer, json: { ...json, webhooks: [failing] } })
  })
  await page.goto(world.admin.url + place)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return page
}

const looks = [
  {
    name: 'light-en',
    look: { locale: 'en-GB', viewport: { width: 1280, height: 900 } },
    expectGood: expectNothingWrong,
    words: {
      proxy: /A proxy in front of the server takes no file of this size/,
      taking: 'This file is being taken. You may leave this page.',
      look: 'See what it would change',
      asking: 'Checked every 15 seconds',
      failing: /^The last message, of .*, did not arrive:/,
      file: 'File',
    },
  },
  {
    name: 'narrow-de',
    look: { locale: 'de-DE', viewport: { width: 320, height: 700 } },
    expectGood: expectNoSidewaysScroll,
    words: {
      proxy: /Ein Proxy vor dem Server nimmt keine so große Datei an/,
      taking: 'Diese Datei wird übernommen. Sie können die Seite verlassen.',
      look: 'Feststellen, was sie ändern würde',
      asking: 'Alle 15 Sekunden abgefragt',
      failing: /^Die letzte Nachricht, .*, kam nicht an:/,
      file: 'Datei',
    },
  },
] as const

for (const { name, look, expectGood, words } of looks)
  test(`behind a proxy: slow work, what a proxy refuses and what does not arrive are said in ${name}`, async () => {
    const page = await openBehindProxy('/imports', look)
    await expect(page.getByText(words.taking)).toBeVisible()
    // One that is being looked through, which cannot be asked for again yet, and one whose look was broken off.
    await expect(page.getByRole('button', { name: words.look })).toHaveCount(2)
    await expect(page.getByRole('button', { name: words.look, disabled: false })).toHaveCount(1)
    await page
      .getByLabel(words.file, { exact: true })
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b') })
    await page.locator('form button[type=submit]').first().click()
    await expect(page.getByText(words.proxy)).toBeVisible()
    await expect(page.getByText(words.asking)).toBeVisible({ timeout: 60_000 })
    await page.screenshot({ path: path.join(galleryFolder, `fronts-imports-${name}.png`), fullPage: true })
    await expectGood(page)

    await page.goto(`${world.admin.url}/settings`)
    await expect(page.getByText(words.failing)).toBeVisible()
    await expect(page.getByText('unreachable', { exact: true })).toBeVisible()
    await page.getByText(words.failing).scrollIntoViewIfNeeded()
    await page.screenshot({ path: path.join(galleryFolder, `fronts-settings-${name}.png`) })
    await expectGood(page)
    await page.context().close()
  })
