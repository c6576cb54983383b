import { expect } from '@playwright/test'
import { amy } from '../world/people.ts'
import { test } from './landfall-test.ts'

test.describe('a switch that is made in OneDrive itself', () => {
  test.use({ worldOptions: { machine: 'everything-left-to-do', finishesSync: false } })

  test('is followed by the window from first to last, by itself and without a flicker', async ({
    world,
    start,
  }) => {
    const { app, person } = await start()
    await person.signsInAs(amy.target)
    const first = 'OneDrive is not running'
    await person.reads(first)
    // From here on no one touches Landfall.
    await app.window.evaluate((begin) => {
      const seen = [begin]
      Object.assign(window, { seen })
      // Windows of other tests come and go on this desktop. One that goes gives us the focus, and Landfall then shows that it looks.
      let hasTurnedToIt = false
      addEventListener('focus', () => (hasTurnedToIt = true))
      new MutationObserver(() => {
        const heading = document.querySelector('h1')?.textContent
        if (heading && heading !== seen.at(-1)) {
          seen.push(heading)
          hasTurnedToIt = false
        }
        const isLooking = document.querySelector('[role="progressbar"]') !== null
        if (isLooking && !hasTurnedToIt) seen.push('a sign of looking')
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    }, first)
    const { syncClient } = world
    const acts: readonly (readonly [act: () => Promise<void>, heading: string])[] = [
      [() => syncClient.start(), 'Add your new account to OneDrive'],
      [() => syncClient.link(amy.target.upn), 'Some of your folders are still in the old OneDrive'],
      [() => syncClient.moveKnownFolders(), 'OneDrive is still busy with your files'],
      [() => syncClient.finishSync(), 'Your old Contoso account is still connected'],
      [() => syncClient.unlinkOld(), 'Everything we checked is in order'],
    ]
    for (const [act, heading] of acts) {
      await act()
      await person.reads(heading)
    }
    const seen = await app.window.evaluate(() => (window as unknown as { seen: string[] }).seen)
    expect(seen).toEqual([first, ...acts.map(([, heading]) => heading)])
  })
})
