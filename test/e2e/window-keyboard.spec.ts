import { expect, test } from '@playwright/test'
import { decodeQR } from 'qr/decode.js'
import { light, dark, forced } from './gallery/looks.ts'
import { pushState, readCalls } from './gallery/open-scene.ts'
import { countLines, readPixels, readTexts, watchTexts } from './gallery/read-page.ts'
import { codeAddress } from './gallery/states.ts'
import { sceneNamed, useGallery } from './gallery/use-gallery.ts'

const { browser, inLight, inOwnPage, onStage } = useGallery()

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
        const pixels = await readPixels(browser(), await picture.screenshot())
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
