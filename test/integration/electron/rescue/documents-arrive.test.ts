import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import type { RescueMachine } from '../../../../electron/rescue/worker/rescue-protocol.ts'
import type { CopyContent } from '../../../../electron/rescue/verify-upload/verification.ts'
import { createDriveFiles, type DriveFiles } from '../../../world/graph/drive-files.ts'
import { makeProtectedDocument, makeTextDocument } from '../../../world/office/make-document.ts'
import { allRows, RescueStand } from './rescue-stand.ts'

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/office')
const samples = ['plan.docx', 'numbers.xlsx', 'talk.pptx', 'plan.doc', 'numbers.xls']

let stand: RescueStand
let drive: DriveFiles
beforeEach(async () => {
  stand = await RescueStand.make()
  drive = createDriveFiles()
  for (const name of samples) await stand.put(`Plans/${name}`, await readFile(path.join(fixtures, name)))
  await stand.list()
})
afterEach(() => stand.remove())

/** All copies are sent, and SharePoint writes into them. */
async function upload(): Promise<void> {
  for (const target of targets()) drive.upload(target, await readFile(path.join(stand.new, target)))
}

/** The client brings down what the cloud has. */
async function bringDown(): Promise<void> {
  for (const target of targets()) await writeFile(path.join(stand.new, target), drive.content(target) ?? '')
}

function targets(): string[] {
  return (stand.state.rows?.rows ?? []).flatMap(({ target }) => (target === null ? [] : [target]))
}

/** What a look says of all copies, by name. */
async function compare(rescueMachine: RescueMachine): Promise<Record<string, CopyContent>> {
  const files = (await rescueMachine.unproven(true)) ?? []
  const copies = files.flatMap(({ path, target }) => {
    const item = drive.find(target)
    if (item === null) return []
    return [
      { path, target, item: { size: item.size, quickXorHash: item.file?.hashes?.quickXorHash ?? null } },
    ]
  })
  return Object.fromEntries(
    (await rescueMachine.compareCopies(copies)).map(([file, content]) => [path.basename(file), content]),
  )
}

function all(content: CopyContent): Record<string, CopyContent> {
  return Object.fromEntries(samples.map((name) => [name, content]))
}

describe('documents that SharePoint has written into', () => {
  it('are waited for until they are back on this computer, and proven then, also without their originals', async () => {
    const rescueMachine = await stand.rescue()
    await upload()
    expect(await compare(rescueMachine)).toEqual(all('enriching'))
    await rm(path.join(stand.old, 'Plans'), { recursive: true })
    await bringDown()
    expect(await compare(rescueMachine)).toEqual(all('content'))
  })

  it('are not looked for where another document was copied to', async () => {
    await stand.put('Plans/plan-final.docx', await readFile(path.join(fixtures, 'plan.docx')))
    await stand.list()
    const rescueMachine = await stand.rescue()
    const [file] = ((await rescueMachine.unproven(true)) ?? []).filter(({ path: one }) =>
      one.endsWith('plan.docx'),
    )
    const item = { size: 1, quickXorHash: 'other' }
    const asked = (name: string) => [{ path: file?.path ?? '', target: `From Contoso/Plans/${name}`, item }]
    expect(await rescueMachine.compareCopies(asked('Plan-Final.docx'))).toEqual([])
    expect(await rescueMachine.compareCopies(asked('plan-DESKTOP-7AB.docx'))).toEqual([
      [file?.path, 'enriching'],
    ])
    expect(await rescueMachine.compareCopies(asked('plan.docx'))).toEqual([[file?.path, 'enriching']])
  })

  it('are told apart in the list, the counts and the journal, also after a restart', async () => {
    const rescueMachine = await stand.rescue()
    const paths = ((await rescueMachine.unproven(true)) ?? []).map((file) => file.path)
    await rescueMachine.prove(paths.slice(0, 2), true)
    await rescueMachine.prove(paths.slice(2))
    for (const again of [rescueMachine, stand.start()]) {
      await again.open(stand.places)
      await again.list(allRows)
      expect(await again.outcomes()).toMatchObject({ proven: { files: 5 }, withAdditions: { files: 2 } })
      expect(stand.state.totals?.all.withAdditions.files).toBe(2)
      expect(stand.state.rows?.rows.filter(({ hasAdditions }) => hasAdditions)).toHaveLength(2)
    }
  })

  it('are compared with their originals where an older Landfall has copied them, while those are unchanged', async () => {
    await stand.rescue()
    await upload()
    await bringDown()
    const lines = (await readFile(stand.places.journalFile, 'utf8')).split('\n')
    const older = lines.map((line) => line.replace(/"content":\{.*?\},(?="at")/, ''))
    expect(older.join()).not.toContain('"content"')
    await writeFile(stand.places.journalFile, older.join('\n'))
    await writeFile(path.join(stand.old, 'Plans/talk.pptx'), 'changed since')
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    await rescueMachine.list(allRows)
    expect(await compare(rescueMachine)).toEqual({ ...all('content'), 'talk.pptx': 'untold' })
  })

  it('have their originals read once for all the names that a copy may have', async () => {
    await stand.rescue()
    const lines = (await readFile(stand.places.journalFile, 'utf8')).split('\n')
    const older = lines.map((line) => line.replace(/"content":\{.*?\},(?="at")/, ''))
    await writeFile(stand.places.journalFile, older.join('\n'))
    const disk = createPosixDisk()
    const opened: string[] = []
    const place = (file: string): string => {
      if (file.startsWith(stand.old)) opened.push(path.basename(file))
      return disk.place(file)
    }
    const rescueMachine = stand.start({ disk: { ...disk, place } })
    await rescueMachine.open(stand.places)
    const [file] = ((await rescueMachine.unproven(true)) ?? []).filter(({ path: one }) =>
      one.endsWith('plan.docx'),
    )
    const item = { size: 1, quickXorHash: 'other' }
    opened.length = 0
    for (const name of ['plan.docx', 'plan-PC.docx', 'plan-PC-2.docx'])
      await rescueMachine.compareCopies([
        { path: file?.path ?? '', target: `From Contoso/Plans/${name}`, item },
      ])
    expect(opened).toEqual(['plan.docx'])
  })

  it('are changed by somebody only where their content is another, and this computer has it', async () => {
    const rescueMachine = await stand.rescue()
    await upload()
    await bringDown()
    for (const name of ['plan.docx', 'plan.doc']) {
      const edited = await readFile(path.join(fixtures, name.replace('.', '.edit.')))
      drive.put(`From Contoso/Plans/${name}`, edited)
      expect((await compare(rescueMachine))[name]).toBe('enriching')
      await writeFile(path.join(stand.new, 'From Contoso/Plans', name), edited)
      expect((await compare(rescueMachine))[name]).toBe('different')
    }
  })

  it('have not arrived where they are cut in the cloud and here', async () => {
    const rescueMachine = await stand.rescue()
    await upload()
    await bringDown()
    for (const name of ['plan.docx', 'plan.doc']) {
      const target = `From Contoso/Plans/${name}`
      const whole = await readFile(path.join(stand.new, target))
      for (const length of [4_000, 3, 0]) {
        drive.put(target, whole.subarray(0, length), { withoutHash: length === 0 })
        await writeFile(path.join(stand.new, target), whole.subarray(0, length))
        expect((await compare(rescueMachine))[name]).toBe('harmed')
      }
    }
  })

  it('are not opened where their content is in the cloud only', async () => {
    const disk = createPosixDisk()
    let isCloudOnly = false
    const rescueMachine = await stand.rescue(
      stand.start({
        disk: {
          ...disk,
          stat: (file) => {
            const entry = disk.stat(file)
            return entry && { ...entry, isCloudOnly: isCloudOnly && file.startsWith(stand.new) }
          },
          place: (file) => {
            if (isCloudOnly && file.startsWith(stand.new)) throw new Error(`opened ${file}`)
            return disk.place(file)
          },
        },
      }),
    )
    await upload()
    await bringDown()
    isCloudOnly = true
    expect(await compare(rescueMachine)).toEqual(all('enriching'))
  })
})

describe('documents that are locked', () => {
  it('are one decision, once they are back and no other; each may be taken back', async () => {
    for (const name of ['a.docx', 'b.docx']) await stand.put(name, makeProtectedDocument())
    await stand.put('cut.docx', makeTextDocument('whole', 3_000))
    await stand.put('locked-cut.docx', makeProtectedDocument(50_000))
    await stand.list()
    const rescueMachine = await stand.rescue()
    await upload()
    drive.put('From Contoso/locked-cut.docx', makeProtectedDocument(50_000).subarray(0, 30_000))
    for (const name of ['a.docx', 'b.docx']) drive.put(`From Contoso/${name}`, makeProtectedDocument())
    drive.put('From Contoso/cut.docx', makeTextDocument('whole', 3_000).subarray(0, 1_500))
    await rescueMachine.askWaiver({ kind: 'protected' })
    expect(stand.state.question).toBeNull()
    await bringDown()
    expect(await compare(rescueMachine)).toMatchObject({
      'a.docx': 'protected',
      'b.docx': 'protected',
      'cut.docx': 'harmed',
      'locked-cut.docx': 'harmed',
    })
    await rescueMachine.askWaiver({ kind: 'protected' })
    expect(stand.state.question).toMatchObject({ what: { kind: 'protected' }, amount: { files: 2 } })
    await rescueMachine.waive()
    expect(await rescueMachine.outcomes()).toMatchObject({ waived: { files: 2 }, copied: { files: 7 } })
    await rescueMachine.unwaive({ kind: 'item', path: path.join(stand.old, 'a.docx') })
    expect(await rescueMachine.outcomes()).toMatchObject({ waived: { files: 1 } })
  })
})

describe('a locked document under another name', () => {
  it('makes a copy that is another document no locked one, and takes nothing from one that is', async () => {
    for (const name of ['a.docx', 'b.docx']) await stand.put(name, makeProtectedDocument())
    await stand.list()
    const rescueMachine = await stand.rescue()
    const edited = makeTextDocument('edited', 3_000)
    const strangers = { 'a.docx': makeProtectedDocument(), 'b.docx': edited }
    for (const [name, content] of Object.entries({
      'a.docx': edited,
      'b.docx': makeProtectedDocument(),
      'a-PC.docx': strangers['a.docx'],
      'b-PC.docx': strangers['b.docx'],
    })) {
      drive.put(`From Contoso/${name}`, content)
      await writeFile(path.join(stand.new, 'From Contoso', name), content)
    }
    expect(await compare(rescueMachine)).toMatchObject({ 'a.docx': 'untold', 'b.docx': 'protected' })
    const candidates = Object.keys(strangers).map((name) => {
      const target = `From Contoso/${name.replace('.', '-PC.')}`
      const item = drive.find(target)
      return {
        path: path.join(stand.old, name),
        target,
        item: { size: item?.size ?? -1, quickXorHash: item?.file?.hashes?.quickXorHash ?? null },
      }
    })
    expect((await rescueMachine.compareCopies(candidates)).map(([, content]) => content)).toEqual([
      'protected',
      'untold',
    ])
    await rescueMachine.askWaiver({ kind: 'protected' })
    expect(stand.state.question?.amount.files).toBe(1)
    await rescueMachine.waive()
    expect(stand.row('a.docx')?.status).toBe('copied')
    expect(stand.row('b.docx')?.status).toBe('waived')
  })
})

describe('the mark of a file from the internet', () => {
  it('is on the copy before it has its name, and no copy is made without it', async () => {
    const disk = createPosixDisk()
    const marked: string[] = []
    const rescueMachine = await stand.rescue(
      stand.start({
        disk: {
          ...disk,
          keepStreams: (from, to) => {
            marked.push(path.basename(from))
            expect(path.basename(to)).toMatch(/\.tmp$/)
            if (from.endsWith('plan.doc')) return 'mark-lost'
            return from.endsWith('numbers.xls') ? 'some-left' : 'kept'
          },
        },
      }),
    )
    expect(marked.toSorted()).toEqual(samples.toSorted())
    expect(Object.keys(await stand.copies())).toHaveLength(4)
    expect(stand.row('Plans/plan.doc')).toMatchObject({ status: 'failed', failure: 'mark-not-kept' })
    // What else lies beside a file is no reason to leave the file, and it is said: now, and by the journal.
    for (const again of [rescueMachine, stand.start()]) {
      await again.open(stand.places)
      await again.list(allRows)
      const lacking = stand.state.rows?.rows.filter(({ lacksStreams }) => lacksStreams)
      expect(lacking?.map(({ name, status }) => [name, status])).toEqual([['numbers.xls', 'copied']])
    }
    // What was met in the new OneDrive later is no copy of ours, and has left nothing behind.
    const [line = ''] = (await readFile(stand.places.journalFile, 'utf8'))
      .split('\n')
      .filter((one) => one.includes('"copied"') && one.includes('numbers.xls"'))
    await appendFile(stand.places.journalFile, `${line.replace('"kind":"copied"', '"kind":"joined"')}\n`)
    const later = stand.start()
    await later.open(stand.places)
    await later.list(allRows)
    expect(stand.row('Plans/numbers.xls')).toMatchObject({ status: 'copied', lacksStreams: false })
  })
})
