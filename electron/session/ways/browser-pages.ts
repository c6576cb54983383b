import { loadWords, textDirectionOf, type Language } from '../../../shared/words/words.ts'

/** What the browser shows last: a page in full, for each end of a sign-in. */
export type BrowserPages = { readonly done: string; readonly failed: string }

/** The last page of a sign-in, in the person's language. It may be shown before the sign-in has succeeded. */
export async function readBrowserPages(language: Language): Promise<BrowserPages> {
  const words = (await loadWords(language))['browser-page']
  const page = (title: string, text: string): string =>
    `<!doctype html><html lang="${language}" dir="${textDirectionOf(language)}"><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${title}</title><body style="${style}">` +
    `<main><h1>${title}</h1><p>${text}</p></main></body></html>`
  return {
    done: page(words['done-title'], words['done-meaning']),
    failed: page(words['failed-title'], words['failed-meaning']),
  }
}

const style = 'font:16px system-ui;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark'
