import type { Page } from 'playwright'
import { password, type Account } from './people.ts'

/** Opens an address of the console, and signs in there. */
export async function signInToConsole(
  page: Page,
  url: string,
  account: Account,
  place: string,
): Promise<void> {
  await page.goto(url + place)
  await page.getByRole('button', { name: /Sign in|Anmelden|Se connecter|Iniciar sesión/ }).click()
  await page.fill('#i0116', account.upn)
  await page.click('#idSIButton9')
  await page.fill('#i0118', password)
  await page.click('#idSIButton9')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForURL(({ origin }) => origin === url)
}
