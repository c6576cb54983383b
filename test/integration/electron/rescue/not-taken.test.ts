import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import type { RescueMachine } from '../../../../electron/rescue/worker/rescue-protocol.ts'
import { createTakingClock } from '../../../../electron/rescue/worker/taking-clock.ts'
import { createClientFolder, type ClientFolder } from '../../../world/client-folder.ts'
import { RescueStand } from './rescue-stand.ts'

let stand: RescueStand
let client: ClientFolder
let time: number
beforeEach(async () => {
  stand = await RescueStand.make()
  client = createClientFolder(stand.new, createPosixDisk())
  time = Date.parse('2026-11-20T09:00:00Z')
})
afterEach(() => stand.remove())

const start = (): RescueMachine => stand.start({ disk: client.disk, now: () => new Date(time) })

/** Looks every half hour; answers with what is not taken at the last of them. */
async function lookFor(
  rescueMachine: RescueMachine,
  hours: number,
  isTaking: boolean | null = true,
): Promise<number | undefined> {
  let files: number | undefined
  for (let half = 0; half <= hours * 2; half += 1) {
    files = (await rescueMachine.outcomes(isTaking))?.notTaken?.files
    time += 1_800_000
  }
  return files
}

describe('copies that OneDrive does not take', () => {
  beforeEach(async () => {
    await stand.put('drawing.dwg')
    await stand.list()
  })

  it('are named after four hours in which the client was at work, and no sooner', async () => {
    const rescueMachine = await stand.rescue(start())
    expect(await lookFor(rescueMachine, 3.5)).toBe(0)
    expect(await lookFor(rescueMachine, 0)).toBe(1)
  })

  it('are none while it is paused, does not run, or no one can tell', async () => {
    const rescueMachine = await stand.rescue(start())
    expect(await lookFor(rescueMachine, 3)).toBe(0)
    expect(await lookFor(rescueMachine, 9, false)).toBe(0)
    expect(await lookFor(rescueMachine, 9, null)).toBe(0)
    expect(await lookFor(rescueMachine, 0.5)).toBe(0)
    expect(await lookFor(rescueMachine, 1)).toBe(1)
  })

  it.each([
    ['the tenant blocks their ending', { blockedEndings: ['dwg'] }],
    ['the OneDrive is full', { quota: 3 }],
    ['a folder above is excluded', { ignoredFolders: ['From Contoso'] }],
  ])('are named where %s, and no more once they are taken', async (_, rules) => {
    const rescueMachine = await stand.rescue(start())
    client.rule(rules)
    client.upload()
    expect(await lookFor(rescueMachine, 4)).toBe(1)
    client.rule({})
    client.upload()
    expect(await lookFor(rescueMachine, 0)).toBe(0)
    expect(client.drive.paths()).toEqual(['From Contoso/drawing.dwg'])
  })

  it('are none of a client that is paused, and named where it goes on and does not take them', async () => {
    const rescueMachine = await stand.rescue(start())
    client.rule({ blockedEndings: ['dwg'] })
    client.pause()
    client.upload()
    expect(await lookFor(rescueMachine, 9, false)).toBe(0)
    client.goOn()
    client.upload()
    expect(await lookFor(rescueMachine, 5)).toBe(1)
  })

  it('are none once they carry a cloud tag', async () => {
    const rescueMachine = await stand.rescue(start())
    client.upload()
    expect(await lookFor(rescueMachine, 9)).toBe(0)
  })

  it('are counted on after a restart, and anew for what is copied later', async () => {
    await lookFor(await stand.rescue(start()), 3)
    await stand.put('later.txt')
    await stand.list()
    const next = await stand.rescue(start())
    expect(await lookFor(next, 1.5)).toBe(1)
    expect(await lookFor(next, 3.5)).toBe(2)
  })
})

describe('the clock of a client at work', () => {
  it('counts no night in which no one looked', () => {
    const clock = createTakingClock(5)
    clock.update(true, 0)
    clock.update(true, 10 * 3_600_000)
    expect(clock.milliseconds()).toBe(3_600_005)
    // A clock that was put back counts nothing.
    clock.update(true, 0)
    expect(clock.milliseconds()).toBe(3_600_005)
  })
})
