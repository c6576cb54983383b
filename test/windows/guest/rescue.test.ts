import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { after, before } from 'node:test'
import { createWindowsDisk } from '../../../electron/platform/windows/windows-disk.ts'
import { listStreams } from '../../../electron/platform/windows/list-streams.ts'
import { createRescueMachine } from '../../../electron/rescue/worker/rescue-machine.ts'
import type { RescuePlaces } from '../../../electron/rescue/worker/rescue-places.ts'
import type { RescueState } from '../../../shared/files/rescue.ts'
import { describe, it, skipped } from './on-windows.ts'

/*
 * The copier that ships, on real folders, by the calls that ship. What only a real Windows can show: placeholders, and that a name is
 * on the disk when MoveFileExW says so.
 */
const root = 'C:\\rescue'
const old = `${root}\\OneDrive - Contoso`
const target = `${root}\\OneDrive - Fabrikam`
const deep = `${'folder of some length\\'.repeat(14)}down here.txt`
const names = ['Plan.docx', 'sub\\Übersicht 😀.txt', deep, 'CON.txt', 'three dots...'] as const

const long = (path: string): string => `\\\\?\\${path}`
const places: RescuePlaces = {
  listFile: `${root}\\data\\files-left.ndjson`,
  journalFile: `${root}\\data\\rescue-journal.ndjson`,
  choicesFile: `${root}\\data\\rescue-choices.ndjson`,
  roots: [old],
  target: { kind: 'ready', root: target, folder: 'From Contoso', urlLength: 50 },
}

function put(path: string, content: string): void {
  mkdirSync(long(path.slice(0, path.lastIndexOf('\\'))), { recursive: true })
  writeFileSync(long(path), content)
}

async function rescue(): Promise<RescueState> {
  let state: RescueState | null = null
  let ended = (): void => undefined
  const done = new Promise<void>((resolve) => {
    ended = resolve
  })
  let hasBegun = false
  const rescueMachine = createRescueMachine({
    disk: createWindowsDisk(),
    show: (next) => {
      state = next
      if (next.run.kind === 'copying') hasBegun = true
      else if (hasBegun) ended()
    },
    settled: () => undefined,
    broken: (error) => assert.fail(String(error)),
    now: () => new Date(),
    spareBytes: 0,
  })
  await rescueMachine.open(places)
  await rescueMachine.plan()
  await rescueMachine.start()
  if (hasBegun) await done
  assert.ok(state !== null)
  return state
}

/** True where the system distinguishes a stream from the content of its file; elsewhere it is another file, or refused. */
function keepsStreams(): boolean {
  const file = 'C:\\keeps streams'
  try {
    writeFileSync(file, 'content')
    writeFileSync(`${file}:stream`, 'beside')
    return listStreams(long(file)).includes('stream')
  } catch {
    return false
  } finally {
    rmSync(file, { force: true })
  }
}

describe('a rescue on Windows', () => {
  before(() => {
    if (skipped !== false) return
    for (const folder of [old, target, `${root}\\data`]) mkdirSync(folder, { recursive: true })
    for (const name of names) put(`${old}\\${name}`, name)
    utimesSync(`${old}\\Plan.docx`, new Date('2001-02-03'), new Date('2004-05-06T07:08:09Z'))
    const lines = names.map((name) => {
      const { size, mtimeMs } = statSync(long(`${old}\\${name}`))
      return JSON.stringify({
        path: `${old}\\${name}`,
        size,
        modifiedAt: Math.round(mtimeMs),
        reason: 'never-uploaded',
      })
    })
    writeFileSync(places.listFile, `${lines.join('\n')}\n`)
  })
  after(() => {
    if (skipped === false) rmSync(long(root), { recursive: true, force: true })
  })

  it('copies below 260 characters too, past what is there already, and keeps times', async () => {
    put(`${target}\\From Contoso\\PLAN.DOCX`, 'of the new')
    const { totals } = await rescue()
    assert.equal(totals?.all.copied.files, names.length)
    const copy = `${target}\\From Contoso\\Plan (2).docx`
    assert.equal(readFileSync(copy, 'utf8'), 'Plan.docx')
    assert.equal(statSync(copy).mtime.toISOString(), '2004-05-06T07:08:09.000Z')
    assert.equal(readFileSync(`${target}\\From Contoso\\PLAN.DOCX`, 'utf8'), 'of the new')
    assert.equal(readFileSync(long(`${target}\\From Contoso\\${names[1]}`), 'utf8'), names[1])
    assert.equal(readFileSync(long(`${target}\\From Contoso\\${deep}`), 'utf8'), deep)
    // Names that only the prefix for long paths lets Windows have, and OneDrive does not take.
    assert.equal(readFileSync(`${target}\\From Contoso\\CON_.txt`, 'utf8'), 'CON.txt')
    assert.equal(readFileSync(`${target}\\From Contoso\\three dots_`, 'utf8'), 'three dots...')
    assert.deepEqual(
      readdirSync(`${target}\\From Contoso`).filter((name) => name.endsWith('.tmp')),
      [],
    )
  })

  it('copies nothing twice', async () => {
    const { run } = await rescue()
    assert.equal(run.kind, 'copied')
    assert.equal(readdirSync(`${target}\\From Contoso`).length, 6)
  })

  it('gives a name only where no one has it, in any letter case', () => {
    const disk = createWindowsDisk()
    put(`${root}\\data\\one`, 'one')
    put(`${root}\\data\\two`, 'two')
    assert.equal(disk.moveInto(`${root}\\data\\one`, `${root}\\data\\TWO`), false)
    assert.equal(readFileSync(`${root}\\data\\two`, 'utf8'), 'two')
    assert.equal(disk.moveInto(`${root}\\data\\one`, `${root}\\data\\three`), true)
    assert.equal(disk.stat(`${root}\\data\\one`), null)
    assert.equal(disk.stat(`${root}\\data\\THREE`)?.size, 3)
  })

  it('lists a folder by kind, however long its path is, and nothing that is no folder', () => {
    const disk = createWindowsDisk()
    assert.deepEqual(
      disk.list(`${root}\\data`)?.find(({ name }) => name === 'two'),
      { name: 'two', kind: 'file' },
    )
    assert.deepEqual(disk.list(deep.slice(0, deep.lastIndexOf('\\'))), null)
    const [entry] = disk.list(`${old}\\${deep.slice(0, deep.lastIndexOf('\\'))}`) ?? []
    assert.deepEqual(entry, { name: 'down here.txt', kind: 'file' })
    assert.equal(disk.list(old)?.find(({ name }) => name === 'sub')?.kind, 'folder')
    assert.equal(disk.list(`${old}\\Plan.docx`), null)
  })

  it('says that a file without streams has lost none', () => {
    put(`${root}\\data\\plain`, 'plain')
    put(`${root}\\data\\copy of plain`, 'plain')
    const disk = createWindowsDisk()
    assert.deepEqual(listStreams(long(`${root}\\data\\plain`)), [])
    assert.equal(disk.keepStreams(`${root}\\data\\plain`, `${root}\\data\\copy of plain`), 'kept')
  })

  it(
    'gives a copy the named streams of its original, and leaves one above a megabyte',
    () => {
      const [from, to] = [`${root}\\data\\marked`, `${root}\\data\\copy of marked`]
      for (const file of [from, to]) put(file, 'content')
      writeFileSync(long(`${from}:Zone.Identifier`), '[ZoneTransfer]\r\nZoneId=3\r\n')
      writeFileSync(long(`${from}:author`), 'amy')
      assert.deepEqual(listStreams(long(from)).toSorted(), ['Zone.Identifier', 'author'])
      const disk = createWindowsDisk()
      assert.equal(disk.keepStreams(from, to), 'kept')
      assert.equal(readFileSync(long(`${to}:Zone.Identifier`), 'utf8'), '[ZoneTransfer]\r\nZoneId=3\r\n')
      assert.equal(readFileSync(long(`${to}:author`), 'utf8'), 'amy')
      assert.equal(readFileSync(to, 'utf8'), 'content')
      writeFileSync(long(`${from}:film`), Buffer.alloc(1024 * 1024 + 1))
      assert.equal(disk.keepStreams(from, to), 'some-left')
    },
    skipped === false && !keepsStreams() ? 'this Windows (Wine) keeps no named streams' : skipped,
  )

  it('knows how much room there is', async () => {
    assert.ok((await createWindowsDisk().freeBytes(target)) > 0)
  })
})
