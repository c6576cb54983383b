import { expect, test } from '@playwright/test'
import { pushState, readCalls } from './gallery/open-scene.ts'
import { readTexts, watchTexts } from './gallery/read-page.ts'
import { sceneNamed, useGallery } from './gallery/use-gallery.ts'

const { inLight, onStage } = useGallery()

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
