import type { Page } from '@playwright/test'

/** The texts of a list that are not to be read in full: wider or higher than their cell, or cells beyond their row. */
export function findClipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const isBeyond = (inner: DOMRect, outer: DOMRect): boolean =>
      inner.left < outer.left - 1 ||
      inner.right > outer.right + 1 ||
      inner.top < outer.top - 1 ||
      inner.bottom > outer.bottom + 1
    for (const row of document.querySelectorAll('.grid-row')) {
      const box = row.getBoundingClientRect()
      if (box.width === 0) continue
      for (const cell of row.children) {
        const { scrollWidth, clientWidth, scrollHeight, clientHeight, textContent } = cell as HTMLElement
        // A checkbox has a ring of its own around it.
        const isText = textContent !== ''
        if (isText && (scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1))
          found.push(`cut: ${textContent}`)
        if (isBeyond(cell.getBoundingClientRect(), box)) found.push(`beyond its row: ${textContent}`)
      }
    }
    const boxes = [...document.querySelectorAll('.grid-all .grid-row')]
      .map((row) => row.getBoundingClientRect())
      .sort((one, other) => one.top - other.top)
    for (const [place, box] of boxes.entries()) {
      const next = boxes[place + 1]
      if (next !== undefined && next.top < box.bottom - 1) found.push(`row over row at ${box.top}`)
    }
    return found
  })
}
