import { rm } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDriveFiles, type DriveFiles } from '../../../world/graph/drive-files.ts'
import { filesIn } from './rescue-stand.ts'
import { Computer, fillTwo } from './two-computers.ts'

let one: Computer
let two: Computer
let drive: DriveFiles
beforeEach(async () => {
  drive = createDriveFiles()
  one = await Computer.make('DESKTOP-7AB', drive)
  two = await Computer.make('LAPTOP-9', drive)
})
afterEach(async () => {
  await one.remove()
  await two.remove()
})

const provenOn = async ({ rescueMachine }: Computer): Promise<number | undefined> =>
  (await rescueMachine.outcomes())?.proven.files

describe('two computers of one person', () => {
  it.each([
    ['the drive is asked before the copy', true],
    ['Graph cannot be asked before the copy: the client settles the conflict', false],
  ])('lose nothing and copy nothing twice: %s', { timeout: 300_000 }, async (_, isAsked) => {
    const count = 200
    await fillTwo(one.stand, two.stand, count)
    for (const computer of [one, two]) {
      await computer.rescue(isAsked ? drive : null)
      computer.synchronise()
    }
    for (const computer of [one, two]) await computer.prove(drive)
    expect(drive.paths()).toHaveLength(1.75 * count)
    // One folder for both.
    expect(new Set(drive.paths().map((name) => name.split('/')[0]))).toEqual(new Set(['From Contoso']))
    expect([await provenOn(one), await provenOn(two)]).toEqual([count, count])
    // Where the drive was asked nothing that it has is copied once more.
    expect(await filesIn(two.stand.new)).toHaveLength(isAsked ? 0.75 * count : count)
  })

  it('give another content a number, also one that another computer has taken', async () => {
    await one.stand.put('Plan.docx', 'of one')
    await two.stand.put('Plan.docx', 'of two')
    drive.put('From Contoso/Plan.docx', 'of somebody')
    drive.put('From Contoso/plan (2).docx', 'of somebody else')
    await one.rescue(drive)
    one.synchronise()
    await two.rescue(drive)
    two.synchronise()
    expect(drive.paths().toSorted()).toEqual([
      'From Contoso/Plan (3).docx',
      'From Contoso/Plan (4).docx',
      'From Contoso/Plan.docx',
      'From Contoso/plan (2).docx',
    ])
  })

  it('prove a copy under the name it got, also after a restart', async () => {
    await one.stand.put('Plan.docx', 'of one')
    await two.stand.put('Plan.docx', 'of two')
    await one.rescue(drive)
    await two.rescue(drive)
    one.synchronise()
    two.synchronise()
    await two.prove(drive)
    await two.rescueMachine.open(two.stand.places)
    await two.rescueMachine.list({
      from: 0,
      count: 10,
      reason: null,
      status: null,
      onlyRenamed: false,
      search: '',
      order: 'name',
      isDescending: false,
    })
    expect(two.stand.row('Plan.docx')).toMatchObject({
      status: 'proven',
      target: 'From Contoso/Plan-LAPTOP-9.docx',
    })
  })

  it('copy nothing twice where the journal is lost and the copies are in the cloud only', async () => {
    await one.stand.put('Docs/Plan.docx', 'of one')
    await one.rescue(drive)
    one.synchronise()
    await rm(one.stand.places.journalFile)
    // Freed: nothing of it can be read on this computer.
    await rm(path.join(one.stand.new, 'From Contoso'), { recursive: true })
    await one.rescue(drive)
    await one.prove(drive)
    expect([await provenOn(one), await filesIn(one.stand.new)]).toEqual([1, []])
  })
})
