import { chromium } from 'playwright'
import { chromiumOptions } from '../browser.ts'

/** A bookmark, or a folder of them. */
export type BookmarkToMake = { readonly title: string } & (
  { readonly url: string } | { readonly children: readonly BookmarkToMake[] }
)

type BookmarksApi = {
  getTree(): Promise<readonly { readonly children: readonly { readonly id: string }[] }[]>
  create(bookmark: {
    readonly parentId: string
    readonly title: string
    readonly url?: string
  }): Promise<{ readonly id: string }>
}

/** Lets a real Chromium keep bookmarks in a profile below `folder`. Answers with the file that it has written. */
export async function makeBookmarks(folder: string, bookmarks: readonly BookmarkToMake[]): Promise<string> {
  const { args, ...program } = chromiumOptions()
  const browser = await chromium.launchPersistentContext(folder, { headless: true, ...program, args })
  try {
    const page = await browser.newPage()
    await page.goto('chrome://bookmarks')
    await page.evaluate(async (wanted) => {
      const { bookmarks: api } = (globalThis as unknown as { chrome: { bookmarks: BookmarksApi } }).chrome
      const [root] = await api.getTree()
      const add = async (parentId: string, each: BookmarkToMake): Promise<void> => {
        const { title } = each
        const made = await api.create({ parentId, title, ...('url' in each && { url: each.url }) })
        if ('children' in each) for (const child of each.children) await add(made.id, child)
      }
      for (const each of wanted) await add(root?.children[0]?.id ?? '', each)
    }, bookmarks)
  } finally {
    await browser.close()
  }
  return `${folder}/Default/Bookmarks`
}
