import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { chromium } from '@playwright/test'
import path from 'node:path'
import { decodeQR } from 'qr/decode.js'
import { chromiumOptions } from '../world/browser.ts'
import { createStage, openScene, pushState, readCalls } from './gallery/open-scene.ts'
import { buildPage, galleryFolder, servePage } from './gallery/page-files.ts'
import { countLines, readPixels, readTexts, watchTexts } from './gallery/read-page.ts'
import { wholeQuery } from './gallery/files-states.ts'
import { expectInSight } from './gallery/in-sight.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'
import { codeAddress, scenes, type Scene } from './gallery/states.ts'

type Look = {
  readonly name: string
  readonly locale: string
  readonly colorScheme: 'light' | 'dark'
  readonly forcedColors?: 'active'
  readonly viewport: { readonly width: number; readonly height: number }
}

const window = { width: 1040, height: 720 }
const light: Look = { name: 'light-en', locale: 'en-GB', colorScheme: 'light', viewport: window }
const dark: Look = { ...light, name: 'dark-en', colorScheme: 'dark' }
const forced: Look = { ...dark, name: 'forced-en', forcedColors: 'active' }
const someScenes: readonly Look[] = [
  dark,
  { name: 'light-de', locale: 'de-DE', colorScheme: 'light', viewport: window },
  { name: 'dark-ar', locale: 'ar-EG', colorScheme: 'dark', viewport: window },
  forced,
  { name: 'zoomed-de', locale: 'de-DE', colorScheme: 'light', viewport: { width: 520, height: 360 } },
  { name: 'narrow-ar', locale: 'ar-EG', colorScheme: 'light', viewport: { width: 320, height: 640 } },
  { name: 'wide-en', locale: 'en-GB', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
]
const representative = [
  'configuration-refused',
  'signed-out',
  'signed-out-permissions',
  'restoring-locked',
  'signing-in',
  'signing-in-stuck',
  'signing-in-code',
  'failed-wrong-account',
  'failed-tls-untrusted',
  'account-not-linked',
  'account-opened',
  'account-blocked-by-policy',
  'picked-files',
  'report-preview',
  'done',
  'done-link-unknown',
  'recorded',
  'recording-dialog',
  'policy-dialog',
  'branded-outdated',
  'replay',
  'files-not-uploaded',
  'files-choose',
  'files-notebooks',
  'files-notebook-missing',
  'files-comparing',
  'files-compared',
  'files-switched-off',
  'files-planned',
  'files-copying',
  'files-waiting',
  'files-waive-dialog',
  'scanning',
  'mac-asks',
  'ready',
]

let browser: Browser

test.beforeAll(async () => {
  await buildPage()
  browser = await chromium.launch(chromiumOptions())
  showInLight = createStage(await openContext(light))
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

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overflow = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.panel, .steps, .frame')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ className, scrollWidth, clientWidth }) => `${className}: ${scrollWidth} > ${clientWidth}`),
  )
  expect(overflow).toEqual([])
}

// What a person has unfolded may be long, and a replay is a list for the helpdesk.
function isToFit({ name, unfold, state }: Scene): boolean {
  return unfold !== true && state.replay === null && !name.startsWith('files-')
}

const shown: readonly (readonly [Look, readonly Scene[]])[] = [
  [light, scenes],
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
        if (look.viewport === window && isToFit(scene)) await expectInSight(page)
        await expectNothingFromAxe(page)
      })
    }
  })
}

/** One page in light for everything that leaves no trace outside of the window's own content. */
let showInLight: (scene: Scene) => Promise<Page>

async function onStage(name: string, use: (page: Page) => Promise<void>): Promise<void> {
  await use(await showInLight(sceneNamed(name)))
}

/** A page of its own, for where the focus begins, the size of the window or the selection matters. */
async function inLight(name: string, use: (page: Page) => Promise<void>): Promise<void> {
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
      for (let presses = 0; presses < 10; presses += 1) {
        await page.keyboard.press('Tab')
        reached.push(await page.evaluate(() => document.activeElement?.textContent ?? ''))
      }
      expect(reached[0]).toBe('Skip to the next step')
      expect(reached[1]).toContain('Sign in')
      expect(reached[3]).toContain('App on this computer')
      expect(reached[7]).toContain('Done')
      expect(reached[8]).toBe('Add the new account')
      expect(reached[9]).toBe('Check again')
    })
  })

  test('skips the steps with its first stop, and the title of the window names the group', async () => {
    await inLight('account-not-linked', async (page) => {
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
      await expect(page).toHaveTitle('OneDrive app – Landfall')
    })
  })

  test('never leaves a file behind with the Delete key', async () => {
    await inLight('files-choose', async (page) => {
      await page.locator('[data-place="0"]').focus()
      await page.keyboard.press('Delete')
      expect((await readCalls(page)).filter((call) => call.startsWith('askWaiver'))).toEqual([])
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

test.describe('the keyboard alone', () => {
  const asked = 'Did Microsoft’s page show a number?'
  const inBrowser = ['Open the page again', 'I am still busy', 'Cancel']
  const ways: readonly (readonly [scene: string, stops: readonly string[]])[] = [
    ['signed-out', ['Sign in', 'Use a code instead', 'What Landfall asks for']],
    ['signing-in', [...inBrowser, asked, 'I am stuck in the browser']],
    // The field for the number has no text of its own.
    [
      'signing-in-stuck',
      [
        ...inBrowser,
        asked,
        '',
        'Explain this number',
        'I am stuck in the browser',
        'Sign in with a code instead',
      ],
    ],
    ['signing-in-code', ['Open the page here', 'Copy the code', 'Cancel']],
    ['signing-in-system', ['I am still busy', 'Cancel']],
  ]
  for (const [scene, stops] of ways) {
    test(`reaches all there is to do in ${scene}`, async () => {
      await inLight(scene, async (page) => {
        await page.locator('.group-button').last().focus()
        const reached: string[] = []
        while (reached.length < stops.length) {
          await page.keyboard.press('Tab')
          reached.push(await page.evaluate(() => document.activeElement?.textContent ?? ''))
        }
        expect(reached).toEqual(stops)
      })
    })
  }

  test('unfolds the help for whoever is stuck, which names the address to type', async () => {
    await inLight('signing-in', async (page) => {
      const help = page.getByRole('group')
      await expect(help.getByText('amy.lee@fabrikam.com')).toBeHidden()
      await help.getByText('I am stuck in the browser').focus()
      await page.keyboard.press('Enter')
      await expect(help.getByText('amy.lee@fabrikam.com')).toBeVisible()
    })
  })
})

test.describe('the code for another device', () => {
  test('is the code exactly: read, spelled, and selected by hand', async () => {
    await inLight('signing-in-code', async (page) => {
      const code = page.getByRole('group', { name: 'The code, letter by letter: H, K, L, T, 2, 9, P, R, X' })
      expect(await code.evaluate((element) => element.textContent)).toBe('HKLT29PRX')
      await code.click({ clickCount: 3 })
      const selected = await page.evaluate(() => document.getSelection()?.toString().trim())
      expect(selected).toBe('HKLT29PRX')
    })
  })

  test('says that it was copied, and says so again the second time', async () => {
    await onStage('signing-in-code', async (page) => {
      const news = page.getByRole('main').getByRole('status')
      await expect(news).toHaveText('')
      await watchTexts(page, '.copied')
      await page.getByRole('button', { name: 'Copy the code' }).click()
      await expect(news).toHaveText('Copied')
      await page.getByRole('button', { name: 'Copy the code' }).click()
      await expect.poll(() => readTexts(page)).toEqual(['Copied', '', 'Copied'])
    })
  })

  test('takes the focus to its heading when it has come', async () => {
    await onStage('signed-out', async (page) => {
      await page.getByRole('button', { name: 'Use a code instead' }).click()
      await pushState(page, sceneNamed('signing-in-code-pending').state)
      await expect(page.getByRole('heading', { name: 'Getting a code for you' })).toBeFocused()
      await pushState(page, sceneNamed('signing-in-code').state)
      await expect(page.getByRole('heading', { name: 'Sign in with this code' })).toBeFocused()
    })
  })

  for (const look of [light, dark, forced]) {
    test(`leads a camera to its page, in ${look.name}`, async () => {
      const context = await openContext(look)
      try {
        const page = await openScene(context, sceneNamed('signing-in-code'))
        const picture = page.getByRole('img', { name: 'QR code of this page, for the camera of your phone' })
        const pixels = await readPixels(browser, await picture.screenshot())
        expect(decodeQR(pixels)).toBe(codeAddress)
      } finally {
        await context.close()
      }
    })
  }
})

test.describe('a heading', () => {
  for (const scene of ['failed-access-blocked', 'failed-tls-untrusted']) {
    test(`never ends a line inside “sign-in”, in ${scene}`, async () => {
      await inLight(scene, async (page) => {
        const word = page.getByRole('heading', { level: 1 }).getByText('sign-in', { exact: true })
        for (let width = 320; width <= 1040; width += 10) {
          await page.setViewportSize({ width, height: 640 })
          expect(await countLines(word), `at ${width} px`).toBe(1)
        }
      })
    })
  }
})

test.describe('a new state', () => {
  test('moves the focus to the heading when there is something else to read', async () => {
    await onStage('signed-out', async (page) => {
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await pushState(page, sceneNamed('signing-in').state)
      await expect(page.getByRole('heading', { name: 'Your browser is open' })).toBeFocused()
    })
  })

  test('leaves the focus and the content alone while the same is looked at again', async () => {
    await onStage('account-not-linked', async (page) => {
      const button = page.getByRole('button', { name: 'Add the new account' })
      await button.focus()
      await pushState(page, sceneNamed('checking-again').state)
      await pushState(page, sceneNamed('account-not-linked').state)
      await expect(button).toBeFocused()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add your new account to OneDrive')
    })
  })

  test('ends the reading of another step when the next one has changed', async () => {
    await onStage('account-not-linked', async (page) => {
      await page.getByRole('button', { name: /Old account/ }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        'Your old Contoso account is still connected',
      )
      await pushState(page, sceneNamed('report-ready').state)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Everything we checked is in order')
    })
  })
})

test.describe('the end', () => {
  test('has a clean tick where everything was told', async () => {
    await onStage('done', async (page) => {
      await expect(page.locator('.heading-icon')).toHaveClass(/tone-done/)
      await expect(page.getByText(/^Could not tell/)).toHaveCount(0)
    })
  })

  test('names the step that could not be told, and has no clean tick then', async () => {
    await onStage('done-link-unknown', async (page) => {
      await expect(page.getByText('Could not tell: Old links')).toBeVisible()
      await expect(page.locator('.heading-icon')).not.toHaveClass(/tone-done/)
    })
  })
})

test.describe('a list of 100,000 files', () => {
  const [row] = sceneNamed('files-choose').state.rescue.rows?.rows ?? []
  const { state } = sceneNamed('files-choose')
  const total = { files: 100_000, bytes: 4_821_300_000 }
  const many: Scene = {
    name: 'files-many',
    state: {
      ...state,
      rescue: {
        ...state.rescue,
        rows: { query: wholeQuery, total, rows: row === undefined ? [] : [row] },
      },
    },
    loads: '[data-place="0"] .file-name',
  }

  test('holds no more rows than can be seen, and goes to its end with one key', async () => {
    const context = await openContext(light)
    try {
      const page = await openScene(context, many)
      const grid = page.getByRole('grid')
      await expect(grid).toHaveAttribute('aria-rowcount', '100000')
      await page.locator('[data-place="0"]').focus()
      await page.keyboard.press('End')
      await expect(page.locator('[data-place="99999"]')).toBeFocused()
      await expect(grid.getByText('File 99999.docx')).toBeVisible()
      await page.keyboard.press('PageUp')
      await page.keyboard.press('Space')
      expect((await readCalls(page)).at(-1)).toMatch(/^selectForRescue .*File 9999\d.* false$/)
      expect(await page.locator('.file-row').count()).toBeLessThan(40)
    } finally {
      await context.close()
    }
  })
})

test.describe('each button', () => {
  const asks: readonly (readonly [scene: string, button: string, call: string])[] = [
    ['failed-cancelled', 'Try again', 'signIn here'],
    ['failed-cancelled', 'Use a code instead', 'signIn device-code'],
    ['signed-out', 'Use a code instead', 'signIn device-code'],
    ['signing-in', 'Cancel', 'cancelSignIn'],
    ['signing-in', 'Open the page again', 'openSignInPage'],
    ['signing-in', 'I am still busy', 'extendSignIn'],
    ['signing-in-system', 'I am still busy', 'extendSignIn'],
    ['signing-in-stuck', 'Sign in with a code instead', 'signIn device-code'],
    ['signing-in-code-pending', 'Cancel', 'cancelSignIn'],
    ['signing-in-code', 'Open the page here', 'openSignInPage'],
    ['signing-in-code', 'Copy the code', 'copySignInCode'],
    ['signing-in-code', 'Cancel', 'cancelSignIn'],
    ['signing-in-system', 'Cancel', 'cancelSignIn'],
    ['picked-identity', 'Use another account', 'signOut'],
    ['account-not-linked', 'Add the new account', 'openRemedy add-account'],
    ['client-not-running', 'Open OneDrive', 'openRemedy start-client'],
    ['not-due', 'Check again', 'runChecks'],
    ['account-blocked-by-policy', 'Send report', 'submitReport'],
    ['report-ready', 'Send report', 'submitReport'],
    ['report-refused', 'Open the help page', 'openRemedy open-support'],
    ['done', 'Open OneDrive on the web', 'openRemedy open-web'],
    ['files-planned', 'Copy these files', 'startRescue'],
    ['files-copying', 'Pause', 'pauseRescue'],
    ['files-paused', 'Go on copying', 'resumeRescue'],
    ['files-copying', 'Stop', 'stopRescue'],
    ['files-stopped', 'Go on', 'planRescue'],
    ['files-rest', 'Try these again', 'planRescue'],
    ['files-comparing', 'Stop comparing', 'stopComparison'],
    ['files-lost-turned-off', 'See the plan', 'planRescue'],
  ]
  for (const [scene, button, call] of asks) {
    test(`“${button}” in ${scene} asks for ${call}`, async () => {
      await onStage(scene, async (page) => {
        await page.getByRole('main').getByRole('button', { name: button, exact: true }).click()
        expect((await readCalls(page)).filter((each) => !each.startsWith('listRescue'))).toEqual([call])
      })
    })
  }
})
