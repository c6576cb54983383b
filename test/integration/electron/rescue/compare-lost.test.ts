import { readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import type { RescueMachine } from '../../../../electron/rescue/worker/rescue-protocol.ts'
import type { RescueMachinePorts } from '../../../../electron/rescue/worker/rescue-context.ts'
import { quickXorHashOf } from '../../../../electron/rescue/copy/quick-xor-hash.ts'
import type { LostFile, KnownFile } from '../../../../electron/rescue/verify-upload/verification.ts'
import { writeSharePointProperties } from '../../../world/office/sharepoint-properties.ts'
import { allRows, contentsOf, fingerprint, RescueStand } from './rescue-stand.ts'

let stand: RescueStand
beforeEach(async () => {
  stand = await RescueStand.make()
})
afterEach(() => stand.remove())

async function open(ports: Partial<RescueMachinePorts> = {}): Promise<RescueMachine> {
  const rescueMachine = stand.start(ports)
  await rescueMachine.open(stand.places)
  await rescueMachine.list(allRows)
  return rescueMachine
}

async function ask(rescueMachine: RescueMachine): Promise<readonly LostFile[]> {
  return (await rescueMachine.lost(true)) ?? []
}

/** What a drive with these files says of a path of it. */
function tell(drive: Readonly<Record<string, string>>, { path: file, target }: LostFile): KnownFile {
  const content = drive[target]
  const bytes = content === undefined ? null : Buffer.from(content)
  const item = bytes && { size: bytes.length, quickXorHash: quickXorHashOf(bytes) }
  return { path: file, item }
}

/** Compares all there is with a drive. */
async function compare(rescueMachine: RescueMachine, drive: Readonly<Record<string, string>>): Promise<void> {
  await rescueMachine.compare((await ask(rescueMachine)).map((file) => tell(drive, file)))
  await rescueMachine.endComparison()
}

describe('files that only the new OneDrive knows', () => {
  it('are settled by an equal under their own path, and offered for rescue where there is none', async () => {
    await stand.put('Plans/same.txt', 'same')
    await stand.put('Plans/other.txt', 'mine')
    await stand.put('Plans/longer.txt', 'longer than there')
    await stand.put('gone.txt', 'only here')
    await stand.put('empty.txt', '')
    await stand.list(() => 'untold')
    const before = await fingerprint(stand.old)
    const rescueMachine = await open()
    // Until it is known, nothing is chosen: a copy of what is there would be there twice.
    expect(stand.state.totals?.all.selected.files).toBe(0)
    expect((await ask(rescueMachine)).map(({ target }) => target).toSorted()).toEqual([
      'Plans/longer.txt',
      'Plans/other.txt',
      'Plans/same.txt',
      'empty.txt',
      'gone.txt',
    ])
    await compare(rescueMachine, {
      'Plans/same.txt': 'same',
      'Plans/other.txt': 'MINE',
      'Plans/longer.txt': 'shorter',
      'empty.txt': '',
    })
    const became = Object.fromEntries(
      (stand.state.rows?.rows ?? []).map(({ name, status, reason, isSelected }) => [
        name,
        [status, reason, isSelected],
      ]),
    )
    expect(became).toMatchObject({
      'same.txt': ['present', 'untold', false],
      'empty.txt': ['present', 'untold', false],
      'other.txt': ['left', 'different', true],
      'longer.txt': ['left', 'different', true],
      'gone.txt': ['left', 'absent', true],
    })
    expect(await contentsOf(stand.new)).toEqual({})

    await rescueMachine.plan()
    await rescueMachine.start()
    await stand.until(({ run }) => run.kind === 'copied')
    expect(await contentsOf(stand.new)).toEqual({
      'From Contoso/Plans/other.txt': 'mine',
      'From Contoso/Plans/longer.txt': 'longer than there',
      'From Contoso/gone.txt': 'only here',
    })
    expect(await fingerprint(stand.old)).toBe(before)
    expect(await rescueMachine.outcomes()).toMatchObject({ present: { files: 2 }, copied: { files: 3 } })
  })

  it('stay unselected in a folder that names no one: it may be the person’s own', async () => {
    await stand.put('gone.txt', 'only here')
    await stand.put('other.txt', 'mine')
    await stand.list(() => 'untold')
    const places = { ...stand.places, nobodysRoots: [stand.old] }
    const rescueMachine = stand.start()
    await rescueMachine.open(places)
    await rescueMachine.list(allRows)
    await compare(rescueMachine, { 'other.txt': 'theirs' })
    expect(stand.row('gone.txt')).toMatchObject({ reason: 'absent', isSelected: false })
    expect(stand.row('other.txt')).toMatchObject({ reason: 'different', isSelected: false })
    await rescueMachine.select({ kind: 'item', path: path.join(stand.old, 'gone.txt') }, true)
    const again = stand.start()
    await again.open(places)
    await again.list(allRows)
    expect(stand.row('gone.txt')?.isSelected).toBe(true)
    expect(stand.row('other.txt')?.isSelected).toBe(false)
  })

  it('can be chosen by hand where nothing could be compared, are copied, and are not proven by that', async () => {
    await stand.put('chosen.txt')
    await stand.put('left.txt')
    await stand.list(() => 'untold')
    const rescueMachine = await open()
    await rescueMachine.select({ kind: 'item', path: path.join(stand.old, 'chosen.txt') }, true)
    await rescueMachine.plan()
    await rescueMachine.start()
    await stand.until(({ run }) => run.kind === 'copied')
    expect(await contentsOf(stand.new)).toEqual({ 'From Contoso/chosen.txt': 'chosen.txt' })
    expect(await rescueMachine.outcomes()).toMatchObject({
      copied: { files: 1 },
      proven: { files: 0 },
      left: { untold: { files: 1 } },
    })
  })

  it('are present where the new OneDrive has the document with the additions of Microsoft', async () => {
    const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/office')
    const drive: Record<string, Buffer> = {}
    for (const name of ['same.docx', 'same.doc', 'edited.docx', 'away.docx']) {
      const sample = `plan${path.extname(name)}`
      const original = await readFile(path.join(fixtures, sample))
      await stand.put(name, original)
      const edited = await readFile(path.join(fixtures, 'plan.edit.docx'))
      drive[name] = name === 'edited.docx' ? edited : writeSharePointProperties(name, original)
      // The client has not brought one of them down.
      if (name !== 'away.docx') await writeFile(path.join(stand.new, name), drive[name])
    }
    await stand.list(() => 'untold')
    const rescueMachine = await open()
    await rescueMachine.compare(
      (await ask(rescueMachine)).map(({ path: file, target }) => {
        const bytes = drive[target] ?? Buffer.alloc(0)
        return { path: file, item: { size: bytes.length, quickXorHash: quickXorHashOf(bytes) } }
      }),
    )
    await rescueMachine.endComparison()
    expect(stand.row('same.docx')).toMatchObject({ status: 'present', hasAdditions: true })
    expect(stand.row('same.doc')).toMatchObject({ status: 'present', hasAdditions: true })
    expect(stand.row('edited.docx')).toMatchObject({ status: 'left', reason: 'different' })
    // No one can tell, so it is neither settled nor copied a second time.
    expect(stand.row('away.docx')).toMatchObject({ status: 'left', reason: 'untold', isSelected: false })
    await open()
    expect(stand.row('same.docx')).toMatchObject({ status: 'present', hasAdditions: true })
  })

  it('are known after a restart, also to a list that was made anew, until they change', async () => {
    await stand.put('same.txt', 'same')
    await stand.put('gone.txt', 'only here')
    await stand.list(() => 'untold')
    await compare(await open(), { 'same.txt': 'same' })
    await stand.list(() => 'untold')
    await open()
    expect(stand.row('same.txt')).toMatchObject({ status: 'present' })
    expect(stand.row('gone.txt')).toMatchObject({ status: 'left', reason: 'absent', isSelected: true })
    await writeFile(path.join(stand.old, 'same.txt'), 'written to since')
    await stand.list(() => 'untold')
    await open()
    expect(stand.row('same.txt')).toMatchObject({ status: 'left', reason: 'untold' })
  })

  it('are untold where the look saw no state of any file, but for what a rule keeps out', async () => {
    await stand.put('a.txt')
    await stand.put('b.tmp')
    await stand.list((name) => (name.endsWith('.tmp') ? 'excluded-by-policy' : 'never-uploaded'))
    const rescueMachine = stand.start()
    await rescueMachine.open({ ...stand.places, isUntold: true })
    await rescueMachine.list(allRows)
    expect(stand.row('a.txt')).toMatchObject({ reason: 'untold', isSelected: false })
    expect(stand.row('b.tmp')).toMatchObject({ reason: 'excluded-by-policy' })
  })

  it('stay untold where Graph has no hash, or where they are not what was listed', async () => {
    await stand.put('unhashed.txt', 'same')
    await stand.put('changed.txt', 'same')
    await stand.put('link.txt', 'same')
    await stand.list(() => 'untold')
    await utimes(path.join(stand.old, 'changed.txt'), 1, 1)
    const rescueMachine = await open()
    const files = await ask(rescueMachine)
    const told = files.map((file) =>
      tell(Object.fromEntries(files.map(({ target }) => [target, 'same'])), file),
    )
    await rm(path.join(stand.old, 'link.txt'))
    await symlink(path.join(stand.old, 'unhashed.txt'), path.join(stand.old, 'link.txt'))
    await rescueMachine.compare(
      told.map((one) =>
        one.path.endsWith('unhashed.txt') ? { ...one, item: { size: 4, quickXorHash: null } } : one,
      ),
    )
    await rescueMachine.endComparison()
    for (const name of ['unhashed.txt', 'changed.txt', 'link.txt'])
      expect(stand.row(name)).toMatchObject({ status: 'left', reason: 'untold' })
  })

  it('are never opened where their content is in the cloud only', async () => {
    await stand.put('placeholder.txt', 'same')
    await stand.list(() => 'untold')
    const disk = createPosixDisk()
    const placed: string[] = []
    const rescueMachine = await open({
      disk: {
        ...disk,
        stat: (file) => {
          const entry = disk.stat(file)
          return entry && { ...entry, isCloudOnly: file.endsWith('placeholder.txt') }
        },
        place: (file) => {
          placed.push(file)
          return disk.place(file)
        },
      },
    })
    await compare(rescueMachine, { 'placeholder.txt': 'same' })
    expect(stand.row('placeholder.txt')).toMatchObject({ status: 'left', reason: 'untold' })
    expect(placed).toEqual([])
  })

  it('are compared no further when it is enough, also in the middle of a large one, and what is known stays', async () => {
    await stand.put('a.txt', 'same')
    await stand.put('z.bin', Buffer.alloc(5_000_000))
    await stand.list(() => 'untold')
    const disk = createPosixDisk()
    const ended: Promise<void>[] = []
    const rescueMachine: RescueMachine = await open({
      disk: {
        ...disk,
        place: (file) => {
          // It is about to be read.
          if (file.endsWith('z.bin')) ended.push(rescueMachine.endComparison())
          return disk.place(file)
        },
      },
    })
    const told = (await ask(rescueMachine)).map((file) => tell({ 'a.txt': 'same' }, file))
    const large = { size: 5_000_000, quickXorHash: 'of something else' }
    await stand.until(({ compared }) => compared !== null)
    await rescueMachine.compare(
      told.map((one) => (one.path.endsWith('z.bin') ? { ...one, item: large } : one)),
    )
    await Promise.all(ended)
    expect(stand.state.compared).toBeNull()
    expect(stand.row('a.txt')).toMatchObject({ status: 'present' })
    expect(stand.row('z.bin')).toMatchObject({ status: 'left', reason: 'untold' })
    expect(await rescueMachine.lost(false)).toBeNull()
  })

  it('are asked for folder by folder, not those of a team library, nor what is settled or done without', async () => {
    for (const name of ['a/1', 'b/1', 'a/2', 'b/2', 'waived.txt']) await stand.put(name)
    await stand.list(() => 'untold')
    const rescueMachine = stand.start()
    await rescueMachine.open({ ...stand.places, roots: [stand.old, path.join(stand.old, 'b')] })
    await rescueMachine.askWaiver({ kind: 'item', path: path.join(stand.old, 'waived.txt') })
    await rescueMachine.waive()
    expect((await ask(rescueMachine)).map(({ target }) => target)).toEqual(['a/1', 'a/2'])
  })
})
