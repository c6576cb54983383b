import { expect, test, type Page } from '@playwright/test'
import { reportOf } from '../unit/admin/report.ts'
import { ada, amy, bob } from '../world/people.ts'
import { findNginx, startNginx } from '../world/nginx.ts'
import { startConsoleWorld, type ConsoleWorld } from './console/console-world.ts'

test.describe.configure({ mode: 'serial' })

let world: ConsoleWorld
test.beforeAll(async () => {
  world = await startConsoleWorld()
})
test.afterAll(() => world.stop())

const seen = (page: Page) => page.getByRole('link', { name: /^Never seen/ })
const stuck = (page: Page) => page.getByRole('link', { name: /^Stuck/ })

/** Another tab of the same browser, signed in as this one. */
async function openTab(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup')
  await page.evaluate(() => void window.open(location.href))
  return opened
}

test('twenty tabs of one browser over HTTP/1.1: each is there and live, and hears what happens', async () => {
  const first = await world.openAs(ada, '/')
  const tabs = [first]
  while (tabs.length < 20) {
    // Six streams would leave no connection for the seventh tab.
    const tab = await openTab(first)
    await expect(tab.getByText('Live', { exact: true })).toBeVisible()
    await expect(seen(tab)).toContainText('3')
    tabs.push(tab)
  }
  expect(world.admin.requests().filter(({ url }) => url === '/v1/events')).toHaveLength(1)

  await world.report(amy, reportOf({ verdict: 'done' }))
  for (const tab of tabs) await expect(seen(tab)).toContainText('2')

  // The tab that listens for all goes: another does.
  await first.close()
  const left = tabs.slice(1)
  await world.report(bob, reportOf({ verdict: 'done' }))
  for (const tab of left) await expect(seen(tab)).toContainText('1')
  for (const tab of left) await expect(tab.getByText('Live', { exact: true })).toBeVisible()
  await left[0]?.context().close()
})

test('behind an nginx as it comes the page is live; behind one that holds streams back it asks, and says so', async () => {
  test.slow()
  const nginx = await findNginx()
  test.skip(nginx === null, 'there is no nginx')
  if (nginx === null) return
  for (const [lines, sign, person, count] of [
    [[], 'Live', bob, '2'],
    [['proxy_ignore_headers X-Accel-Buffering;'], 'Checked every 15 seconds', amy, '3'],
  ] as const) {
    const front = await startNginx(nginx, world.admin.url, lines, world.certificates)
    await world.identity.registerConsole(`${front.url}/`)
    const page = await world.openAs(ada, '/', {}, front.url)
    await expect(page.getByText(sign, { exact: true })).toBeVisible()
    await world.report(person, reportOf({ verdict: 'blocked', sequence: 2 }))
    await expect(stuck(page)).toContainText(count)
    await page.context().close()
    await front.stop()
  }
})
