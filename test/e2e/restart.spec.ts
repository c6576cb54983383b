import { expect } from '@playwright/test'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { amy } from '../world/people.ts'
import { openStep } from '../world/rail.ts'
import { test, userDataOf } from './landfall-test.ts'

test.describe('a restart in the middle', () => {
  test('goes on without the browser, from a cache that only this system can read', async ({
    world,
    start,
  }) => {
    const first = await start()
    await first.person.signsInAs(amy.target)
    await first.person.reads('Add your new account to OneDrive')
    await first.app.kill()

    const folder = path.join(userDataOf(world), 'session')
    const files = await readdir(folder)
    expect(files).toEqual(['token-cache.bin'])
    const kept = await readFile(path.join(folder, 'token-cache.bin'), 'latin1')
    expect(kept).not.toMatch(/RefreshToken|eyJ|fabrikam/i)

    const second = await start()
    await second.person.reads('Add your new account to OneDrive')
    expect(world.openedUrls.count()).toBe(1)
  })

  test('knows a renamed person again while the endpoint is away, and keeps them signed in', async ({
    world,
    start,
  }) => {
    // The configuration has the address of the day on which the map was written.
    expect(amy.target.upn).not.toBe(amy.target.mapped)
    const first = await start()
    await first.person.signsInAs(amy.target)
    await first.person.reads('Add your new account to OneDrive')
    await first.app.close()
    await world.admin.stop()

    const second = await start()
    await second.person.reads('We could not ask how far your move is')
    await openStep(second.app.window, 'identity')
    const signedIn = second.app.window.getByRole('region', { name: 'Signed in as Amy Lee' })
    await expect(signedIn.getByText(amy.target.upn)).toBeVisible()
    await expect(second.app.window.getByText('This is another person’s account')).toBeHidden()
    await second.app.close()
    const kept = await readFile(path.join(userDataOf(world), 'known-person.json'), 'utf8')
    expect(kept).not.toMatch(/amy|fabrikam|aaaa-4aaa/i)
    expect(world.openedUrls.count()).toBe(1)
  })

  test('keeps the language that the person has chosen', async ({ start }) => {
    const first = await start()
    await first.person.reads('Sign in with your new address')
    await first.app.window.locator('.language-button').click()
    await first.app.window.getByRole('button', { name: 'Deutsch' }).click()
    await first.person.reads('Melden Sie sich')
    await first.app.close()

    const second = await start()
    await second.person.reads('Melden Sie sich')
    await expect(second.app.window.locator('html')).toHaveAttribute('lang', 'de')
  })

  test('leaves nothing personal in the log', async ({ world, start }) => {
    const { app, person } = await start()
    await person.signsInAs(amy.target)
    await person.reads('Add your new account to OneDrive')
    await app.close()
    const log = await readFile(path.join(userDataOf(world), 'logs', 'landfall.log'), 'utf8')
    const lines = log.trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('event')
    expect(log).not.toMatch(/amy|contoso|fabrikam|eyJ/i)
    expect(log).not.toContain(world.folder)
  })
})
