import { rm } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import {
  createTableFor,
  readLastList,
  readFileOutcomes,
} from '../../../../electron/rescue/worker/read-file-outcomes.ts'
import type { RescueMachine } from '../../../../electron/rescue/worker/rescue-protocol.ts'
import { allRows, RescueStand } from './rescue-stand.ts'

const link = (address: string): string => `[InternetShortcut]\r\nURL=${address}\r\n`
const toNotebook = link('onenote:https://contoso-my.sharepoint.com/personal/amy/Documents/Work')

let stand: RescueStand
beforeEach(async () => {
  stand = await RescueStand.make()
})
afterEach(() => stand.remove())

async function open(ports = {}): Promise<RescueMachine> {
  const rescueMachine = stand.start(ports)
  await rescueMachine.open({ ...stand.places, oldHosts: ['contoso-my.sharepoint.com'] })
  await rescueMachine.list(allRows)
  return rescueMachine
}

async function copyAll(rescueMachine: RescueMachine): Promise<void> {
  await rescueMachine.plan()
  await rescueMachine.start()
  await stand.until(({ run }) => run.kind !== 'copying')
}

describe('a shortcut to a notebook of the old cloud', () => {
  it('is named, not copied and not in the way, and any other shortcut is a file', async () => {
    await stand.put('Work.url', toNotebook)
    await stand.put('Bank.url', link('https://bank.example.org'))
    await stand.list()
    const rescueMachine = await open()
    expect(stand.row('Work.url')?.status).toBe('notebook-link')
    await rescueMachine.select({ kind: 'all' }, true)
    await copyAll(rescueMachine)
    expect(Object.keys(await stand.copies())).toEqual(['From Contoso/Bank.url'])
    expect(await rescueMachine.outcomes()).toMatchObject({
      copied: { files: 1 },
      left: { 'never-uploaded': { files: 0 } },
      notebookLinks: { files: 1 },
    })
    expect(stand.state.run.kind).toBe('copied')
  })

  it('is copied where a person takes it along by itself, also after a restart, and not with anything wider', async () => {
    await stand.put('Work.url', toNotebook)
    await stand.put('Home.url', toNotebook)
    await stand.list()
    const rescueMachine = await open()
    const item = { kind: 'item', path: path.join(stand.old, 'Work.url') } as const
    await rescueMachine.select({ kind: 'reason', reason: 'never-uploaded' }, true)
    expect(stand.row('Work.url')?.isSelected).toBe(false)
    expect(stand.settledCalls).toBe(0)
    await rescueMachine.select(item, true)
    expect(stand.settledCalls).toBe(1)
    const again = await open()
    expect(stand.row('Work.url')).toMatchObject({ status: 'notebook-link', isSelected: true })
    expect(stand.row('Home.url')).toMatchObject({ status: 'notebook-link', isSelected: false })
    expect(stand.state.totals?.all.selected.files).toBe(1)
    // What a person wants is not done before it is copied.
    expect(await again.outcomes()).toMatchObject({
      left: { 'never-uploaded': { files: 1 } },
      notebookLinks: { files: 1 },
    })
    await copyAll(again)
    expect(Object.keys(await stand.copies())).toEqual(['From Contoso/Work.url'])
    await open()
    expect(stand.row('Work.url')?.status).toBe('copied')
  })

  it('is not chosen with its folder, and the row says how the rest of the folder is', async () => {
    await stand.put('Notes/Work.url', toNotebook)
    await stand.put('Mixed/Home.url', toNotebook)
    await stand.put('Mixed/below/Plan.txt', 'plan')
    await stand.list()
    const rescueMachine = await open()
    expect(stand.row('Notes/Work.url')?.folderChoice).toBe('none')
    expect(stand.row('Mixed/Home.url')?.folderChoice).toBe('chosen')
    expect(stand.row('Mixed/below/Plan.txt')).not.toHaveProperty('folderChoice')
    await rescueMachine.select({ kind: 'folder', folder: 'Mixed' }, false)
    expect(stand.row('Mixed/Home.url')?.folderChoice).toBe('open')
    expect(stand.row('Mixed/below/Plan.txt')?.isSelected).toBe(false)
  })

  it('is asked about and done without with its reason only while a person wants it', async () => {
    await stand.put('Work.url', toNotebook)
    await stand.put('Plan.txt', 'plan')
    await stand.list()
    const rescueMachine = await open()
    const reason = { kind: 'reason', reason: 'never-uploaded' } as const
    await rescueMachine.askWaiver(reason)
    expect(stand.state.question?.amount.files).toBe(1)
    await rescueMachine.select({ kind: 'item', path: path.join(stand.old, 'Work.url') }, true)
    await rescueMachine.askWaiver(reason)
    expect(stand.state.question?.amount.files).toBe(2)
    await rescueMachine.waive()
    expect(await rescueMachine.outcomes()).toMatchObject({ waived: { files: 2 } })
  })

  it('whose notebook is missing is done without by itself, and not with its reason', async () => {
    for (const name of ['Gone.url', 'Work.url']) await stand.put(name, toNotebook)
    await stand.put('Plan.txt', 'plan')
    await stand.list()
    const rescueMachine = await open()
    const gone = { kind: 'item', path: path.join(stand.old, 'Gone.url') } as const
    // No one has told of it yet.
    await rescueMachine.askWaiver(gone)
    expect(stand.state.question).toBeNull()
    const lost = (await rescueMachine.lost(true)) ?? []
    const item = { size: -1, quickXorHash: null, package: 'notebook' } as const
    await rescueMachine.compare(
      lost.map((file) => ({ path: file.path, item: file.path === gone.path ? null : item })),
    )
    await rescueMachine.askWaiver({ kind: 'reason', reason: 'never-uploaded' })
    expect(stand.state.question?.amount.files).toBe(1)
    await rescueMachine.waive()
    const unsettled = {
      notebookLinks: { files: 2 },
      notebooks: { found: 1, missing: 1 },
      waived: { files: 1 },
    }
    expect(await rescueMachine.outcomes()).toMatchObject(unsettled)
    await rescueMachine.askWaiver({ kind: 'item', path: path.join(stand.old, 'Work.url') })
    expect(stand.state.question).toBeNull()
    await rescueMachine.askWaiver(gone)
    expect(stand.state.question?.amount.files).toBe(1)
    await rescueMachine.waive()
    const settled = { notebookLinks: { files: 1 }, notebooks: { found: 1, missing: 0 }, waived: { files: 2 } }
    expect(await rescueMachine.outcomes()).toMatchObject(settled)
    // It is so after a restart too, and can be taken back.
    const again = await open()
    expect(await again.outcomes()).toMatchObject(settled)
    await again.unwaive(gone)
    expect(await again.outcomes()).toMatchObject(unsettled)
  })

  it('is waited for only below the first folder, the one whose place in the new OneDrive is known', async () => {
    const shared = path.join(path.dirname(stand.old), 'Plans')
    await stand.put('Work.url', toNotebook)
    await stand.list()
    const openWith = async (roots: readonly string[]): Promise<RescueMachine> => {
      const rescueMachine = stand.start()
      await rescueMachine.open({ ...stand.places, roots, oldHosts: ['contoso-my.sharepoint.com'] })
      await rescueMachine.list(allRows)
      return rescueMachine
    }
    const rescueMachine = await openWith([shared, stand.old])
    expect(stand.row('Work.url')).toMatchObject({ status: 'notebook-link', hasNoPlace: true })
    expect(stand.state.totals?.unseenNotebooks).toBeUndefined()
    expect(await rescueMachine.lost(true)).toBeNull()
    await openWith([stand.old, shared])
    expect(stand.row('Work.url')).not.toHaveProperty('hasNoPlace')
    expect(stand.state.totals?.unseenNotebooks).toBe(1)
  })

  it('is told to be open no more where all, its folder or its reason is left, and not twice', async () => {
    await stand.put('Work.url', toNotebook)
    await stand.put('Plan.txt', 'plan')
    await stand.list()
    const rescueMachine = await open()
    const item = { kind: 'item', path: path.join(stand.old, 'Work.url') } as const
    const wide = [
      { kind: 'all' },
      { kind: 'folder', folder: '' },
      { kind: 'reason', reason: 'never-uploaded' },
    ] as const
    for (const [at, choice] of wide.entries()) {
      await rescueMachine.select(item, true)
      await rescueMachine.select(choice, false)
      await rescueMachine.select(choice, false)
      expect(await rescueMachine.outcomes()).toMatchObject({ notebookLinks: { files: 1 } })
      expect(stand.settledCalls).toBe(2 * (at + 1))
    }
  })

  it('is known to a start without this process, by the journal, as long as it is that version', async () => {
    await stand.put('Work.url', toNotebook)
    await stand.list()
    await open()
    const told = async () => {
      const table = createTableFor([stand.old])
      await readLastList(stand.data, { reading: { kind: 'unreadable' } } as never, table)
      return await readFileOutcomes(stand.data, table)
    }
    expect(await told()).toMatchObject({ notebookLinks: { files: 1 } })
    await stand.put('Work.url', link('https://bank.example.org'))
    await stand.list()
    expect((await told())?.notebookLinks).toBeUndefined()
  })

  it('is a file where it cannot be read, or its content is in the cloud only', async () => {
    await stand.put('Work.url', toNotebook)
    await stand.list()
    const disk = createPosixDisk()
    const rescueMachine = await open({
      disk: {
        ...disk,
        stat: (file: string) => {
          const entry = disk.stat(file)
          return entry && { ...entry, isCloudOnly: file.endsWith('.url') }
        },
        place: (file: string) => {
          if (file.endsWith('.url')) throw new Error(`opened ${file}`)
          return disk.place(file)
        },
      },
    })
    expect(stand.row('Work.url')?.status).toBe('left')
    expect((await rescueMachine.outcomes())?.left['never-uploaded'].files).toBe(1)
  })
})

describe('a list without anything to tell of OneNote', () => {
  it('has no shortcut opened without a host of the old cloud, and no folder listed in the new OneDrive itself', async () => {
    await stand.put('Work.url', toNotebook)
    await stand.put('Notes/Open Notebook.onetoc2', 'contents')
    await stand.put('Notes/Deeper/Monday.one', 'one')
    await stand.list()
    const touched: string[] = []
    const disk = createPosixDisk()
    const noting = {
      ...disk,
      place: (file: string) => {
        touched.push(path.basename(file))
        return disk.place(file)
      },
      list: (folder: string) => {
        touched.push(path.basename(folder))
        return disk.list(folder)
      },
    }
    const inPlace = { kind: 'ready', root: stand.old, folder: 'From Contoso', urlLength: 50 } as const
    await stand.start({ disk: noting }).open({ ...stand.places, target: inPlace })
    expect(touched).toEqual([])
    await open({ disk: noting })
    expect(touched).toContain('Work.url')
    expect(touched).toContain('Deeper')
  })
})

describe('a notebook that is kept as files', () => {
  beforeEach(async () => {
    await stand.put('Notes/Open Notebook.onetoc2', 'contents')
    await stand.put('Notes/Monday.one', 'one')
    await stand.put('Notes/Group/Tuesday.one', 'two')
    await stand.put('Notes/Group/picture.png', 'no section')
    await stand.put('Other/Alone.one', 'no notebook')
    await stand.put('Second/Second.onetoc2', 'contents')
    await stand.put('Second/Friday.one', 'five')
    await stand.list()
  })

  const sections = ['Notes/Group/Tuesday.one', 'Notes/Monday.one', 'Notes/Open Notebook.onetoc2']
  const chosen = (): string[] =>
    (stand.state.rows?.rows ?? [])
      .filter(({ isSelected }) => isSelected)
      .map((row) => path.relative(stand.old, row.path))
      .toSorted()

  it('is never chosen with a folder or with all, and no section of it is copied', async () => {
    const rescueMachine = await open()
    expect(chosen()).toEqual(['Notes/Group/picture.png', 'Other/Alone.one'])
    await rescueMachine.select({ kind: 'all' }, true)
    await rescueMachine.select({ kind: 'folder', folder: 'Notes' }, true)
    await copyAll(rescueMachine)
    expect(Object.keys(await stand.copies())).toEqual([
      'From Contoso/Notes/Group/picture.png',
      'From Contoso/Other/Alone.one',
    ])
    expect((await rescueMachine.outcomes())?.left.notebook.files).toBe(5)
  })

  it('is chosen as one thing, and the next notebook is another', async () => {
    const rescueMachine = await open()
    await rescueMachine.select({ kind: 'item', path: path.join(stand.old, 'Notes/Monday.one') }, true)
    expect(chosen()).toEqual([
      'Notes/Group/Tuesday.one',
      'Notes/Group/picture.png',
      ...sections.slice(1),
      'Other/Alone.one',
    ])
    await copyAll(rescueMachine)
    expect(Object.keys(await stand.copies())).toHaveLength(5)
  })

  it('is one thing also where no one knows yet what of it was uploaded, and in a second folder', async () => {
    const shared = path.join(path.dirname(stand.old), 'Plans')
    await stand.list((name) => (name.endsWith('.onetoc2') ? 'excluded-by-policy' : 'untold'))
    const rescueMachine = stand.start()
    await rescueMachine.open({ ...stand.places, roots: [shared, stand.old] })
    await rescueMachine.list(allRows)
    await rescueMachine.select({ kind: 'reason', reason: 'untold' }, true)
    await rescueMachine.select({ kind: 'folder', folder: '' }, true)
    await rescueMachine.select({ kind: 'all' }, true)
    expect(stand.row('Notes/Group/Tuesday.one')).toMatchObject({ reason: 'untold', isSelected: false })
    expect(stand.row('Other/Alone.one')?.isSelected).toBe(true)
    await rescueMachine.select({ kind: 'item', path: path.join(stand.old, 'Notes/Monday.one') }, true)
    expect(stand.row('Notes/Group/Tuesday.one')?.isSelected).toBe(true)
    expect(stand.row('Second/Friday.one')?.isSelected).toBe(false)
    await rescueMachine.askWaiver({ kind: 'item', path: path.join(stand.old, 'Notes/Monday.one') })
    expect(stand.state.question?.amount.files).toBe(2)
  })

  it('is done without as one thing, once it was moved in OneNote', async () => {
    const rescueMachine = await open()
    await rescueMachine.askWaiver({ kind: 'item', path: path.join(stand.old, 'Notes/Monday.one') })
    expect(stand.state.question?.amount.files).toBe(3)
    await rescueMachine.waive()
    expect(await rescueMachine.outcomes()).toMatchObject({
      waived: { files: 3 },
      left: { notebook: { files: 2 } },
    })
    await rescueMachine.askWaiver({ kind: 'reason', reason: 'notebook' })
    await rescueMachine.waive()
    expect((await rescueMachine.outcomes())?.left.notebook.files).toBe(0)
  })

  it('is wanted again as one thing', async () => {
    const rescueMachine = await open()
    await rescueMachine.askWaiver({ kind: 'item', path: path.join(stand.old, 'Notes/Monday.one') })
    await rescueMachine.waive()
    await rescueMachine.unwaive({ kind: 'item', path: path.join(stand.old, 'Notes/Group/Tuesday.one') })
    expect(await rescueMachine.outcomes()).toMatchObject({
      waived: { files: 0 },
      left: { notebook: { files: 5 } },
    })
    await open()
    expect(await rescueMachine.outcomes()).toMatchObject({ waived: { files: 0 } })
  })

  it('is files like any other where its folder is the new OneDrive itself: the client uploads them', async () => {
    const rescueMachine = stand.start()
    await rescueMachine.open({
      ...stand.places,
      target: { kind: 'ready', root: stand.old, folder: 'From Contoso', personalHost: null } as never,
    })
    await rescueMachine.list(allRows)
    expect(stand.row('Notes/Monday.one')?.reason).toBe('never-uploaded')
  })

  it('is known also where only its table of contents was uploaded', async () => {
    await stand.list()
    const { listFile } = stand.places
    const rescueMachine = await open()
    await rm(listFile)
    await stand.put('Third/Third.onetoc2', 'contents')
    await stand.put('Third/New.one', 'new')
    await stand.list((name) => (name.endsWith('.onetoc2') ? 'excluded-by-policy' : 'never-uploaded'))
    await rescueMachine.open({ ...stand.places, oldHosts: [] })
    await rescueMachine.list(allRows)
    expect(stand.row('Third/New.one')?.reason).toBe('notebook')
    expect(stand.row('Third/Third.onetoc2')?.reason).toBe('excluded-by-policy')
  })

  it('is compared first where only the new OneDrive can tell, and is a notebook where it is not there', async () => {
    await stand.list(() => 'untold')
    const rescueMachine = await open()
    expect(stand.row('Notes/Monday.one')?.reason).toBe('untold')
    const told = ((await rescueMachine.lost(true)) ?? []).map((file) => ({ path: file.path, item: null }))
    await rescueMachine.compare(told)
    await rescueMachine.list(allRows)
    expect(stand.row('Notes/Monday.one')?.reason).toBe('notebook')
    expect(stand.row('Other/Alone.one')?.reason).toBe('absent')
    for (const again of [stand.start()]) {
      await again.open({ ...stand.places, oldHosts: [] })
      await again.list(allRows)
      expect(stand.row('Notes/Monday.one')).toMatchObject({ reason: 'notebook', isSelected: false })
    }
  })
})
