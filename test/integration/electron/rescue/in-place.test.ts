import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quickXorHashOf } from '../../../../electron/rescue/copy/quick-xor-hash.ts'
import type { RescueMachine } from '../../../../electron/rescue/worker/rescue-protocol.ts'
import type { RescuePlaces } from '../../../../electron/rescue/worker/rescue-places.ts'
import type { KnownFile } from '../../../../electron/rescue/verify-upload/verification.ts'
import { allRows, filesIn, RescueStand } from './rescue-stand.ts'

let stand: RescueStand
beforeEach(async () => {
  stand = await RescueStand.make()
})
afterEach(() => stand.remove())

/** The old folder, with the new OneDrive at `root`. */
const placesAt = (root: string): RescuePlaces => ({
  ...stand.places,
  target: { kind: 'ready', root, folder: 'From Contoso', urlLength: 50 },
})

async function openAt(root: string): Promise<RescueMachine> {
  const rescueMachine = stand.start()
  await rescueMachine.open(placesAt(root))
  await rescueMachine.list(allRows)
  await rescueMachine.plan()
  return rescueMachine
}

/** Compares with a drive that has these contents by path. */
async function compareWith(
  rescueMachine: RescueMachine,
  drive: Readonly<Record<string, string>>,
): Promise<string[]> {
  const targets: string[] = []
  for (let files = await rescueMachine.lost(true); files !== null; files = await rescueMachine.lost(false)) {
    targets.push(...files.map(({ target }) => target))
    const told = files.map(({ path: file, target }): KnownFile => {
      const content = drive[target]
      return {
        path: file,
        item:
          content === undefined
            ? null
            : { size: Buffer.byteLength(content), quickXorHash: quickXorHashOf(Buffer.from(content)) },
      }
    })
    await rescueMachine.compare(told)
  }
  await rescueMachine.endComparison()
  return targets.toSorted()
}

describe('a new OneDrive that uses the old folder', () => {
  it.each([
    ['the same', ''],
    ['the same in another letter case', 'CASE'],
    ['one that lies in it', 'OneDrive - Fabrikam'],
    ['one that holds it', '..'],
  ])('gets no copies: %s', async (_, where) => {
    await stand.put('Docs/a.txt')
    await stand.list()
    await openAt(where === 'CASE' ? stand.old.toUpperCase() : path.join(stand.old, where))
    expect(stand.state.run).toEqual({ kind: 'unavailable', reason: 'same-folder' })
    expect(await filesIn(stand.old)).toEqual(['Docs/a.txt'])
  })

  it('gets copies where its name only begins like that of the old one', async () => {
    await stand.put('a.txt')
    await stand.list()
    await mkdir(`${stand.old} GmbH`)
    await openAt(`${stand.old} GmbH`)
    expect(stand.state.run.kind).toBe('planned')
  })

  it('has each file proven where it lies: of whatever reason, and as it is by now', async () => {
    for (const name of ['Docs/a.txt', 'Docs/b.txt', 'c.txt']) await stand.put(name)
    await stand.list((name) => (name === 'c.txt' ? 'changed' : 'never-uploaded'))
    const rescueMachine = await openAt(stand.old)
    await stand.put('Docs/b.txt', 'written since')
    const targets = await compareWith(rescueMachine, {
      'Docs/a.txt': 'Docs/a.txt',
      'Docs/b.txt': 'written since',
    })
    expect(targets).toEqual(['Docs/a.txt', 'Docs/b.txt', 'c.txt'])
    const settlement = await rescueMachine.outcomes()
    expect([settlement?.present.files, settlement?.left.changed.files]).toEqual([2, 1])
    // What was proven stays so, also for the next start.
    const next = await openAt(stand.old)
    expect(await compareWith(next, { 'c.txt': 'c.txt' })).toEqual(['c.txt'])
    expect((await next.outcomes())?.present.files).toBe(3)
  })

  it('has a file looked for under its path in the new one, where the old one lies in that', async () => {
    const inside = path.join(stand.new, 'Old work')
    await stand.put('a.txt')
    await stand.list()
    await rename(stand.old, inside)
    await writeFile(
      stand.places.listFile,
      JSON.stringify({ path: path.join(inside, 'a.txt'), size: 5, modifiedAt: null, reason: 'changed' }) +
        '\n',
    )
    const rescueMachine = stand.start()
    await rescueMachine.open({ ...placesAt(stand.new), roots: [inside] })
    expect(await compareWith(rescueMachine, { 'Old work/a.txt': 'a.txt' })).toEqual(['Old work/a.txt'])
    expect((await rescueMachine.outcomes())?.present.files).toBe(1)
  })

  it('calls no document another one before OneDrive has brought its version down', async () => {
    for (const name of ['plan.docx', 'plan.txt']) await stand.put(name)
    await stand.list(() => 'untold')
    const rescueMachine = await openAt(stand.old)
    const drive = { 'plan.docx': 'plan.docx with more', 'plan.txt': 'plan.txt with more' }
    await compareWith(rescueMachine, drive)
    expect((await rescueMachine.outcomes())?.left).toMatchObject({
      untold: { files: 1 },
      different: { files: 1 },
    })
    await stand.put('plan.docx', drive['plan.docx'])
    await compareWith(rescueMachine, drive)
    expect((await rescueMachine.outcomes())?.present.files).toBe(1)
  })

  it('settles nothing that is gone, or that the drive has with another content', async () => {
    await stand.put('a.txt')
    await stand.put('b.txt')
    await stand.list()
    const rescueMachine = await openAt(stand.old)
    await rm(path.join(stand.old, 'a.txt'))
    await compareWith(rescueMachine, { 'a.txt': 'a.txt', 'b.txt': 'B.txt' })
    expect((await rescueMachine.outcomes())?.left['never-uploaded'].files).toBe(2)
  })
})
