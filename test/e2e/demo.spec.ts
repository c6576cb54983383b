import { expect, test } from '@playwright/test'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, type Page } from 'playwright'
import { endpointProgram } from '../../build/run/build-if-old.ts'
import { launchHeadless } from '../world/browser.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

test.describe.configure({ mode: 'serial' })

let folder: string
let endpoint: ChildProcess
let link: string
let browser: Browser
let page: Page
test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-demo-'))
  // The database runs as another account where we are root.
  await chmod(folder, 0o711)
  const args = [endpointProgram, '--demo', '--port', '0', '--data', path.join(folder, 'data')]
  endpoint = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  link = await readLink(endpoint)
  browser = await launchHeadless()
  page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
})
test.afterAll(async () => {
  await browser.close()
  endpoint.kill('SIGTERM')
  await once(endpoint, 'exit')
  await rm(folder, { recursive: true, force: true })
})

async function readLink({ stdout }: ChildProcess): Promise<string> {
  let said = ''
  for await (const part of stdout ?? []) {
    said += String(part)
    const found = /Open +(\S+)/.exec(said)?.[1]
    if (found !== undefined) return found
  }
  throw new Error(`the demonstration ended: ${said}`)
}

const banner = () => page.getByRole('complementary', { name: 'Demonstration.' })
const signIn = () => page.getByRole('button', { name: 'Sign in' })

test('the page refuses a wrong code, and says where the right one is', async () => {
  await page.goto(new URL('/people', link).href)
  await expect(banner()).toBeVisible()
  await page.getByLabel('Code that the terminal shows').fill('AAAAA-AAAAA')
  await signIn().click()
  await expect(page.getByRole('alert')).toHaveText('That is not the code. The terminal shows it.')
  await expectNothingFromAxe(page)
})

test('the link of the terminal brings the code along, and the address does not keep it', async () => {
  await page.goto('about:blank')
  await page.goto(link)
  await signIn().click()
  await expect(page.getByText('200 people')).toBeVisible()
  expect(page.url()).toBe(new URL('/', link).href)
})

test('every page has the banner in sight, also at its end and on a small screen', async () => {
  for (const name of ['People', 'Helpdesk', 'Runbook', 'Imports', 'Settings', 'Audit']) {
    await page.getByRole('navigation').getByRole('link', { name, exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
    await expect(banner()).toBeInViewport({ ratio: 1 })
  }
  await page.setViewportSize({ width: 420, height: 700 })
  await page.goto(new URL('/runbook', link).href)
  await expect(page.getByRole('heading', { level: 1, name: 'Runbook' })).toBeVisible()
  await page.keyboard.press('End')
  await expect(banner()).toBeInViewport({ ratio: 1 })
  await expectNothingFromAxe(page)
})

test('the admin needs the code again after a sign-out', async () => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('button', { name: /^Signed in as/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByLabel('Code that the terminal shows')).toHaveValue('')
  await page.reload()
  await expect(signIn()).toBeVisible()
})
