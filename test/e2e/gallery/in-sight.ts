import { expect, type Page } from '@playwright/test'
import { expectNothingWider } from '../expect-nothing-wider.ts'

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

/** Each part of the footer is there in full: inside the window, and no text is cut off. */
export async function expectWholeFooter(page: Page): Promise<void> {
  const cut = await page.evaluate(() => {
    const foot = document.querySelector('footer')
    if (foot === null) return ['no footer']
    const all = [foot, ...foot.querySelectorAll<HTMLElement>('*:not(.help-list, .help-list *, svg, svg *)')]
    const width = document.documentElement.clientWidth
    return all
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect()
        const isCut =
          getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth
        return isCut || left < 0 || right > width + 0.5
      })
      .map(({ className, tagName }) => `${tagName} ${className}`)
  })
  expect(cut).toEqual([])
}

/** The button of the main part is above the lower edge of the window as it opens. */
export async function expectActionInSight(page: Page): Promise<void> {
  const isBelow = await page.evaluate(() => {
    const main = document.querySelector('main')?.getBoundingClientRect().bottom ?? 0
    const action = document.querySelector('main .buttons button')?.getBoundingClientRect().bottom ?? 0
    return action > main
  })
  expect(isBelow, 'the next button is below the edge').toBe(false)
}

/** No part of the window is wider than its place. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expectNothingWider(page, '.panel, .steps, .frame')
}
