import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type InlineConfig } from 'vite'
import type { BrowserContext } from '@playwright/test'

const root = fileURLToPath(new URL('../../../', import.meta.url))
export const galleryFolder = path.join(root, 'dist', 'gallery')
const pageFolder = path.join(galleryFolder, 'page')

/** An origin that no network knows: every request is answered from the built files. */
export const pageOrigin = 'http://landfall.test'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Builds the window's page as the app does, with the same settings, into a folder of its own. */
export async function buildPage(): Promise<void> {
  const file = path.join(root, 'electron.vite.config.ts')
  const { default: config } = (await import(pathToFileURL(file).href)) as {
    default: { renderer: InlineConfig }
  }
  const { renderer } = config
  await build({
    ...renderer,
    configFile: false,
    root: path.join(root, 'renderer'),
    logLevel: 'warn',
    build: {
      ...renderer.build,
      outDir: pageFolder,
      emptyOutDir: true,
      rolldownOptions: {
        ...renderer.build?.rolldownOptions,
        input: path.join(root, 'renderer', 'index.html'),
      },
    },
  })
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
