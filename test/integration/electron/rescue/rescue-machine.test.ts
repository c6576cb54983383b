import { appendFileSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, stat, symlink, unlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../../eventually.ts'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import { quickXorHashOf } from '../../../../electron/rescue/copy/quick-xor-hash.ts'
import { allRows, filesIn, fingerprint, RescueStand } from './rescue-stand.ts'

let stand: RescueStand
beforeEach(async () => {
  stand = await RescueStand.make()
})
afterEach(() => stand.remove())

const from = (name: string): string => path.join('From Contoso', name)

describe('a rescue', () => {
  it('copies what is left below a folder that says where it comes from, and touches nothing of the old', async () => {
    await stand.put('Plans/Draft.docx', 'a draft')
    await stand.put('Plans/Empty.txt', '')
    await stand.put('Large.bin', Buffer.alloc(5_000_000, 'large '))
    await stand.list()
    const before = await fingerprint(stand.old)
    await stand.rescue()
    expect(stand.state.run).toEqual({ kind: 'copied' })
    expect(await stand.copies()).toEqual({
      [from('Plans/Draft.docx')]: 'a draft',
      [from('Plans/Empty.txt')]: '',
      [from('Large.bin')]: 'large '.repeat(833_334).slice(0, 5_000_000),
    })
    expect(await fingerprint(stand.old)).toBe(before)
    expect(stand.state.totals?.all.copied).toEqual({ files: 3, bytes: 5_000_007 })
  })

  it('copies nothing of a plan while another list is being read', async () => {
    await stand.put('Draft.docx')
    await stand.list()
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    await rescueMachine.plan()
    const opening = rescueMachine.open(stand.places)
    await rescueMachine.start()
    await opening
    expect(stand.state.run).toEqual({ kind: 'listed' })
    expect(await stand.copies()).toEqual({})
    await stand.rescue(rescueMachine)
    expect(await stand.copies()).toEqual({ [from('Draft.docx')]: 'Draft.docx' })
  })

  it('copies nothing of a plan after another list could not be read', async () => {
    await stand.put('Draft.docx')
    await stand.list()
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    await rescueMachine.plan()
    // A folder in the list's place: it cannot be read.
    await expect(rescueMachine.open({ ...stand.places, listFile: stand.data })).rejects.toThrow('EISDIR')
    await rescueMachine.start()
    expect(stand.state.run).toEqual({ kind: 'listed' })
    expect(await stand.copies()).toEqual({})
  })

  it('keeps times and rights', async () => {
    await stand.put('old.txt')
    const file = path.join(stand.old, 'old.txt')
    await utimes(file, new Date('2001-02-03'), new Date('2004-05-06T07:08:09Z'))
    await chmod(file, 0o440)
    await stand.list()
    await stand.rescue()
    const { mtime, mode } = await stat(path.join(stand.new, from('old.txt')))
    expect([mtime.toISOString(), mode & 0o777]).toEqual(['2004-05-06T07:08:09.000Z', 0o440])
  })

  it('can be read before it starts: where each file goes, what it needs, and nothing is there yet', async () => {
    await stand.put('a: plan?.txt', 'content')
    await stand.list()
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    await rescueMachine.list(allRows)
    expect(stand.state.run).toEqual({ kind: 'listed' })
    await rescueMachine.plan()
    expect(stand.state.run).toMatchObject({
      kind: 'planned',
      plan: {
        amount: { files: 1, bytes: 7 },
        folder: path.join(stand.new, 'From Contoso'),
        renames: [{ reason: 'invalid-name', files: 1 }],
        space: { kind: 'enough' },
      },
    })
    expect(stand.row('a: plan?.txt')).toMatchObject({
      target: 'From Contoso/a_ plan_.txt',
      renamed: 'invalid-name',
      status: 'left',
    })
    expect(await filesIn(stand.new)).toEqual([])
  })

  it('knows how much room there is from the first list on, again after copying, and nothing where the disk does not say', async () => {
    await stand.put('a.txt')
    await stand.list()
    let free = 1_000_000_000
    const disk = { ...createPosixDisk(), freeBytes: async () => free }
    const rescueMachine = stand.start({ disk })
    await rescueMachine.open(stand.places)
    expect(stand.state.free).toBe(1_000_000_000)
    await rescueMachine.plan()
    free = 999_000_000
    await rescueMachine.start()
    await stand.until(({ run }) => run.kind === 'copied')
    expect(stand.state.free).toBe(999_000_000)
    const silent = { ...disk, freeBytes: () => Promise.reject(new Error('no answer')) }
    await stand.start({ disk: silent }).open(stand.places)
    expect(stand.state.free).toBeNull()
  })

  it('copies nothing twice, however often it is started', async () => {
    await stand.put('a.txt')
    await stand.put('b.txt')
    await stand.list()
    await stand.rescue()
    const copies = await stand.copies()
    await stand.rescue()
    expect(await stand.copies()).toEqual(copies)
    // The journal is gone with this person's data: the copies are known by their content.
    await unlink(stand.places.journalFile)
    await stand.rescue()
    expect(await stand.copies()).toEqual(copies)
    expect(stand.state.totals?.all.copied.files).toBe(2)
  })

  it('never overwrites: another file of the name stays, and the copy has a number', async () => {
    await stand.put('a.txt', 'of the old')
    await mkdir(path.join(stand.new, 'From Contoso'))
    await writeFile(path.join(stand.new, from('A.txt')), 'of the new')
    await stand.list()
    await stand.rescue()
    expect(await stand.copies()).toEqual({ [from('A.txt')]: 'of the new', [from('a (2).txt')]: 'of the old' })
  })

  it('gives way to a file that takes the name while it is copied', async () => {
    await stand.put('a.txt', 'of the old')
    await stand.list()
    const disk = createPosixDisk()
    const taken = path.join(stand.new, from('a.txt'))
    const rescueMachine = stand.start({
      disk: {
        ...disk,
        moveInto: (temporary, to) => {
          if (to === taken && disk.stat(taken) === null) disk.moveInto(path.join(stand.data, 'other'), taken)
          return disk.moveInto(temporary, to)
        },
      },
    })
    await writeFile(path.join(stand.data, 'other'), 'somebody else')
    await stand.rescue(rescueMachine)
    expect(await stand.copies()).toEqual({
      [from('a.txt')]: 'somebody else',
      [from('a (2).txt')]: 'of the old',
    })
    expect(stand.row('a.txt')?.target).toBe('From Contoso/a (2).txt')
  })

  it('copies a file again that was changed since, beside the first copy', async () => {
    await stand.put('a.txt', 'first')
    await stand.list()
    await stand.rescue()
    await stand.put('a.txt', 'second, longer')
    await stand.list()
    await stand.rescue()
    expect(await stand.copies()).toEqual({ [from('a.txt')]: 'first', [from('a (2).txt')]: 'second, longer' })
  })

  it('copies what is selected: a folder, a reason, not what a rule keeps out', async () => {
    for (const name of ['in/a.txt', 'in/deep/b.txt', 'out/c.txt', 'x.tmp']) await stand.put(name)
    await stand.list((name) => (name === 'x.tmp' ? 'excluded-by-policy' : 'changed'))
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    expect(stand.state.totals?.all.selected.files).toBe(3)
    await rescueMachine.select({ kind: 'all' }, false)
    await rescueMachine.select({ kind: 'folder', folder: 'in' }, true)
    await rescueMachine.select({ kind: 'item', path: path.join(stand.old, 'in/a.txt') }, false)
    await stand.rescue(rescueMachine)
    expect(Object.keys(await stand.copies())).toEqual([from('in/deep/b.txt')])
    // The choice is remembered.
    await stand.rescue()
    expect(Object.keys(await stand.copies())).toEqual([from('in/deep/b.txt')])
  })

  it('pauses, goes on, and stops without half a file', async () => {
    await stand.put('a.bin', Buffer.alloc(40_000_000, 1))
    await stand.put('b.bin', Buffer.alloc(40_000_000, 2))
    await stand.list()
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    await rescueMachine.plan()
    await rescueMachine.start()
    await rescueMachine.pause()
    expect(stand.state.run).toMatchObject({ kind: 'copying', isPaused: true })
    await rescueMachine.stop()
    expect(stand.state.run).toMatchObject({ kind: 'stopped', reason: 'asked' })
    const whole = await filesIn(stand.new)
    for (const name of whole) expect((await stat(path.join(stand.new, name))).size).toBe(40_000_000)
    await stand.rescue(rescueMachine)
    expect(stand.state.run).toEqual({ kind: 'copied' })
    expect(await filesIn(stand.new)).toEqual([from('a.bin'), from('b.bin')])
  })

  it('clears away its own temporary files, and no one else’s', async () => {
    await stand.put('a.txt')
    await stand.list()
    const folder = path.join(stand.new, 'From Contoso')
    await mkdir(folder)
    const mark = '0123456789ab'
    const intent = { kind: 'intent', path: path.join(stand.old, 'a.txt'), size: 1, modifiedAt: null }
    const lines = [
      { kind: 'run', mark, at: '' },
      { ...intent, target: 'From Contoso/a.txt', renamed: null },
    ]
    await writeFile(stand.places.journalFile, lines.map((line) => JSON.stringify(line)).join('\n'))
    for (const name of [`~landfall-${mark}-1.tmp`, '~landfall-ffffffffffff-1.tmp', 'work.tmp'])
      await writeFile(path.join(folder, name), 'half')
    await stand.rescue()
    expect(await filesIn(stand.new)).toEqual([
      from('a.txt'),
      from('work.tmp'),
      from('~landfall-ffffffffffff-1.tmp'),
    ])
  })
})

describe('a file that cannot be copied', () => {
  it('is named with the reason, and the others are copied', async () => {
    for (const name of ['gone.txt', 'good.txt', 'moved/a.txt', 'link.txt']) await stand.put(name)
    await stand.list()
    const elsewhere = path.join(stand.folder, 'elsewhere')
    await unlink(path.join(stand.old, 'gone.txt'))
    await rename(path.join(stand.old, 'moved'), elsewhere)
    await symlink(elsewhere, path.join(stand.old, 'moved'))
    await unlink(path.join(stand.old, 'link.txt'))
    await symlink('/etc/hostname', path.join(stand.old, 'link.txt'))
    await stand.rescue()
    expect(Object.keys(await stand.copies())).toEqual([from('good.txt')])
    expect(['gone.txt', 'moved/a.txt', 'link.txt'].map((name) => stand.row(name)?.failure)).toEqual([
      'vanished',
      'link',
      'link',
    ])
    expect(stand.state.totals?.all.failed.files).toBe(3)
  })

  it('is never opened where its content is in the cloud only', async () => {
    await stand.put('online.txt')
    await stand.list()
    const disk = createPosixDisk()
    const opened: string[] = []
    const rescueMachine = stand.start({
      disk: {
        ...disk,
        place: (file) => {
          opened.push(file)
          return disk.place(file)
        },
        stat: (file) => {
          const entry = disk.stat(file)
          return entry === null ? null : { ...entry, isCloudOnly: file.endsWith('online.txt') }
        },
      },
    })
    await stand.rescue(rescueMachine)
    expect(stand.row('online.txt')).toMatchObject({ status: 'failed', failure: 'cloud-only' })
    expect(opened.some((file) => file.endsWith('online.txt'))).toBe(false)
  })

  it('that another program holds is tried again, and named when that never lets go', async () => {
    await stand.put('held.accdb')
    await stand.put('free.txt')
    await stand.list()
    const disk = createPosixDisk()
    const file = path.join(stand.old, 'held.accdb')
    let tries = 0
    const held = (times: number): typeof disk => ({
      ...disk,
      place: (asked) => {
        // As Windows answers an attempt to open it.
        if (asked === file && (tries += 1) <= times) throw Object.assign(new Error('held'), { code: 'EBUSY' })
        return disk.place(asked)
      },
    })
    await stand.rescue(stand.start({ disk: held(99), retryPauses: [1, 1] }))
    expect(tries).toBe(3)
    expect(stand.row('held.accdb')).toMatchObject({ status: 'failed', failure: 'locked' })
    expect(await stand.copies()).toEqual({ [from('free.txt')]: 'free.txt' })
    tries = 0
    await stand.rescue(stand.start({ disk: held(1), retryPauses: [1, 1] }))
    expect(stand.row('held.accdb')?.status).toBe('copied')
  })

  it.each([
    ['EBUSY', false],
    ['EBUSY', true],
    ['EACCES', true],
  ] as const)(
    'whose copy is held when it gets its name (%s, a disk of Windows: %s) gets it in a moment, and is named where it is held for good',
    async (code, foldsCase) => {
      await stand.put('held.txt')
      await stand.put('free.txt')
      await stand.list()
      const disk = createPosixDisk()
      const name = path.join(stand.new, from('held.txt'))
      let tries = 0
      const held = (times: number): typeof disk => ({
        ...disk,
        foldsCase,
        moveInto: (temporary, to) => {
          // As Windows answers while a scanner looks at the new file.
          if (to === name && (tries += 1) <= times) throw Object.assign(new Error('held'), { code })
          return disk.moveInto(temporary, to)
        },
      })
      await stand.rescue(stand.start({ disk: held(999) }))
      expect(stand.row('held.txt')).toMatchObject({ status: 'failed', failure: 'locked' })
      expect(await stand.copies()).toEqual({ [from('free.txt')]: 'free.txt' })
      tries = 0
      await stand.rescue(stand.start({ disk: held(2) }))
      expect([tries, stand.row('held.txt')?.status]).toEqual([3, 'copied'])
      expect(await stand.copies()).toEqual({
        [from('free.txt')]: 'free.txt',
        [from('held.txt')]: 'held.txt',
      })
    },
  )

  it('that grows while it is copied is tried again, and named when it never rests', async () => {
    await stand.put('log.txt', Buffer.alloc(3_000_000, 1))
    await stand.put('still.txt')
    await stand.list()
    const disk = createPosixDisk()
    const file = path.join(stand.old, 'log.txt')
    let looks = 0
    let isOpen = false
    const growing = (times: number): typeof disk => ({
      ...disk,
      // It is opened and looked at, then copies are opened: from there on it must stay as it is.
      place: (asked) => {
        if (asked.endsWith('.tmp') && isOpen && (looks += 1) <= times) appendFileSync(file, 'more')
        isOpen ||= asked === file
        return disk.place(asked)
      },
    })
    await stand.rescue(stand.start({ disk: growing(99), retryPauses: [1, 1] }))
    expect(stand.row('log.txt')).toMatchObject({ status: 'failed', failure: 'changing' })
    expect(await stand.copies()).toEqual({ [from('still.txt')]: 'still.txt' })
    looks = 0
    await stand.rescue(stand.start({ disk: growing(1), retryPauses: [1, 1] }))
    expect(stand.row('log.txt')?.status).toBe('copied')
    expect(await readFile(path.join(stand.new, from('log.txt')))).toEqual(await readFile(file))
  })

  it('that does not read back as it was written gets no name', async () => {
    const others = ['b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${name}.txt`)
    await stand.put('a.txt', 'what it was')
    for (const name of others) await stand.put(name)
    await stand.list()
    const disk = createPosixDisk()
    let first = ''
    const holding = {
      ...disk,
      place: (file: string) => {
        if (first === '' && file.endsWith('.tmp')) {
          first = file
          // Some are under way by now; the rest waits.
          void rescueMachine.pause()
        }
        return disk.place(file)
      },
    }
    const rescueMachine = stand.start({ disk: holding })
    const done = stand.rescue(rescueMachine)
    await eventually(async () => expect(await readFile(first, 'utf8')).toBe('what it was'))
    // A disk that keeps something else than it was given.
    writeFileSync(first, 'W', { flag: 'r+' })
    await rescueMachine.resume()
    await done
    expect(stand.row('a.txt')).toMatchObject({ status: 'failed', failure: 'not-verified' })
    expect(await stand.copies()).toEqual(Object.fromEntries(others.map((name) => [from(name), name])))
  })
})

describe('what became of the files', () => {
  it('is what the judge is told, and what waits for the proof', async () => {
    for (const name of ['a.txt', 'b.txt', 'c.txt']) await stand.put(name)
    await stand.list((name) => (name === 'c.txt' ? 'error' : 'changed'))
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    await rescueMachine.select({ kind: 'reason', reason: 'error' }, false)
    await stand.rescue(rescueMachine)
    const a = path.join(stand.old, 'a.txt')
    const hash = quickXorHashOf(Buffer.from('a.txt'))
    expect((await rescueMachine.unproven(true))?.find(({ path }) => path === a)).toMatchObject({
      path: a,
      target: 'From Contoso/a.txt',
      size: 5,
      quickXorHash: hash,
    })
    expect(await rescueMachine.unproven(false)).toBeNull()
    await rescueMachine.prove([a, '/not/on/the/list'])
    expect(await rescueMachine.outcomes()).toMatchObject({
      left: { error: { files: 1, bytes: 5 }, changed: { files: 0 } },
      copied: { files: 1 },
      proven: { files: 1 },
      waived: { files: 0 },
    })
    // The next start knows it all.
    const next = stand.start()
    await next.open(stand.places)
    expect(await next.outcomes()).toEqual(await rescueMachine.outcomes())
    expect((await next.unproven(true))?.map(({ target }) => target)).toEqual(['From Contoso/b.txt'])
  })
})

describe('a waiver', () => {
  it('is asked for twice, recorded with its time, and can be taken back', async () => {
    await stand.put('a.txt')
    await stand.put('b.tmp')
    await stand.list((name) => (name === 'b.tmp' ? 'excluded-by-policy' : 'changed'))
    const rescueMachine = stand.start({ now: () => new Date('2126-11-25T10:00:00Z') })
    await rescueMachine.open(stand.places)
    // No one has asked before.
    await rescueMachine.waive()
    expect((await rescueMachine.outcomes())?.waived.files).toBe(0)
    const what = { kind: 'reason', reason: 'excluded-by-policy' } as const
    await rescueMachine.askWaiver(what)
    expect(stand.state.question).toEqual({
      what,
      amount: { files: 1, bytes: 5 },
      askedAt: '2126-11-25T10:00:00.000Z',
    })
    await rescueMachine.dropQuestion()
    await rescueMachine.waive()
    expect((await rescueMachine.outcomes())?.waived.files).toBe(0)
    await rescueMachine.askWaiver(what)
    await rescueMachine.waive()
    expect(stand.state.totals?.waivers).toEqual([
      { what, at: '2126-11-25T10:00:00.000Z', amount: { files: 1, bytes: 5 } },
    ])
    const next = stand.start()
    await next.open(stand.places)
    expect((await next.outcomes())?.waived.files).toBe(1)
    await next.unwaive(what)
    expect((await next.outcomes())?.waived.files).toBe(0)
  })

  it('stays asked for when the folders are looked through again, unless it would mean something else', async () => {
    await stand.put('a.txt', 'a')
    await stand.list()
    let time = 0
    const rescueMachine = stand.start({ now: () => new Date((time += 1000)) })
    await rescueMachine.open(stand.places)
    await rescueMachine.askWaiver({ kind: 'reason', reason: 'never-uploaded' })
    const asked = stand.state.question
    expect(asked).toMatchObject({ amount: { files: 1, bytes: 1 } })
    await rescueMachine.open(stand.places)
    expect(stand.state.question).toEqual(asked)

    await stand.put('b.txt', 'bb')
    await stand.list()
    await rescueMachine.open(stand.places)
    expect(stand.state.question).toMatchObject({ amount: { files: 2, bytes: 3 } })
    expect(stand.state.question?.askedAt).not.toBe(asked?.askedAt)

    await stand.list(() => 'changed')
    await rescueMachine.open(stand.places)
    expect(stand.state.question).toBeNull()
  })

  it('is about the file as it was', async () => {
    await stand.put('a.txt', 'first')
    await stand.list()
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    await rescueMachine.askWaiver({ kind: 'item', path: path.join(stand.old, 'a.txt') })
    await rescueMachine.waive()
    expect((await rescueMachine.outcomes())?.waived.files).toBe(1)
    await stand.put('a.txt', 'second')
    await stand.list()
    const next = stand.start()
    await next.open(stand.places)
    expect((await next.outcomes())?.waived.files).toBe(0)
  })
})
