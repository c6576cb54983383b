import type { Browser, Locator, Page } from '@playwright/test'

type Watched = { texts: string[] }

/** Notes each text that the element has from now on, however short. */
export async function watchTexts(page: Page, selector: string): Promise<void> {
  await page.locator(selector).evaluate((element) => {
    const texts: string[] = []
    Object.assign(globalThis, { texts } satisfies Watched)
    new MutationObserver(() => texts.push(element.textContent)).observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    })
  })
}

export async function readTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as Watched).texts)
}

/** On how many lines the element's text is. */
export async function countLines(text: Locator): Promise<number> {
  return text.evaluate((element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
  })
}

type Pixels = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }

/** A picture's pixels, as a camera sees them. The page under test may load no picture, so a blank one does. */
export async function readPixels(browser: Browser, picture: Buffer): Promise<Pixels> {
  const blank = await browser.newPage()
  try {
    const { data, ...size } = await blank.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const { width, height } = image
      const canvas = new OffscreenCanvas(width, height).getContext('2d')
      canvas?.drawImage(image, 0, 0)
      return { width, height, data: [...(canvas?.getImageData(0, 0, width, height).data ?? [])] }
    }, picture.toString('base64'))
    return { ...size, data: Uint8ClampedArray.from(data) }
  } finally {
    await blank.close()
  }
}
