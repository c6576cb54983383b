import { expect, test, type Page } from '@playwright/test'
import path from 'node:path'
import { wholeQuery } from './gallery/files-states.ts'
import { expectInSight, expectNoSidewaysScroll } from './gallery/in-sight.ts'
import { light, dark, forced, german, french, spanish, brazilian, japanese, arabic } from './gallery/looks.ts'
import { openScene, pushState, readCalls } from './gallery/open-scene.ts'
import { galleryFolder } from './gallery/page-files.ts'
import { type Scene } from './gallery/states.ts'
import { sceneNamed, useGallery } from './gallery/use-gallery.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

const { inLight, inOwnPage, onStage, openContext } = useGallery()

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
