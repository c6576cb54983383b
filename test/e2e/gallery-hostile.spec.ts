import { expect, test } from '@playwright/test'
import path from 'node:path'
import { toHostileScenes } from './gallery/hostile-scenes.ts'
import { expectActionInSight, expectNoSidewaysScroll, expectWholeFooter } from './gallery/in-sight.ts'
import { arabic, german, narrow, windowSize, zoomed, type Look } from './gallery/looks.ts'
import { galleryFolder } from './gallery/page-files.ts'
import { scenes } from './gallery/states.ts'
import { useGallery } from './gallery/use-gallery.ts'
import { hasAction, walkByTab } from './gallery/walk-by-tab.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

const { inLook, inOwnPage } = useGallery()

test.describe('whatever an organisation has set', () => {
  for (const look of [german, zoomed, { ...arabic, name: 'narrow-ar', viewport: narrow }])
    inLook(look, (show) => {
      for (const scene of toHostileScenes(scenes))
        test(`${scene.name} is whole`, async () => {
          const page = await show(scene)
          await page.screenshot({ path: path.join(galleryFolder, `${scene.name}-${look.name}.png`) })
          await expectNoSidewaysScroll(page)
          await expectWholeFooter(page)
          if (look.viewport === windowSize) await expectActionInSight(page)
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
