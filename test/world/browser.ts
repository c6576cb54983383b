import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright'
import { password, type Account } from './people.ts'

/** The person's system browser: a real Chromium, started by the world. */
export type SystemBrowser = {
  open(url: string): Promise<Page>
  /** Signs the person in on the pages behind `url`, until the app's own page says to return. */
  signIn(url: string, account: Account): Promise<void>
  cancel(url: string): Promise<void>
  close(): Promise<void>
}

/** The Chromium of the system, or null for the one that Playwright has. */
export function findChromium(): string | null {
  const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
  return places.find((place) => existsSync(place)) ?? null
}

/** `spki` is the one certificate that this browser takes although it does not know its authority. */
export async function startSystemBrowser({
  spki,
  headless = true,
}: {
  spki: string
  headless?: boolean
}): Promise<SystemBrowser> {
  const executablePath = findChromium()
  let browser: Browser | null = null
  let context: BrowserContext | null = null

  async function open(url: string): Promise<Page> {
    browser ??= await chromium.launch({
      headless,
      ...(executablePath !== null && { executablePath }),
      args: [
        `--ignore-certificate-errors-spki-list=${spki}`,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    })
    context ??= await browser.newContext({ locale: 'en' })
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
      await page.fill('#i0116', account.upn)
      await page.click('#idSIButton9')
      await page.fill('#i0118', password)
      await page.click('#idSIButton9')
      await page.waitForURL(/^http:\/\/localhost/)
      await page.close()
    },
    async cancel(url) {
      const page = await open(url)
      await page.click('#idBtn_Back')
      await page.waitForURL(/^http:\/\/localhost/)
      await page.close()
    },
    close: async () => {
      await browser?.close()
      browser = null
      context = null
    },
  }
}
