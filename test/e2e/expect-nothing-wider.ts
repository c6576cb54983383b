import { expect, type Page } from '@playwright/test'

/** No part of the page that `parts` selects is wider than its place, and neither is the page. */
export async function expectNothingWider(page: Page, parts: string): Promise<void> {
  const overflow = await page.evaluate(
    (selector) =>
      [document.documentElement, ...document.querySelectorAll(selector)]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(
          ({ tagName, className, scrollWidth, clientWidth }) =>
            `${tagName} ${className}: ${scrollWidth} > ${clientWidth}`,
        ),
    parts,
  )
  expect(overflow).toEqual([])
}
