import { expect, test } from '@playwright/test'
import path from 'node:path'
import { expectInSight, expectNoSidewaysScroll } from './gallery/in-sight.ts'
import {
  light,
  dark,
  forced,
  german,
  french,
  spanish,
  brazilian,
  japanese,
  arabic,
  zoomed,
  narrow,
  windowSize,
  type Look,
} from './gallery/looks.ts'
import { galleryFolder } from './gallery/page-files.ts'
import { scenes, type Scene } from './gallery/states.ts'
import { sceneNamed, useGallery } from './gallery/use-gallery.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

const { inLook } = useGallery()

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
  'preflight',
  'picked-workplace-libraries',
  'picked-workplace-old-links',
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

/** The list is the screen: it takes the height that is left, and nothing else scrolls. */
const listScenes: ReadonlySet<string> = new Set(['files-choose', 'files-switched-off', 'files-no-target'])

// What a person has unfolded may be long, a replay is a list for the helpdesk, what can be lost is never shortened, and the rest of
// the computer is a list.
function isToFit({ name, unfold, state }: Scene): boolean {
  if (
    [
      'done-unclear-folder',
      'picked-workplace',
      'picked-workplace-libraries',
      'picked-workplace-old-links',
      'preflight',
    ].includes(name)
  )
    return false
  if (name.startsWith('files-') && !listScenes.has(name)) return false
  return unfold !== true && state.replay === null
}

const shown: readonly (readonly [Look, readonly Scene[]])[] = [
  [light, scenes],
  ...someScenes.map((look) => [look, representative.map(sceneNamed)] as const),
]

for (const [look, all] of shown) {
  inLook(look, (show) => {
    for (const scene of all) {
      test(`${scene.name} has nothing to complain about`, async () => {
        const page = await show(scene)
        await page.screenshot({ path: path.join(galleryFolder, `${scene.name}-${look.name}.png`) })
        await expectNoSidewaysScroll(page)
        if (look.viewport === windowSize && isToFit(scene)) await expectInSight(page)
        await expect(page).toHaveTitle(/\S – Landfall$/)
        await expect(page.locator(liveRegions)).toHaveCount(1)
        await expect(page.locator('.announcer')).toHaveText('')
        await expectNothingFromAxe(page)
      })
    }
  })
}
