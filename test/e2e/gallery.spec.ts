import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { chromium } from '@playwright/test'
import path from 'node:path'
import { chromiumOptions } from '../world/browser.ts'
import { createStage, openScene, pushState, readCalls } from './gallery/open-scene.ts'
import { buildPage, galleryFolder, servePage } from './gallery/page-files.ts'
import { scenes, type Scene } from './gallery/states.ts'

type Look = {
  readonly name: string
  readonly locale: string
  readonly colorScheme: 'light' | 'dark'
  readonly forcedColors?: 'active'
  readonly viewport: { readonly width: number; readonly height: number }
}

const window = { width: 1040, height: 720 }
const everyScene: readonly Look[] = [
  { name: 'light-en', locale: 'en-GB', colorScheme: 'light', viewport: window },
  { name: 'dark-en', locale: 'en-GB', colorScheme: 'dark', viewport: window },
]
const someScenes: readonly Look[] = [
  { name: 'light-de', locale: 'de-DE', colorScheme: 'light', viewport: window },
  { name: 'dark-ar', locale: 'ar-EG', colorScheme: 'dark', viewport: window },
  { name: 'forced-en', locale: 'en-GB', colorScheme: 'dark', forcedColors: 'active', viewport: window },
  { name: 'zoomed-de', locale: 'de-DE', colorScheme: 'light', viewport: { width: 520, height: 360 } },
  { name: 'narrow-ar', locale: 'ar-EG', colorScheme: 'light', viewport: { width: 320, height: 640 } },
  { name: 'wide-en', locale: 'en-GB', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
]
const representative = [
  'configuration-refused',
  'signed-out',
  'signing-in',
  'failed-wrong-account',
  'failed-tls-untrusted',
  'account-not-linked',
  'account-opened',
  'account-blocked-by-policy',
  'picked-files',
  'report-preview',
  'done',
  'recorded',
]

let browser: Browser

test.beforeAll(async () => {
  await buildPage()
  browser = await chromium.launch(chromiumOptions())
})

test.afterAll(async () => {
  await browser.close()
})

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

function sceneNamed(name: string): Scene {
  const scene = scenes.find((each) => each.name === name)
  if (scene === undefined) throw new Error(`No scene ${name}`)
  return scene
}

async function expectNoAxeFindings(page: Page): Promise<void> {
  // There are no frames, so axe needs no second page to put its results together.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overflow = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.panel, .steps, .frame')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ className, scrollWidth, clientWidth }) => `${className}: ${scrollWidth} > ${clientWidth}`),
  )
  expect(overflow).toEqual([])
}

const shown: readonly (readonly [Look, readonly Scene[]])[] = [
  ...everyScene.map((look) => [look, scenes] as const),
  ...someScenes.map((look) => [look, representative.map(sceneNamed)] as const),
]

for (const [look, all] of shown) {
  test.describe(look.name, () => {
    let context: BrowserContext
    let show: (scene: Scene) => Promise<Page>
    test.beforeAll(async () => {
      context = await openContext(look)
      show = createStage(context)
    })
    test.afterAll(() => context.close())

    for (const scene of all) {
      test(`${scene.name} has nothing to complain about`, async () => {
        const page = await show(scene)
        await page.screenshot({ path: path.join(galleryFolder, `${scene.name}-${look.name}.png`) })
        await expectNoSidewaysScroll(page)
        await expectNoAxeFindings(page)
      })
    }
  })
}

const [light] = everyScene

async function inLight(name: string, use: (page: Page) => Promise<void>): Promise<void> {
  if (light === undefined) throw new Error('No look')
  const context = await openContext(light)
  try {
    await use(await openScene(context, sceneNamed(name)))
  } finally {
    await context.close()
  }
}

test.describe('the keyboard', () => {
  test('reaches the steps first and then the one thing to do', async () => {
    await inLight('account-not-linked', async (page) => {
      const reached: string[] = []
      for (let presses = 0; presses < 13; presses += 1) {
        await page.keyboard.press('Tab')
        reached.push(await page.evaluate(() => document.activeElement?.textContent ?? ''))
      }
      expect(reached[0]).toContain('Your new sign-in')
      expect(reached[9]).toContain('Report')
      expect(reached[10]).toBe('Add the new account')
      expect(reached[11]).toBe('Check again')
    })
  })

  test('does what a click would do', async () => {
    await inLight('signed-out', async (page) => {
      await page.getByRole('button', { name: 'Sign in', exact: true }).focus()
      await page.keyboard.press('Enter')
      expect(await readCalls(page)).toEqual(['signIn here'])
    })
  })
})

test.describe('a new state', () => {
  test('moves the focus to the heading when there is something else to read', async () => {
    await inLight('signed-out', async (page) => {
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await pushState(page, sceneNamed('signing-in').state)
      await expect(page.getByRole('heading', { name: 'Your browser is open' })).toBeFocused()
    })
  })

  test('leaves the focus and the content alone while the same is looked at again', async () => {
    await inLight('account-not-linked', async (page) => {
      const button = page.getByRole('button', { name: 'Add the new account' })
      await button.focus()
      await pushState(page, sceneNamed('checking-again').state)
      await pushState(page, sceneNamed('account-not-linked').state)
      await expect(button).toBeFocused()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        'OneDrive does not know your new account yet',
      )
    })
  })

  test('ends the reading of another step when the next one has changed', async () => {
    await inLight('account-not-linked', async (page) => {
      await page.getByRole('button', { name: /Old account/ }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        'Your old Contoso account is still connected',
      )
      await pushState(page, sceneNamed('report-ready').state)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Everything we checked is in order')
    })
  })
})

test.describe('each button', () => {
  const asks: readonly (readonly [scene: string, button: string, call: string])[] = [
    ['failed-cancelled', 'Try again', 'signIn here'],
    ['signing-in', 'Cancel', 'cancelSignIn'],
    ['picked-identity', 'Use another account', 'signOut'],
    ['account-not-linked', 'Add the new account', 'openRemedy add-account'],
    ['client-not-running', 'Open OneDrive', 'openRemedy start-client'],
    ['not-due', 'Check again', 'runChecks'],
    ['account-blocked-by-policy', 'Send report', 'submitReport'],
    ['report-ready', 'Send report', 'submitReport'],
    ['report-refused', 'Open the help page', 'openRemedy open-support'],
    ['done', 'Open OneDrive on the web', 'openRemedy open-web'],
  ]
  for (const [scene, button, call] of asks) {
    test(`“${button}” in ${scene} asks for ${call}`, async () => {
      await inLight(scene, async (page) => {
        await page.getByRole('main').getByRole('button', { name: button, exact: true }).click()
        expect(await readCalls(page)).toEqual([call])
      })
    })
  }
})
