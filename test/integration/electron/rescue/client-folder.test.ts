import { mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import { createClientFolder, listAsNodeOnWindows, type ClientFolder } from '../../../world/client-folder.ts'
import type { RescueMachine } from '../../../../electron/rescue/worker/rescue-protocol.ts'
import type { RescuedFile } from '../../../../electron/rescue/verify-upload/verification.ts'
import { filesIn, RescueStand } from './rescue-stand.ts'

const fixtures = path.resolve(import.meta.dirname, '../../../fixtures/office')

let stand: RescueStand
let client: ClientFolder
let stopListing: () => void
beforeEach(async () => {
  stand = await RescueStand.make()
  client = createClientFolder(stand.new, createPosixDisk())
  stopListing = listAsNodeOnWindows(stand.new)
})
afterEach(async () => {
  stopListing()
  await stand.remove()
})

const rescue = async (): Promise<void> => {
  await stand.list()
  await stand.rescue(stand.start({ disk: client.disk }))
  expect(stand.state.run).toEqual({ kind: 'copied' })
  client.upload()
}
const copied = async (): Promise<string[]> =>
  (await filesIn(stand.new)).map((name) => name.slice('From Contoso/'.length))

describe('a OneDrive whose folders have become placeholders', () => {
  it('takes the second, third and tenth plan into the same folder', async () => {
    const names: string[] = []
    for (let plan = 1; plan <= 10; plan += 1) {
      names.push(`Docs/deep/${plan}.txt`)
      await stand.put(`Docs/deep/${plan}.txt`)
      await rescue()
    }
    expect(await copied()).toEqual(names.toSorted())
  })

  it('is met by name and content after the journal is lost: nothing is copied twice, numbered copies neither', async () => {
    await mkdir(path.join(stand.new, 'From Contoso', 'Docs'), { recursive: true })
    await writeFile(path.join(stand.new, 'From Contoso', 'Docs', 'Plan.txt'), 'of somebody else')
    for (const name of ['Docs/Plan.txt', 'Docs/plan.TXT', 'Docs/PLAN.txt', 'Docs/other.txt'])
      await stand.put(name)
    await rescue()
    const before = await stand.copies()
    expect(Object.keys(before)).toHaveLength(5)
    for (let time = 0; time < 3; time += 1) {
      await unlink(stand.places.journalFile)
      await rescue()
      expect(await stand.copies()).toEqual(before)
      expect(stand.state.totals?.all.copied.files).toBe(4)
    }
  })

  it('is met by content where the client gave a copy its computer’s name', async () => {
    await stand.put('Plan v2-final.txt', 'of the old folder')
    await rescue()
    const folder = path.join(stand.new, 'From Contoso')
    await rename(path.join(folder, 'Plan v2-final.txt'), path.join(folder, 'Plan v2-final-DESKTOP-7AB.txt'))
    await writeFile(path.join(folder, 'Plan v2-final.txt'), 'of another computer')
    client.upload()
    await unlink(stand.places.journalFile)
    await rescue()
    expect(await copied()).toEqual(['Plan v2-final-DESKTOP-7AB.txt', 'Plan v2-final.txt'])
    expect(stand.state.totals?.all.copied.files).toBe(1)
  })

  it('is met by content where SharePoint has written into a document: no second copy of it', async () => {
    const edited = await readFile(path.join(fixtures, 'plan.edit.docx'))
    for (const name of ['plan.docx', 'plan.doc', 'numbers.xlsx'])
      await stand.put(`Docs/${name}`, await readFile(path.join(fixtures, name)))
    await rescue()
    client.bringDown()
    const before = await stand.copies()
    expect(before['From Contoso/Docs/plan.docx']).not.toBe(
      await readFile(path.join(stand.old, 'Docs/plan.docx'), 'utf8'),
    )
    await unlink(stand.places.journalFile)
    await rescue()
    expect(await stand.copies()).toEqual(before)
    // What was joined is proven by its content, also where the original is gone by then.
    expect(await readFile(stand.places.journalFile, 'utf8')).toContain('"kind":"joined"')
    await stand.put('Docs/plan.docx', edited)
    await unlink(stand.places.journalFile)
    await rescue()
    expect(await copied()).toEqual([
      'Docs/numbers.xlsx',
      'Docs/plan (2).docx',
      'Docs/plan.doc',
      'Docs/plan.docx',
    ])
  })

  it('is proven by content where what was joined has grown, also without its original', async () => {
    await stand.put('plan.docx', await readFile(path.join(fixtures, 'plan.docx')))
    await rescue()
    client.bringDown()
    await unlink(stand.places.journalFile)
    await stand.list()
    const rescueMachine = await stand.rescue(stand.start({ disk: client.disk }))
    await unlink(path.join(stand.old, 'plan.docx'))
    const [file] = (await rescueMachine.unproven(true)) ?? []
    const item = client.drive.find('From Contoso/plan.docx')
    const told = { size: item?.size ?? 0, quickXorHash: item?.file?.hashes?.quickXorHash ?? null }
    expect(told.size).not.toBe(file?.size)
    const { path: original = '', target = '' } = file ?? {}
    expect(await rescueMachine.compareCopies([{ path: original, target, item: told }])).toEqual([
      [original, 'content'],
    ])
  })

  it('lets two files of the same content be two, with a journal and without', async () => {
    await stand.put('a.txt', 'the same')
    await stand.put('A.txt', 'the same')
    await rescue()
    const before = await copied()
    expect(before).toHaveLength(2)
    await unlink(stand.places.journalFile)
    await rescue()
    expect(await copied()).toEqual(before)
  })

  it('is never read where the content is in the cloud only', async () => {
    await stand.put('a.txt')
    await rescue()
    client.free(path.join(stand.new, 'From Contoso', 'a.txt'))
    await unlink(stand.places.journalFile)
    await rescue()
    expect(await copied()).toEqual(['a (2).txt', 'a.txt'])
  })
})

describe('a new OneDrive on a drive that comes and goes', () => {
  const unproven = async (rescueMachine: RescueMachine): Promise<RescuedFile> => {
    const [file] = (await rescueMachine.unproven(true)) ?? []
    if (file === undefined) throw new Error('nothing was copied')
    return file
  }

  it('has lost no copy while its drive is away', async () => {
    await stand.put('a.txt')
    await stand.list()
    const rescueMachine = await stand.rescue(stand.start({ disk: client.disk }))
    const file = await unproven(rescueMachine)
    client.unplug()
    expect(await rescueMachine.isThere(file)).toBe(true)
    client.plugIn()
    expect(await rescueMachine.isThere(file)).toBe(true)
    await unlink(path.join(stand.new, 'From Contoso', 'a.txt'))
    expect(await rescueMachine.isThere(file)).toBe(false)
  })

  it('takes what is left once it is back, and nothing twice', async () => {
    await stand.put('a.txt')
    await rescue()
    await stand.put('b.txt')
    client.unplug()
    await stand.list()
    await stand.rescue(stand.start({ disk: client.disk }))
    expect(stand.state.run).toEqual({ kind: 'unavailable', reason: 'target-missing' })
    client.plugIn()
    await rescue()
    expect([await copied(), client.drive.paths().toSorted()]).toEqual([
      ['a.txt', 'b.txt'],
      ['From Contoso/a.txt', 'From Contoso/b.txt'],
    ])
  })
})

describe('rules that keep copies from being uploaded', () => {
  it('leave what the admin has named where it is, and the client takes all that was copied', async () => {
    const rules = { ignoredFolders: ['node_modules'], blockedEndings: ['dwg'] }
    client.rule(rules)
    for (const name of ['a.txt', 'drawing.DWG', 'web/node_modules/x.js', 'web/x.js']) await stand.put(name)
    await stand.list()
    const { target } = stand.places
    if (target.kind !== 'ready') throw new Error('no target')
    const places = { ...stand.places, target: { ...target, exclusions: { ignoredNames: [], ...rules } } }
    const rescueMachine = stand.start({ disk: client.disk })
    await rescueMachine.open(places)
    await rescueMachine.plan()
    await rescueMachine.start()
    await stand.until(({ run }) => run.kind !== 'copying')
    client.upload()
    expect(await copied()).toEqual(['a.txt', 'web/x.js'])
    expect(client.drive.paths().toSorted()).toEqual(['From Contoso/a.txt', 'From Contoso/web/x.js'])
    expect(stand.state.totals?.all.failed.files).toBe(2)
  })
})
