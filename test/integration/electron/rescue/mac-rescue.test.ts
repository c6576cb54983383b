import { chmod, lstat, readFile, rm, stat, symlink } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMacDisk } from '../../../../electron/platform/macos/mac-disk.ts'
import { fileFlag } from '../../../../electron/platform/macos/mac-calls.ts'
import { createMacCalls } from '../../../world/mac-calls.ts'
import { allRows, filesIn, RescueStand } from './rescue-stand.ts'

let stand: RescueStand
let { calls, truth } = createMacCalls()
beforeEach(async () => {
  stand = await RescueStand.make()
  ;({ calls, truth } = createMacCalls())
})
afterEach(() => stand.remove())

const at = (name: string): string => path.join(stand.old, name)
const start = () => stand.start({ disk: createMacDisk(calls) })

/** What lies in the new OneDrive, below the folder of the copies. */
const copies = async (): Promise<string[]> => (await filesIn(path.join(stand.new, 'From Contoso'))).toSorted()

async function failures() {
  return (stand.state.rows?.rows ?? []).map(({ name, failure }) => [name, failure])
}

describe('the rescue on a Mac', () => {
  it('copies plain files, and leaves one without content alone', async () => {
    await stand.put('a.txt')
    await stand.put('away.txt')
    truth.flags.set(at('away.txt'), fileFlag.dataless)
    await stand.list()
    const rescueMachine = await stand.rescue(start())
    await rescueMachine.list(allRows)
    expect(await copies()).toEqual(['a.txt'])
    expect(await failures()).toEqual([
      ['a.txt', null],
      ['away.txt', 'cloud-only'],
    ])
  })

  it('opens nothing whose flags are not told', async () => {
    await stand.put('a.txt')
    await stand.put('b.txt')
    truth.flags.set(at('b.txt'), 'refused')
    await stand.list()
    const rescueMachine = await stand.rescue(start())
    await rescueMachine.list(allRows)
    expect(await copies()).toEqual(['a.txt'])
    expect(await failures()).toEqual([
      ['a.txt', null],
      ['b.txt', 'unreadable'],
    ])
  })

  it('copies a locked file, and the copy is not locked', async () => {
    await stand.put('locked.txt', 'content')
    await chmod(at('locked.txt'), 0o444)
    truth.flags.set(at('locked.txt'), fileFlag.locked)
    await stand.list()
    await stand.rescue(start())
    const copy = path.join(stand.new, 'From Contoso/locked.txt')
    expect(await readFile(copy, 'utf8')).toBe('content')
    expect(truth.flags.has(copy)).toBe(false)
    expect((await stat(copy)).mtimeMs).toBeCloseTo((await stat(at('locked.txt'))).mtimeMs, -1)
  })

  it('keeps the mark of what came from the internet', async () => {
    await stand.put('a.pages')
    truth.attributes.set(at('a.pages'), Buffer.from('0081;65;Safari'))
    await stand.list()
    await stand.rescue(start())
    const mark = truth.attributes.get(path.join(stand.new, 'From Contoso/a.pages'))
    expect(Buffer.from(mark ?? []).toString()).toBe('0081;65;Safari')
  })

  it('numbers names that differ in the composition of accents or in case, and keeps both contents', async () => {
    await stand.put('Caf\u00e9.txt', 'one')
    await stand.put('Cafe\u0301.txt', 'two')
    await stand.put('PLAN.txt', 'three')
    await stand.put('plan.txt', 'four')
    await stand.list()
    await stand.rescue(start())
    const names = await copies()
    expect(names).toHaveLength(4)
    expect(names.filter((name) => name.includes(' (2)'))).toHaveLength(2)
    const contents = await Promise.all(
      names.map((name) => readFile(path.join(stand.new, 'From Contoso', name), 'utf8')),
    )
    expect(contents.toSorted()).toEqual(['four', 'one', 'three', 'two'])
  })

  it('gives what the Finder shows with a slash a name that OneDrive takes', async () => {
    await stand.put('Q3:Q4.txt', 'both')
    await stand.put('a:b/c.txt', 'inside')
    await stand.list()
    await stand.rescue(start())
    expect(await copies()).toEqual(['Q3_Q4.txt', 'a_b/c.txt'])
  })

  it('keeps a package whole, with each name in it', async () => {
    const parts = ['Index/Document.iwa', 'Metadata/Properties.plist', 'preview.jpg']
    for (const part of parts) await stand.put(`Plans/Budget.pages/${part}`)
    await stand.list()
    await stand.rescue(start())
    expect(await copies()).toEqual(parts.map((part) => `Plans/Budget.pages/${part}`))
  })

  it('names the links of a package, which are not copied: it is not there as a whole', async () => {
    await stand.put('Tool.app/Versions/A/Tool')
    await stand.put('Tool.app/Versions/Current')
    await rm(at('Tool.app/Versions/Current'))
    await symlink('A', at('Tool.app/Versions/Current'))
    await stand.list()
    const rescueMachine = await stand.rescue(start())
    await rescueMachine.list(allRows)
    expect(await copies()).toEqual(['Tool.app/Versions/A/Tool'])
    expect(await failures()).toEqual([
      ['Current', 'link'],
      ['Tool', null],
    ])
    expect((await lstat(at('Tool.app/Versions/Current'))).isSymbolicLink()).toBe(true)
  })

  it('keeps a package together where one of its paths is too long: all of it goes where long paths lie', async () => {
    const deep = Array.from({ length: 3 }, (_, depth) => `${depth}`.repeat(100)).join('/')
    const parts = [`Data/${'x'.repeat(60)}.jpg`, 'Index.xml']
    for (const part of parts) await stand.put(`${deep}/Talk.key/${part}`)
    await stand.put(`${deep}/note.txt`)
    await stand.list()
    await stand.rescue(start())
    expect(await copies()).toEqual(
      [`${deep}/note.txt`, ...parts.map((part) => `Long paths/Talk.key/${part}`)].toSorted(),
    )
  })
})
