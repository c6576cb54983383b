import { test, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { launchHeadless } from '../../world/browser.ts'
import { light, type Look } from './looks.ts'
import { createStage, openScene } from './open-scene.ts'
import { servePage } from './page-files.ts'
import { scenes, type Scene } from './states.ts'

/** What the tests of one file open the window's page with. */
export type Gallery = {
  /** Where pages are opened in, from the first test on. */
  readonly browser: () => Browser
  readonly openContext: (look: Look) => Promise<BrowserContext>
  /** Tests that see scenes in one look, in a page that is opened once for all of them. */
  readonly inLook: (look: Look, define: (show: (scene: Scene) => Promise<Page>) => void) => void
  /** A page of its own, for where the focus begins, the size of the window or the selection matters. */
  readonly inOwnPage: (look: Look, name: string, use: (page: Page) => Promise<void>) => Promise<void>
  readonly inLight: (name: string, use: (page: Page) => Promise<void>) => Promise<void>
  /** One page in light for everything that leaves no trace outside of the window's own content. */
  readonly onStage: (name: string, use: (page: Page) => Promise<void>) => Promise<void>
}

/** Opens one browser for the tests of the file that calls it, and closes it after them. */
export function useGallery(): Gallery {
  let browser: Browser
  let showInLight: (scene: Scene) => Promise<Page>

  test.beforeAll(async () => {
    browser = await launchHeadless()
    showInLight = createStage(await openContext(light))
  })
  test.afterAll(() => browser.close())

  async function openContext({ locale, colorScheme, forcedColors, viewport }: Look): Promise<BrowserContext> {
    const context = await browser.newContext({
      locale,
      colorScheme,
      viewport,
      timezoneId: 'Europe/London',
      reducedMotion: 'reduce',
      ...(forcedColors && { forcedColors }),
    })
    await servePage(context)
    return context
  }

  function inLook(look: Look, define: (show: (scene: Scene) => Promise<Page>) => void): void {
    test.describe(look.name, () => {
      let context: BrowserContext
      let show: (scene: Scene) => Promise<Page>
      test.beforeAll(async () => {
        context = await openContext(look)
        show = createStage(context)
      })
      test.afterAll(() => context.close())
      define((scene) => show(scene))
    })
  }

  async function inOwnPage(look: Look, name: string, use: (page: Page) => Promise<void>): Promise<void> {
    const context = await openContext(look)
    try {
      await use(await openScene(context, sceneNamed(name)))
    } finally {
      await context.close()
    }
  }

  return {
    browser: () => browser,
    openContext,
    inLook,
    inOwnPage,
    inLight: (name, use) => inOwnPage(light, name, use),
    onStage: async (name, use) => use(await showInLight(sceneNamed(name))),
  }
}

/** The scene of this name; throws where there is none. */
export function sceneNamed(name: string): Scene {
  const scene = scenes.find((each) => each.name === name)
  if (scene === undefined) throw new Error(`No scene ${name}`)
  return scene
}
