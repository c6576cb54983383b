import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test'
import path from 'node:path'
import { decodeQR } from 'qr/decode.js'
import { launchHeadless } from '../world/browser.ts'
import { createStage, openScene, pushState, readCalls } from './gallery/open-scene.ts'
import { buildPage, galleryFolder, servePage } from './gallery/page-files.ts'
import { countLines, readPixels, readTexts, watchTexts } from './gallery/read-page.ts'
import { wholeQuery } from './gallery/files-states.ts'
import { toHostileScenes } from './gallery/hostile-scenes.ts'
import { hasAction, walkByTab } from './gallery/walk-by-tab.ts'
import { expectActionInSight, expectInSight, expectWholeFooter } from './gallery/in-sight.ts'
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
const german: Look = { name: 'light-de', locale: 'de-DE', colorScheme: 'light', viewport: window }
const french: Look = { name: 'light-fr', locale: 'fr-FR', colorScheme: 'light', viewport: window }
const spanish: Look = { name: 'light-es', locale: 'es-ES', colorScheme: 'light', viewport: window }
const brazilian: Look = { name: 'light-pt-BR', locale: 'pt-BR', colorScheme: 'light', viewport: window }
const japanese: Look = { name: 'light-ja', locale: 'ja-JP', colorScheme: 'light', viewport: window }
const arabic: Look = { name: 'dark-ar', locale: 'ar-EG', colorScheme: 'dark', viewport: window }
/** The window as it opens, enlarged to 200 %. */
const zoomed: Look = { ...german, name: 'zoomed-de', viewport: { width: 520, height: 360 } }
const narrow = { width: 320, height: 640 }
const someScenes: readonly Look[] = [
  dark,
  german,
  french,
  spanish,
  brazilian,
  japanese,
  arabic,
  forced,
  zoomed,
  { name: 'narrow-ar', locale: 'ar-EG', colorScheme: 'light', viewport: narrow },
  { name: 'wide-en', locale: 'en-GB', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
]
const representative = [
  'configuration-refused',
  'signed-out',
  'not-a-release',
  'signed-out-permissions',
  'restoring-locked',
  'signing-in',
  'signing-in-stuck',
  'signing-in-code',
  'failed-wrong-account',
  'failed-tls-untrusted',
  'not-due-live',
  'account-not-linked',
  'account-opened',
  'account-blocked-by-policy',
  'account-blocked-with-files',
  'picked-files',
  'report-preview',
  'done',
  'done-link-unknown',
  'done-all',
  'done-unclear-folder',
  'picked-workplace',
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

/** Everything that a screen reader reads out by itself: two of them would talk into each other. */
const liveRegions =
  '[aria-live]:not([aria-live="off"]), [role="status"], [role="alert"], [role="log"], output'

let browser: Browser

test.beforeAll(async () => {
  await buildPage()
  browser = await launchHeadless()
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

/** The list is the screen: it takes the height that is left, and nothing else scrolls. */
const listScenes: ReadonlySet<string> = new Set(['files-choose', 'files-switched-off', 'files-no-target'])

// What a person has unfolded may be long, a replay is a list for the helpdesk, what can be lost is never shortened, and the rest of
// the computer is a list.
function isToFit({ name, unfold, state }: Scene): boolean {
  if (name === 'done-unclear-folder' || name === 'picked-workplace') return false
  if (name.startsWith('files-') && !listScenes.has(name)) return false
  return unfold !== true && state.replay === null
}

const shown: readonly (readonly [Look, readonly Scene[]])[] = [
  [light, scenes],
  ...someScenes.map((look) => [look, representative.map(sceneNamed)] as const),
]

/** Tests that see scenes in one look, in a page that is opened once for all of them. */
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

for (const [look, all] of shown) {
  inLook(look, (show) => {
    for (const scene of all) {
      test(`${scene.name} has nothing to complain about`, async () => {
        const page = await show(scene)
        await page.screenshot({ path: path.join(galleryFolder, `${scene.name}-${look.name}.png`) })
        await expectNoSidewaysScroll(page)
        if (look.viewport === window && isToFit(scene)) await expectInSight(page)
        await expect(page).toHaveTitle(/\S – Landfall$/)
        await expect(page.locator(liveRegions)).toHaveCount(1)
        await expect(page.locator('.announcer')).toHaveText('')
        await expectNothingFromAxe(page)
      })
    }
  })
}

test.describe('whatever an organisation has set', () => {
  for (const look of [german, zoomed, { ...arabic, name: 'narrow-ar', viewport: narrow }])
    inLook(look, (show) => {
      for (const scene of toHostileScenes(scenes))
        test(`${scene.name} is whole`, async () => {
          const page = await show(scene)
          await page.screenshot({ path: path.join(galleryFolder, `${scene.name}-${look.name}.png`) })
          await expectNoSidewaysScroll(page)
          await expectWholeFooter(page)
          if (look.viewport === window) await expectActionInSight(page)
          await expectNothingFromAxe(page)
        })
    })
})

test.describe('at 400 %', () => {
  /** The window as it opens, so much enlarged. */
  const tiny = { width: 260, height: 180 }
  const looks: readonly Look[] = [
    { ...german, name: 'tiny-de', viewport: tiny },
    { ...arabic, name: 'tiny-ar', viewport: tiny },
  ]
  const names = [
    'configuration-refused',
    'signed-out',
    'signing-in-code',
    'account-not-linked',
    'account-blocked-by-policy',
    'not-due-live',
    'files-choose',
    'files-planned',
    'files-waiting',
    'done-all',
    'replay',
  ]
  for (const look of looks)
    for (const name of names)
      test(`the keyboard reaches everything in ${name}, and is never kept, in ${look.name}`, async () => {
        await inOwnPage(look, name, async (page) => {
          await page.screenshot({ path: path.join(galleryFolder, `${name}-${look.name}.png`) })
          await expectNoSidewaysScroll(page)
          await expectNothingFromAxe(page)
          const stops = await walkByTab(page)
          expect(stops.filter(({ isInSight }) => !isInSight)).toEqual([])
          expect(stops.some(({ isAction }) => isAction)).toBe(await hasAction(page))
          expect(stops.at(-1)?.name).toBe(await page.locator('.help-button').textContent())
        })
      })

  for (const name of ['recording-dialog', 'policy-dialog', 'files-waive-dialog'])
    test(`each button of ${name} can be reached and seen, and Escape leads out`, async () => {
      await inOwnPage({ ...german, viewport: tiny }, name, async (page) => {
        await page.screenshot({ path: path.join(galleryFolder, `${name}-tiny-de.png`) })
        const buttons = page.locator('[role="dialog"] button')
        for (const button of await buttons.all()) {
          await button.focus()
          await expect(button).toBeInViewport({ ratio: 0.9 })
        }
        await expectNothingFromAxe(page)
        if (name === 'files-waive-dialog') return
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
      })
    })
})

/** One page in light for everything that leaves no trace outside of the window's own content. */
let showInLight: (scene: Scene) => Promise<Page>

async function onStage(name: string, use: (page: Page) => Promise<void>): Promise<void> {
  await use(await showInLight(sceneNamed(name)))
}

/** A page of its own, for where the focus begins, the size of the window or the selection matters. */
async function inOwnPage(look: Look, name: string, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await openContext(look)
  try {
    await use(await openScene(context, sceneNamed(name)))
  } finally {
    await context.close()
  }
}

const inLight = (name: string, use: (page: Page) => Promise<void>): Promise<void> =>
  inOwnPage(light, name, use)

test.describe('the text', () => {
  for (const [look, language] of [
    [french, 'fr'],
    [spanish, 'es'],
    [brazilian, 'pt-BR'],
    [japanese, 'ja'],
    [arabic, 'ar'],
  ] as const)
    test(`says of itself that it is ${language}`, async () => {
      await inOwnPage(look, 'signed-out', async (page) => {
        await expect(page.locator('html')).toHaveAttribute('lang', language)
      })
    })

  test('has Japanese letters of Windows and of macOS, and breaks between phrases', async () => {
    await inOwnPage(japanese, 'signed-out', async (page) => {
      const heading = page.getByRole('heading', { level: 1 })
      await expect(heading).toHaveCSS('font-family', /Yu Gothic UI.*Meiryo UI.*Hiragino Sans/)
      await expect(heading).toHaveCSS('word-break', 'auto-phrase')
      await expect(heading).toHaveCSS('line-break', 'strict')
    })
  })
})

test.describe('the language', () => {
  test('changes at a press, with the direction, and leaves the person where they were', async () => {
    await inLight('account-not-linked', async (page) => {
      await page.getByRole('button', { name: /Old account/ }).click()
      await page.getByRole('button', { name: 'Language English' }).click()
      await page.getByRole('button', { name: 'العربية' }).click()
      await expect(page.locator('html')).toHaveAttribute('lang', 'ar')
      await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
      await expect(page.locator('.fluent').first()).toHaveAttribute('dir', 'rtl')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Contoso/)
      await expect(page.locator('[data-step="old-account"]')).toHaveAttribute('aria-current', 'step')
      await expect(page.locator('.language-button')).toBeFocused()
      await page.keyboard.press('Enter')
      await page.locator('.language-choice').first().click()
      await expect(page.locator('html')).toHaveAttribute('dir', 'ltr')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/is still connected/)
      expect(await readCalls(page)).toEqual(['chooseLanguage ar', 'chooseLanguage none'])
    })
  })

  test('is offered by its own name, and first as the system or the organisation has it', async () => {
    await inLight('signed-out', async (page) => {
      await page.getByRole('button', { name: 'Language English' }).click()
      const choices = page.locator('.language-choice')
      await expect(choices).toHaveText([
        'As Windows has it',
        'English',
        'Deutsch',
        'Français',
        'Español',
        'Português (Brasil)',
        '日本語',
        'العربية',
      ])
      await expect(choices.first()).toHaveAttribute('aria-pressed', 'true')
      await expectNothingFromAxe(page)
      await page.keyboard.press('Escape')
      await expect(choices.first()).toBeHidden()
      await expect(page.locator('.language-button')).toBeFocused()
    })
    const { state, ...scene } = sceneNamed('signed-out')
    if (state.configuration.kind !== 'ready') throw new Error('Not ready')
    const configuration = { ...state.configuration, language: 'de' } as const
    const context = await openContext(light)
    try {
      const page = await openScene(context, { ...scene, state: { ...state, configuration } })
      await expect(page.locator('html')).toHaveAttribute('lang', 'de')
      await page.locator('.language-button').click()
      await expect(page.locator('.language-choice').first()).toHaveText('Wie bei Fabrikam')
    } finally {
      await context.close()
    }
  })

  for (const look of [light, arabic, forced, zoomed, { ...german, name: 'narrow-de', viewport: narrow }])
    test(`can be chosen on every screen, in ${look.name}`, async () => {
      const context = await openContext(look)
      try {
        const stage = createStage(context)
        for (const name of ['configuration-refused', 'account-blocked-by-policy', 'replay']) {
          const page = await stage(sceneNamed(name))
          await page.locator('.language-button').click()
          const list = await page.locator('.language-list').boundingBox()
          expect(list?.x).toBeGreaterThanOrEqual(0)
          expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(look.viewport.width)
          await page.screenshot({ path: path.join(galleryFolder, `language-${name}-${look.name}.png`) })
          await expectNoSidewaysScroll(page)
          await expectNothingFromAxe(page)
        }
      } finally {
        await context.close()
      }
    })
})

test.describe('the keyboard', () => {
  test('reaches the language, the steps and then the one thing to do', async () => {
    await inLight('account-not-linked', async (page) => {
      const reached: string[] = []
      for (let presses = 0; presses < 11; presses += 1) {
        await page.keyboard.press('Tab')
        reached.push(await page.evaluate(() => document.activeElement?.textContent ?? ''))
      }
      expect(reached[0]).toBe('Skip to the next step')
      expect(reached[1]).toContain('English')
      expect(reached[2]).toContain('Sign in')
      expect(reached[4]).toContain('App on this computer')
      expect(reached[8]).toContain('Done')
      expect(reached[9]).toBe('Add the new account')
      expect(reached[10]).toBe('Check again')
    })
  })

  test('skips the steps with its first stop, and the title of the window names the step', async () => {
    await inLight('account-not-linked', async (page) => {
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
      await expect(page).toHaveTitle('Your new account – Landfall')
    })
  })

  test('opens a group, which says that it is open', async () => {
    await inLight('account-not-linked', async (page) => {
      const group = page.locator('[data-group="files"]')
      await expect(group).toHaveAttribute('aria-expanded', 'false')
      await group.focus()
      await page.keyboard.press('Enter')
      await expect(group).toHaveAttribute('aria-expanded', 'true')
      await expect(page.locator('[data-group="onedrive"]')).toHaveAttribute('aria-expanded', 'false')
      await expect(page.locator('[data-group="done"]')).not.toHaveAttribute('aria-expanded')
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

  test('unfolds the help for a person who is stuck, which names the address to type', async () => {
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
      await expect(page.locator('.copied')).toHaveText('')
      await watchTexts(page, '.announcer')
      await page.getByRole('button', { name: 'Copy the code' }).click()
      await expect(page.locator('.copied')).toHaveText('Copied')
      await page.getByRole('button', { name: 'Copy the code' }).click()
      await expect.poll(() => readTexts(page)).toEqual(['Copied', 'Copied'])
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
      await inOwnPage(look, 'signing-in-code', async (page) => {
        const picture = page.getByRole('img', { name: 'QR code of this page, for the camera of your phone' })
        const pixels = await readPixels(browser, await picture.screenshot())
        expect(decodeQR(pixels)).toBe(codeAddress)
      })
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

test.describe('what a screen reader says by itself', () => {
  const heard: readonly (readonly [what: string, before: string, after: string, said: string])[] = [
    [
      'a step that is done, and what is new',
      'client-not-running',
      'account-not-linked',
      'Done: App on this computer. New: Some of your folders are still in the old OneDrive. New: Your old Contoso account is still connected.',
    ],
    ['that the files are copied', 'files-copying', 'files-waiting', 'Copying is done. Files copied: 5.'],
    [
      'that all copies are confirmed',
      'files-waiting',
      'files-settled',
      'Done: Files not in the cloud. All copies are confirmed in the cloud.',
    ],
    ['that a report is on its way', 'report-ready', 'report-sending', 'Sending your report'],
    ['the receipt', 'report-sending', 'done', 'IT has your report. Receipt: R-7K3QF2.'],
    [
      'that OneDrive was opened',
      'account-not-linked',
      'account-opened',
      'OneDrive has been opened. Follow what it asks. Landfall keeps watching and continues automatically.',
    ],
  ]
  for (const [what, before, after, said] of heard)
    test(`is ${what}, once`, async () => {
      await inLight(before, async (page) => {
        await expect(page.locator('.announcer')).toHaveText('')
        await watchTexts(page, '.announcer')
        await pushState(page, sceneNamed(after).state)
        await expect(page.locator('.announcer')).toHaveText(said)
        await pushState(page, { ...sceneNamed(after).state })
        expect(await readTexts(page)).toEqual([said])
      })
    })

  test('is nothing while the same is looked at again', async () => {
    await inLight('account-not-linked', async (page) => {
      await watchTexts(page, '.announcer')
      await pushState(page, sceneNamed('checking-again').state)
      await pushState(page, sceneNamed('account-not-linked').state)
      await expect(page.locator('.looking')).toHaveCount(0)
      expect(await readTexts(page)).toEqual([])
    })
  })

  test('is heard in front of a dialog too', async () => {
    await inLight('recording-dialog', async (page) => {
      await page.getByRole('button', { name: 'Save the file' }).click()
      await pushState(page, { ...sceneNamed('recording-dialog').state, recording: { kind: 'saving' } })
      await pushState(page, {
        ...sceneNamed('recording-dialog').state,
        recording: { kind: 'saved', file: 'landfall.zip' },
      })
      const announcer = page.locator('.announcer')
      await expect(announcer).toHaveText('The file is saved')
      expect(await announcer.evaluate((node) => node.closest('[aria-hidden="true"]') === null)).toBe(true)
    })
  })

  test('is the number of files that fit a search', async () => {
    await inLight('files-choose', async (page) => {
      await page.getByRole('button', { name: /^Name not allowed/ }).click()
      await expect.poll(async () => (await readCalls(page)).length).toBeGreaterThan(1)
      const { state } = sceneNamed('files-choose')
      const { rows } = state.rescue
      if (rows === null) throw new Error('No rows')
      const query = { ...rows.query, reason: 'invalid-name' } as const
      const total = { files: 1, bytes: 48_213 }
      await pushState(page, {
        ...state,
        rescue: { ...state.rescue, rows: { query, total, rows: rows.rows.slice(3, 4) } },
      })
      await expect(page.locator('.announcer')).toHaveText(/In the list: 1 ·/)
    })
  })
})

test.describe('a file that can be lost', () => {
  test('is in sight beside what IT has to do, and one press away', async () => {
    await onStage('account-blocked-with-files', async (page) => {
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/does not allow OneDrive/)
      await expect(page.getByText('Some files are only on this computer')).toBeInViewport()
      await page.getByRole('button', { name: 'Show these files' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Some files are only on this computer')
    })
  })

  test('is in sight at its step and at the end without unfolding anything', async () => {
    for (const [scene, title] of [
      ['files-not-uploaded', 'Some files are never uploaded'],
      ['done-unclear-folder', 'We looked through a folder and cannot tell whose it is'],
    ] as const)
      await onStage(scene, async (page) => {
        await expect(page.getByRole('heading', { name: title })).toBeVisible()
      })
  })
})

test.describe('the sentence that no one did anything wrong', () => {
  test('is for a person who is stopped, and not for every setting of IT', async () => {
    const sentence = 'You did nothing wrong.'
    await onStage('account-blocked-by-policy', (page) => expect(page.getByText(sentence)).toBeVisible())
    await onStage('account-contradicting-lists', (page) => expect(page.getByText(sentence)).toHaveCount(0))
  })
})

test.describe('the page for the helpdesk', () => {
  test('opens and shuts with its keys, and takes the focus to its heading', async () => {
    await inLight('account-not-linked', async (page) => {
      await page.keyboard.press('Control+Shift+H')
      await expect(page.getByRole('heading', { level: 1, name: 'Helpdesk page' })).toBeFocused()
      await expect(page).toHaveTitle('Helpdesk page – Landfall')
      await expectNoSidewaysScroll(page)
      await expectNothingFromAxe(page)
      await page.keyboard.press('Escape')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add your new account to OneDrive')
    })
  })

  test('opens from the help menu, hides names and folders until they are asked for, and copies for a ticket', async () => {
    await onStage('account-not-linked', async (page) => {
      await page.getByRole('button', { name: 'Help', exact: true }).click()
      await page.getByRole('button', { name: 'Helpdesk page' }).click()
      const main = page.getByRole('main')
      await expect(main.getByText('folders.in-source')).toBeVisible()
      await expect(main.getByText('OneDrive - Contoso')).toHaveCount(0)
      await expect(main.getByText('amy.lee@contoso.com')).toHaveCount(0)
      await main.getByRole('button', { name: 'Copy for a ticket' }).click()
      await page.getByLabel('Show names, addresses and folders').check()
      await expect(main.getByText(/OneDrive - Contoso/)).toBeVisible()
      expect(await readCalls(page)).toEqual(['copyText ticket'])
      await main.getByRole('button', { name: 'Back to the steps' }).click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Add your new account to OneDrive')
    })
  })

  test('has the worst finding first', async () => {
    await onStage('account-blocked-by-policy', async (page) => {
      await page.keyboard.press('Control+Shift+H')
      const codes = page.getByRole('main').locator('li .code')
      await expect(codes.first()).toHaveText('policy.allow-list-excludes-target')
    })
  })

  for (const look of [
    german,
    french,
    spanish,
    brazilian,
    japanese,
    arabic,
    forced,
    { ...arabic, name: 'narrow-ar', viewport: { width: 320, height: 640 } },
  ])
    test(`has nothing to complain about in ${look.name}`, async () => {
      await inOwnPage(look, 'account-blocked-by-policy', async (page) => {
        await page.keyboard.press('Control+Shift+H')
        await page.locator('.helpdesk').waitFor()
        await page.screenshot({ path: path.join(galleryFolder, `helpdesk-${look.name}.png`) })
        await expectNoSidewaysScroll(page)
        await expectNothingFromAxe(page)
      })
    })
})

test.describe('the end', () => {
  test('has a clean tick where everything was checked, and says what became of files, folders, account and links', async () => {
    await onStage('done-all', async (page) => {
      await expect(page.locator('.heading-icon')).toHaveClass(/tone-done/)
      const what = page.getByRole('region', { name: 'What happened' })
      await expect(what).toContainText('Copied and confirmed in the cloud: 4 · 1.6 MB')
      await expect(what).toContainText('You left behind, on this computer only: 2 · 4 GB')
      await expect(what).toContainText('None of these folders is in the old OneDrive any more.')
      await expect(what).toContainText('OneDrive is connected to your new account at Fabrikam.')
      await expect(what).toContainText('Old links lead to Fabrikam.')
    })
  })

  test('has no clean tick over a step that could not be told, and says why', async () => {
    await onStage('done-link-unknown', async (page) => {
      const what = page.getByRole('region', { name: 'What happened' })
      await expect(what).toContainText('Old links Could not tell')
      await expect(what).toContainText('We could not tell whether old links still work')
      await expect(page.locator('.heading-icon')).not.toHaveClass(/tone-done/)
    })
  })

  test('has no clean tick over a step that was not checked', async () => {
    await onStage('done', async (page) => {
      await expect(page.getByRole('region', { name: 'What happened' })).toContainText(
        'First sync Not checked',
      )
      await expect(page.locator('.heading-icon')).not.toHaveClass(/tone-done/)
    })
  })

  test('prints the receipt without anything to press', async () => {
    await inLight('done-all', async (page) => {
      await page.evaluate(() => {
        globalThis.print = () => document.body.setAttribute('data-printed', '')
      })
      await page.getByRole('button', { name: 'Print' }).click()
      await expect(page.locator('body')).toHaveAttribute('data-printed')
      await page.emulateMedia({ media: 'print' })
      await expect(page.getByText('R-7K3QF2')).toBeVisible()
      await expect(page.getByText('What happened')).toBeVisible()
      await expect(page.getByRole('button', { name: 'Print' })).toBeHidden()
      await expect(page.locator('.steps')).toBeHidden()
    })
  })
})

test.describe('the wait for OneDrive', () => {
  test('shows the way of the copies, what is confirmed, and when Landfall checks next', async () => {
    await onStage('files-waiting', async (page) => {
      const way = page.locator('.proof-way > li')
      await expect(way).toContainText([
        /^Copied/,
        /^Verified on this computer/,
        /^Uploaded by OneDrive/,
        /^Confirmed in the cloud/,
      ])
      await expect(way.nth(3)).toContainText('0 of 5')
      await expect(page.getByRole('main').getByText(/Next check/)).toBeInViewport()
      await expect(page.getByText(/close this window/)).toBeVisible()
    })
  })
})

test.describe('the list of files', () => {
  const lastList = async (page: Page): Promise<string | undefined> =>
    (await readCalls(page)).filter((call) => call.startsWith('listRescue')).at(-1)

  test('shows one reason at a press, with what it means, and all of them again', async () => {
    await onStage('files-choose', async (page) => {
      const chip = page.getByRole('button', { name: /^Name not allowed/ })
      await chip.click()
      await expect(chip).toHaveAttribute('aria-pressed', 'true')
      await expect(page.getByText('The copy gets a name that it takes; the plan shows which.')).toBeVisible()
      await expect.poll(() => lastList(page)).toBe('listRescue 0 folder up invalid-name')
      await page.getByRole('button', { name: 'All reasons' }).click()
      await expect.poll(() => lastList(page)).toBe('listRescue 0 folder up all')
    })
  })

  test('is sorted by its column names, which the arrow keys reach', async () => {
    await inLight('files-choose', async (page) => {
      await page.locator('[data-place="0"]').focus()
      await page.keyboard.press('ArrowUp')
      await expect(page.getByRole('button', { name: 'Name', exact: true })).toBeFocused()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await expect(page.getByRole('button', { name: 'Size', exact: true })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect.poll(() => lastList(page)).toBe('listRescue 0 size down all')
      await expect(page.getByRole('columnheader', { name: 'Size' })).toHaveAttribute(
        'aria-sort',
        'descending',
      )
      await page.keyboard.press('Enter')
      await expect.poll(() => lastList(page)).toBe('listRescue 0 size up all')
    })
  })

  test('says how much is free where the copies go, and nothing where that is not known', async () => {
    await onStage('files-choose', async (page) => {
      await expect(page.locator('.file-bar .chosen')).toHaveText('4 of 6 chosen · 1.6 MB · 120 GB free')
      const { state } = sceneNamed('files-choose')
      await pushState(page, { ...state, rescue: { ...state.rescue, free: null } })
      await expect(page.locator('.file-bar .chosen')).toHaveText('4 of 6 chosen · 1.6 MB')
    })
  })

  test('gives the focus back from its column names', async () => {
    await inLight('files-choose', async (page) => {
      await page.locator('[data-place="0"]').focus()
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowDown')
      await expect(page.locator('[data-place="0"]')).toBeFocused()
    })
  })

  test('is no wider than a narrow window, where a choice has many words', async () => {
    const context = await openContext({ ...brazilian, viewport: { width: 320, height: 640 } })
    try {
      await expectNoSidewaysScroll(await openScene(context, sceneNamed('files-waiting')))
    } finally {
      await context.close()
    }
  })

  for (const look of [light, dark, german, french, spanish, brazilian, japanese, arabic])
    test(`fills the window, with what is chosen and the next button below it, in ${look.name}`, async () => {
      await inOwnPage(look, 'files-choose', async (page) => {
        const list = await page.locator('.file-box').boundingBox()
        const bar = await page.locator('.file-bar').boundingBox()
        expect(list?.height).toBeGreaterThan(180)
        expect(bar?.y ?? 0).toBeGreaterThanOrEqual((list?.y ?? 0) + (list?.height ?? 0))
        await expect(page.locator('.file-bar .chosen')).toBeInViewport()
        await expectInSight(page)
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
      await expect(grid).toHaveAttribute('aria-rowcount', '100001')
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
    ['done', 'Open my OneDrive', 'openRemedy open-web'],
    ['done', 'Copy the receipt', 'copyText receipt'],
    ['files-planned', 'Copy these files', 'startRescue'],
    ['files-copying', 'Pause', 'pauseRescue'],
    ['files-paused', 'Go on copying', 'resumeRescue'],
    ['files-copying', 'Stop', 'stopRescue'],
    ['files-stopped', 'Go on', 'planRescue'],
    ['files-rest', 'Try these again', 'planRescue'],
    ['files-comparing', 'Stop comparing', 'stopComparison'],
    ['files-lost-turned-off', 'Review and copy', 'planRescue'],
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
