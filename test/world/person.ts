import type { Locator } from 'playwright'
import type { Account } from './people.ts'
import type { RunningApp } from './running-app.ts'
import type { World } from './world.ts'

/** The person in front of the window: reads headings, presses buttons, signs in with a browser. */
export type Person = {
  heading(text: string | RegExp): Locator
  /** Waits until the window says this. */
  reads(text: string | RegExp): Promise<void>
  presses(button: string | RegExp): Promise<void>
  /** Presses the button that leads to the browser, and signs in there. */
  signsInAs(account: Account, button?: string | RegExp): Promise<void>
}

const patienceMilliseconds = 120_000

export function createPerson(world: World, { window }: RunningApp): Person {
  const heading = (name: string | RegExp): Locator => window.getByRole('heading', { level: 1, name })
  const presses = async (name: string | RegExp): Promise<void> => {
    const exact = typeof name === 'string'
    await window
      .getByRole('main')
      .getByRole('button', { name, exact })
      .click({ timeout: patienceMilliseconds })
  }
  return {
    heading,
    reads: (text) => heading(text).waitFor({ timeout: patienceMilliseconds }),
    presses,
    signsInAs: async (account, button = 'Sign in') => {
      await presses(button)
      await world.browser.signIn(await world.openedUrls.next(), account)
    },
  }
}
