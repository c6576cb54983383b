import { execFile } from 'node:child_process'
import { renameSync, symlinkSync } from 'node:fs'
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NoRoomForStreams } from '../../../../electron/platform/named-streams.ts'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import { atTarget } from '../../../../electron/rescue/copy/copy-failures.ts'
import { filesIn, RescueStand } from './rescue-stand.ts'

const run = promisify(execFile)

let stand: RescueStand
beforeEach(async () => {
  stand = await RescueStand.make()
})
afterEach(() => stand.remove())

const mayMount = process.platform === 'linux' && process.getuid?.() === 0

describe.skipIf(!mayMount)('a volume of its own (needs root)', () => {
  afterEach(async () => {
    await run('umount', [stand.new])
  })

  it('that is full stops the copying, with nothing half, and it goes on when there is room', async () => {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', stand.new])
    for (let count = 0; count < 12; count += 1) await stand.put(`${count}.bin`, Buffer.alloc(900_000, count))
    await stand.list()
    const rescueMachine = stand.start({ disk: { ...createPosixDisk(), freeBytes: async () => 1e12 } })
    await stand.rescue(rescueMachine)
    expect(stand.state.run).toMatchObject({ kind: 'stopped', reason: 'disk-full' })
    expect((await filesIn(stand.new)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    const copied = stand.state.totals?.all.copied.files ?? 0
    expect(copied).toBe((await filesIn(stand.new)).length)
    await run('mount', ['-o', 'remount,size=40m', stand.new])
    await stand.rescue(rescueMachine)
    expect(stand.state.run).toEqual({ kind: 'copied' })
    expect(await filesIn(stand.new)).toHaveLength(12)
  })

  it('that takes nothing is said to be read-only', async () => {
    await run('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', stand.new])
    await stand.put('a.txt')
    await stand.list()
    await stand.rescue()
    expect(stand.state.run).toMatchObject({ kind: 'stopped', reason: 'target-read-only' })
  })

  it('that has too little room is told before anything is copied, by its own free space', async () => {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', stand.new])
    await stand.put('a.bin', Buffer.alloc(5_000_000))
    await stand.list()
    await stand.rescue()
    expect(stand.state.run).toMatchObject({
      kind: 'planned',
      plan: { space: { kind: 'too-little', free: 4 * 1024 ** 2 } },
    })
    expect(await filesIn(stand.new)).toEqual([])
  })
})

describe('a folder that Windows’ protection against ransomware keeps programs out of', () => {
  /** As a program sees it: the folder lists, and what it makes there fails as if the folder were missing. */
  function guarded(guard?: 'on' | 'off' | 'unknown') {
    const inner = createPosixDisk()
    const allowing = { isOn: true }
    const place = (file: string): string =>
      allowing.isOn && file.startsWith(`${stand.new}/`) && inner.stat(file) === null
        ? `${stand.old}/no such folder/x`
        : file
    return { allowing, disk: { ...inner, place, ...(guard !== undefined && { guard: () => guard }) } }
  }

  it.each([
    ['its first folder', false],
    ['its first file', true],
  ])(
    'stops the copying with a reason of its own at %s, and goes on once it is allowed',
    async (_what, isThere) => {
      await stand.put('sub/a.txt')
      await stand.put('b.txt')
      await stand.list()
      if (isThere) await mkdir(`${stand.new}/From Contoso/sub`, { recursive: true })
      const { allowing, disk } = guarded()
      const rescueMachine = stand.start({ disk })
      await stand.rescue(rescueMachine)
      expect(stand.state.run).toMatchObject({ kind: 'stopped', reason: 'target-protected' })
      expect(await filesIn(stand.new)).toEqual([])
      expect(await filesIn(stand.old)).toHaveLength(2)
      allowing.isOn = false
      await stand.rescue(rescueMachine)
      expect(stand.state.run).toEqual({ kind: 'copied' })
      expect(await filesIn(stand.new)).toHaveLength(2)
    },
  )

  it('is said to take nothing where the registry knows that the protection is off', async () => {
    await stand.put('a.txt')
    await stand.list()
    await stand.rescue(stand.start(guarded('off')))
    expect(stand.state.run).toMatchObject({ kind: 'stopped', reason: 'target-read-only' })
  })

  it.each([
    ['EBADF', true, 'unknown', 'target-protected'],
    ['EBADF', true, undefined, 'target-protected'],
    ['EPERM', true, 'on', 'target-protected'],
    // Access is denied for many reasons, and on a Mac for each of them.
    ['EPERM', true, 'unknown', 'target-read-only'],
    ['EPERM', true, undefined, 'target-read-only'],
    ['EPERM', false, 'on', 'target-read-only'],
    ['ENOENT', false, 'on', 'target-gone'],
    ['EROFS', true, 'on', 'target-read-only'],
    ['ENOSPC', true, 'on', 'disk-full'],
  ] as const)(
    'tells %s in a folder that lists (%s; protection: %s) apart: %s',
    async (code, isThere, guard, reason) => {
      const fail = (): never => {
        throw Object.assign(new Error(code), { code })
      }
      const folder = isThere ? stand.new : `${stand.new}/gone`
      const disk = { ...createPosixDisk(), ...(guard !== undefined && { guard: () => guard }) }
      await expect(atTarget(fail, { disk, folder })).rejects.toMatchObject({ reason })
    },
  )
})

it('says that the new OneDrive is not there, and that it went away', async () => {
  await stand.put('a.txt')
  await stand.list()
  const rescueMachine = stand.start()
  await rescueMachine.open(stand.places)
  await rescueMachine.plan()
  await rm(stand.new, { recursive: true })
  await rescueMachine.start()
  await stand.until(({ run: { kind } }) => kind !== 'copying')
  expect(stand.state.run).toMatchObject({ kind: 'stopped', reason: 'target-gone' })
  await rescueMachine.plan()
  expect(stand.state.run).toEqual({ kind: 'unavailable', reason: 'target-missing' })
})

it('stops where the disk has no room for what lies beside a file, and gives no copy its name', async () => {
  await stand.put('a.txt')
  await stand.list()
  const disk = createPosixDisk()
  const keepStreams = (): never => {
    throw new NoRoomForStreams(Object.assign(new Error('full'), { code: 'ENOSPC' }))
  }
  await stand.rescue(stand.start({ disk: { ...disk, keepStreams } }))
  expect(stand.state.run).toMatchObject({ kind: 'stopped', reason: 'disk-full' })
  expect(await filesIn(stand.new)).toEqual([])
})

it('gives no copy its name through a link that has come in its folder’s place meanwhile', async () => {
  await stand.put('sub/a.txt')
  await stand.list()
  const elsewhere = `${stand.new}-elsewhere`
  const disk = createPosixDisk()
  const rescueMachine = stand.start({
    disk: {
      ...disk,
      keepStreams: (from, to) => {
        renameSync(path.dirname(to), elsewhere)
        symlinkSync(elsewhere, path.dirname(to))
        return disk.keepStreams(from, to)
      },
    },
  })
  try {
    await stand.rescue(rescueMachine)
    expect(stand.state.run).toMatchObject({ kind: 'stopped', reason: 'target-gone' })
    expect(await filesIn(elsewhere)).toEqual([])
  } finally {
    await rm(elsewhere, { recursive: true, force: true })
  }
})

it('reads past lines that a crash has cut off, and writes none into them', async () => {
  await stand.put('a.txt')
  await stand.put('b.txt')
  await stand.list()
  await stand.rescue()
  const handle = await open(stand.places.journalFile, 'a')
  await handle.writeFile(`{"kind":"copied","path":"${path.join(stand.old, 'b')}`)
  await handle.close()
  await writeFile(path.join(stand.old, 'c.txt'), 'later')
  await stand.list()
  await stand.rescue()
  await stand.rescue()
  expect(stand.state.totals?.all.copied.files).toBe(3)
  expect(await filesIn(stand.new)).toHaveLength(3)
})
