import { expect, type Page } from '@playwright/test'

/** Places that may scroll by themselves: lists, and what a person has unfolded. */
const lists = '.file-box, .json, .help-list, [role="dialog"] *'

/**
 * At the size of the window as it opens nothing scrolls but a list, and the first button of the main part is above its lower edge.
 * What was unfolded may be longer.
 */
export async function expectInSight(page: Page): Promise<void> {
  const seen = await page.evaluate((allowed) => {
    const scrolling = [...document.querySelectorAll('*')]
      .filter((element) => /auto|scroll/.test(getComputedStyle(element).overflowY))
      .filter((element) => element.scrollHeight > element.clientHeight + 1 && !element.matches(allowed))
      .map(({ className, scrollHeight, clientHeight }) => `${className}: ${scrollHeight} > ${clientHeight}`)
    const main = document.querySelector('main')?.getBoundingClientRect().bottom ?? 0
    const action = document.querySelector('main .buttons button')?.getBoundingClientRect().bottom ?? 0
    const footer = document.querySelector('footer')?.getBoundingClientRect().height ?? 0
    return { scrolling, isActionBelow: action > main, footer: Math.round(footer) }
  }, lists)
  expect(seen).toEqual({ scrolling: [], isActionBelow: false, footer: 48 })
}
