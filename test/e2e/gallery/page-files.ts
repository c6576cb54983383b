import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext } from '@playwright/test'

const root = fileURLToPath(new URL('../../../', import.meta.url))
export const galleryFolder = path.join(root, 'dist', 'gallery')
/** The window's page as the app has it; `npm test -- e2e …` builds it before. */
const pageFolder = path.join(root, 'dist', 'renderer')

/** An origin that no network knows: every request is answered from the built files. */
export const pageOrigin = 'http://landfall.test'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Answers the page's requests; whatever the page asks of anybody else fails. */
export async function servePage(context: BrowserContext): Promise<void> {
  await context.route('**/*', async (route) => {
    const url = new URL(route.request().url())
    if (url.origin !== pageOrigin) return route.abort()
    const file = path.join(pageFolder, url.pathname === '/' ? 'index.html' : url.pathname)
    const contentType = types[path.extname(file)] ?? 'application/octet-stream'
    return route.fulfill({ body: await readFile(file), contentType })
  })
}
