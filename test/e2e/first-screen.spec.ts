import { expect, test, type Browser } from '@playwright/test'
import { gzipSync } from 'node:zlib'
import { launchHeadless } from '../world/browser.ts'
import { openScene } from './gallery/open-scene.ts'
import { servePage } from './gallery/page-files.ts'
import { scenes } from './gallery/states.ts'

/** What the first screen may load of scripts, as gzip makes it; bytes. */
const mostBytes = 200_000

let browser: Browser

test.beforeAll(async () => {
  browser = await launchHeadless()
})
test.afterAll(() => browser.close())

for (const locale of ['en-GB', 'de-DE', 'fr-FR', 'es-ES', 'pt-BR', 'ja-JP', 'ar-EG'])
  test(`the first screen loads less than 200 kB of scripts in ${locale}`, async () => {
    const context = await browser.newContext({ locale })
    await servePage(context)
    const scripts: Promise<number>[] = []
    context.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return
      scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length))
    })
    const scene = scenes.find(({ name }) => name === 'signed-out')
    if (scene === undefined) throw new Error('No scene signed-out')
    await openScene(context, scene)
    const sizes = await Promise.all(scripts)
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    console.log(`${locale}: ${Math.round(bytes / 1000)} kB in ${sizes.length} scripts, of 200 kB`)
    expect(sizes.length).toBeGreaterThan(1)
    expect(bytes).toBeLessThan(mostBytes)
    await context.close()
  })
