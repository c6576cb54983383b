import { expect, test } from '@playwright/test'
import path from 'node:path'
import { expectNoSidewaysScroll } from './gallery/in-sight.ts'
import {
  light,
  forced,
  french,
  german,
  spanish,
  brazilian,
  japanese,
  arabic,
  zoomed,
  narrow,
} from './gallery/looks.ts'
import { createStage, openScene, readCalls } from './gallery/open-scene.ts'
import { galleryFolder } from './gallery/page-files.ts'
import { sceneNamed, useGallery } from './gallery/use-gallery.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

const { inLight, inOwnPage, openContext } = useGallery()

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
