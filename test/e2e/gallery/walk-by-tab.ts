import type { Page } from '@playwright/test'

/** Where the keyboard stops: `isInSight` where nothing covers the middle of what is seen of it. */
export type Stop = { readonly name: string; readonly isInSight: boolean; readonly isAction: boolean }

const action = 'main .buttons button, main .file-bar button'

/** More than any screen has: who is not out by then is kept. */
const mostStops = 120

/** Presses Tab from the top of the page until the focus leaves it. Throws where it never does. */
export async function walkByTab(page: Page): Promise<Stop[]> {
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  })
  const stops: Stop[] = []
  while (stops.length < mostStops) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate((selector) => {
      const { activeElement } = document
      if (activeElement === null || activeElement === document.body) return null
      const { left, right, top, bottom } = activeElement.getBoundingClientRect()
      const { clientWidth, clientHeight } = document.documentElement
      const x = (Math.max(0, left) + Math.min(clientWidth, right)) / 2
      const y = (Math.max(0, top) + Math.min(clientHeight, bottom)) / 2
      const seen = document.elementFromPoint(x, y)
      const isSeen = seen !== null && (activeElement.contains(seen) || seen.contains(activeElement))
      return {
        name: activeElement.textContent,
        isInSight: isSeen && bottom > 0 && top < clientHeight && right > 0 && left < clientWidth,
        isAction: activeElement.matches(selector),
      }
    }, action)
    if (stop === null) return stops
    stops.push(stop)
  }
  throw new Error(`The keyboard does not leave the page after ${mostStops} stops`)
}

/** Whether the screen has a button of its own. */
export async function hasAction(page: Page): Promise<boolean> {
  return (await page.locator(action).count()) > 0
}
