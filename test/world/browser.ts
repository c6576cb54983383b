import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright'
import { password, type Account } from './people.ts'

/** The person's system browser: a real Chromium, started by the world. */
export type SystemBrowser = {
  open(url: string): Promise<Page>
  /** Signs the person in on the pages behind `url`, until the app's own page says to return. */
  signIn(url: string, account: Account): Promise<void>
  /** Types the code of another device on the page at `url`, and signs the person in there. */
  enterCode(url: string, code: string, account: Account): Promise<void>
  cancel(url: string): Promise<void>
  /** Signs in as far as the page lets the person, and reads what it ends with. It never goes back to the app. */
  readEnd(url: string, account: Account): Promise<string>
  /** Signs in as far as the page that wants an approval, and sends the request for it. */
  requestApproval(url: string, account: Account): Promise<void>
  close(): Promise<void>
}

const wholeBrowsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** Chromium without a browser's own pages, menus and profiles: it takes a third less of a processor for the same page. */
const headlessShell = '/usr/bin/chromium-headless-shell'

/** How to launch a whole Chromium: the system's own where there is one, otherwise the one that Playwright has. */
export function chromiumOptions(): { executablePath?: string; args: string[] } {
  return optionsFor(wholeBrowsers)
}

/** Launches a Chromium for pages that no one sees; it takes the certificates of a world where it is given one. */
export function launchHeadless(certificates?: { readonly spki: string }): Promise<Browser> {
  const { args, ...program } = optionsFor([headlessShell, ...wholeBrowsers])
  const trust =
    certificates === undefined ? [] : [`--ignore-certificate-errors-spki-list=${certificates.spki}`]
  return chromium.launch({ ...program, args: [...args, ...trust] })
}

function optionsFor(places: readonly string[]): { executablePath?: string; args: string[] } {
  const executablePath = places.find((place) => existsSync(place))
  return {
    ...(executablePath !== undefined && { executablePath }),
    // Root cannot make Chromium's sandbox.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  }
}

async function typePassword(page: Page, account: Account): Promise<void> {
  await page.fill('#i0116', account.upn)
  await page.click('#idSIButton9')
  await page.fill('#i0118', password)
  await page.click('#idSIButton9')
}

/** Through the list of accounts where there is one; a session that stays asks for no password. */
async function goOn(page: Page, account: Account): Promise<void> {
  const tile = page.locator(`[data-test-id="${account.upn}"]`)
  if (await tile.isVisible()) return tile.click()
  const picker = page.locator('#otherTile')
  if (await picker.isVisible()) await picker.click()
  await typePassword(page, account)
}

/** By whether somebody sees it. Each keeps the process that started it alive, and ends with it. */
const browsers = new Map<boolean, Promise<Browser>>()

/** A Chromium takes a second to start, so all worlds of one process share it; each world has a profile of its own in it. */
function launchShared(headless: boolean): Promise<Browser> {
  const launch = () => (headless ? launchHeadless() : chromium.launch({ headless, ...chromiumOptions() }))
  const browser = browsers.get(headless) ?? launch()
  browsers.set(headless, browser)
  return browser
}

/** Ends the browsers that the worlds of this process share, when none of them is used any more. */
export async function closeSharedBrowsers(): Promise<void> {
  for (const browser of browsers.values()) await (await browser).close()
  browsers.clear()
}

/** The system browser of one world. It takes certificates although it does not know their authority. */
export function startSystemBrowser({ headless = true }: { headless?: boolean }): SystemBrowser {
  let context: BrowserContext | null = null

  async function open(url: string): Promise<Page> {
    const browser = await launchShared(headless)
    context ??= await browser.newContext({ locale: 'en', ignoreHTTPSErrors: true })
    const page = await context.newPage()
    await page.goto(url)
    return page
  }

  return {
    open,
    async signIn(url, account) {
      const page = await open(url)
      const picker = page.locator('#otherTile')
      if (await picker.isVisible()) {
        const tile = page.locator(`[data-test-id="${account.upn}"]`)
        if (await tile.isVisible()) {
          await tile.click()
          await page.waitForURL(/^http:\/\/localhost/)
          return page.close()
        }
        await picker.click()
      }
      await typePassword(page, account)
      await page.waitForURL(/^http:\/\/localhost/)
      await page.close()
    },
    async enterCode(url, code, account) {
      const page = await open(url)
      await page.fill('input[name=user_code]', code)
      await page.click('#idSIButton9')
      await page.getByRole('heading', { name: 'Sign in on another device' }).waitFor()
      await page.click('#idSIButton9')
      await typePassword(page, account)
      await page.getByRole('heading', { name: 'You are signed in' }).waitFor()
      await page.close()
    },
    async cancel(url) {
      const page = await open(url)
      await page.click('#idBtn_Back')
      await page.waitForURL(/^http:\/\/localhost/)
      await page.close()
    },
    async readEnd(url, account) {
      const page = await open(url)
      const end = page.locator('#exceptionMessage')
      if (!(await end.isVisible())) await goOn(page, account)
      const text = await end.innerText()
      await page.close()
      return text
    },
    async requestApproval(url, account) {
      const page = await open(url)
      await goOn(page, account)
      await page.getByRole('heading', { name: 'Approval required' }).waitFor()
      await page.click('#idSIButton9')
      await page.waitForURL(/^http:\/\/localhost/)
      await page.close()
    },
    close: async () => {
      await context?.close()
      context = null
    },
  }
}
