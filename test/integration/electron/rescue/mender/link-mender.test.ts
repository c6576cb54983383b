import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { read as readWorkbook, type CellObject } from '@e965/xlsx'
import { chromium } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRecordedDisk } from '../../../../../electron/platform/recording/recorded-disk.ts'
import { findPointers } from '../../../../../electron/rescue/mender/find-pointers.ts'
import { createLinkMender, type LinkMenderPorts } from '../../../../../electron/rescue/mender/link-mender.ts'
import type { FoundPointer } from '../../../../../electron/rescue/mender/pointer-request.ts'
import type { Session } from '../../../../../electron/session/session.ts'
import { parseInternetShortcut } from '../../../../../shared/computer/pointers/internet-shortcut.ts'
import { noOldLinks, type OldLinksState, type OldLinkView } from '../../../../../shared/files/old-links.ts'
import { createQuietLog } from '../../../../unit/electron/quiet-log.ts'
import { chromiumOptions } from '../../../../world/browser.ts'
import { startGraph, type Graph } from '../../../../world/graph/graph.ts'
import { placeOf } from '../../../../world/left-files.ts'
import { amy } from '../../../../world/people.ts'
import { makeWorkbook } from '../../../../world/pointers/make-workbook.ts'
import { writeShellLink } from '../../../../world/pointers/write-shell-link.ts'
import { signInToGraph } from '../../../world/graph-session.ts'
import { startSignInService, type SignInService } from '../../../world/sign-in-service.ts'
import { knowing } from '../known-plan.ts'

const profile = 'C:\\Users\\amy'
const oldFolder = `${profile}\\OneDrive - Contoso`
const newFolder = `${profile}\\OneDrive - Fabrikam`
const desktop = `${newFolder}\\Desktop`
const oldSite = 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com/Documents'
const newSite = 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com/Documents'

let service: SignInService
let graph: Graph
let session: Pick<Session, 'ask'>
let machine: string
beforeAll(async () => {
  service = await startSignInService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  graph = await startGraph(service.certificates, service.identity)
  session = await signInToGraph(service, graph, amy.target)
  machine = await mkdtemp(path.join(os.tmpdir(), 'landfall-mender-'))
  const drive = graph.files(amy.target)
  for (const name of ['Plans/Plan.docx', 'Bud get.xlsx']) drive.put(name, name)
  await put('Plan.lnk', writeShellLink({ path: `${oldFolder}\\Plans\\Plan.docx` }))
  await put('Gone.lnk', writeShellLink({ path: `${oldFolder}\\Gone.docx` }))
  await put(
    'Site.url',
    Buffer.from(`[InternetShortcut]\r\nURL=https://contoso-my.sharepoint.com/personal/bo/x\r\n`),
  )
  await put(
    'Numbers.xlsx',
    makeWorkbook([`${oldSite}/Bud%20get.xlsx`, `${oldSite}/Gone.xlsx`, 'https://example.com/']),
  )
})
afterEach(async () => {
  await graph.stop()
  await rm(machine, { recursive: true })
})

async function put(name: string, content: Uint8Array): Promise<void> {
  const place = placeOf(machine, `${desktop}\\${name}`)
  await mkdir(path.dirname(place), { recursive: true })
  await writeFile(place, content)
}

const contentOf = (file: string): Promise<Buffer> => readFile(placeOf(machine, file))
const names = async (): Promise<string[]> => (await readdir(placeOf(machine, desktop))).toSorted()

const bookmark = (name: string, relative: string): FoundPointer => ({
  place: 'edge-bookmarks',
  file: 'Bookmarks',
  name,
  leadsTo: { kind: 'address', url: `${oldSite}/${relative}` },
  target: { kind: 'site', relative },
  folders: ['Bar', 'Work & play'],
  inDocument: null,
})

async function find(): Promise<FoundPointer[]> {
  const found: FoundPointer[] = []
  await findPointers(
    createRecordedDisk(machine),
    {
      shortcuts: [{ place: 'desktop', folder: desktop, depth: 0, newest: null }],
      bookmarks: [],
      quickAccess: [],
      officeLists: [],
      unread: [],
      codePage: null,
      documents: [newFolder],
      old: {
        ownFolders: [oldFolder],
        libraryFolders: [],
        hosts: ['contoso-my.sharepoint.com'],
        site: { host: 'contoso-my.sharepoint.com', name: 'amy_lee_contoso_com' },
      },
    },
    { onFound: (some) => void found.push(...some) },
  )
  return [...found, bookmark('Plan "A"', 'Plans/Plan.docx'), bookmark('Gone', 'Gone.docx')]
}

const portsOf = (): Omit<LinkMenderPorts, 'show'> => ({
  owner: { kind: 'recorded', folder: machine },
  session,
  knowledge: () => knowing('Success'),
  isAllowed: true,
  places: () => ({ folder: newFolder, url: newSite }),
  mayMakeIn: () => true,
  bookmarksBeside: () => `${desktop}\\Bookmarks`,
  mark: () => 'Fabrikam/..',
  writeShortcut: null,
  log: createQuietLog(),
})

async function start(change: Partial<LinkMenderPorts> = {}) {
  let state: OldLinksState = noOldLinks
  const mender = createLinkMender({ ...portsOf(), show: (next) => (state = next), ...change })
  await mender.take(await find())
  const rowOf = (name: string): OldLinkView => {
    const row = state.rows.find((one) => one.name === name)
    if (row === undefined) throw new Error(name)
    return row
  }
  return { ...mender, state: () => state, rowOf }
}

describe('the list of old links', () => {
  it('makes nothing in a OneDrive that is another one, and offers none of it', async () => {
    const before = await names()
    const { state, make, makeBookmarks } = await start({ mayMakeIn: () => false })
    expect(state().rows.map(({ can }) => can)).toEqual(state().rows.map(() => null))
    expect(state().bookmarks).toBe(0)
    for (const { id } of state().rows) await make(id)
    await makeBookmarks()
    expect(await names()).toEqual(before)
  })

  it('tells where the same is in the new OneDrive, by Graph alone', async () => {
    const { state, rowOf } = await start()
    expect(
      state()
        .rows.map(({ name, now, can }) => [name, now, can])
        .toSorted(),
    ).toEqual([
      ['Gone', 'absent', null],
      ['Gone', 'absent', null],
      ['Numbers.xlsx', 'found', 'copy'],
      ['Plan "A"', 'found', null],
      ['Plan', 'found', 'shortcut'],
      ['Site', 'unknown', null],
    ])
    expect(rowOf('Plan').newPlace).toBe(`${newFolder}\\Plans\\Plan.docx`)
    expect(rowOf('Numbers.xlsx')).toMatchObject({
      newPlace: `${newSite}/Bud%20get.xlsx`,
      document: { links: 2, found: 1, sources: 0 },
    })
    expect(state().bookmarks).toBe(1)
  })

  it('takes no answer for an older list', async () => {
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => (letGo = resolve))
    let asked = 0
    const slow: Pick<Session, 'ask'> = {
      ask: async (...of) => {
        asked += 1
        // The first list’s question.
        if (asked === 1) await held
        return await session.ask(...of)
      },
    }
    let state = noOldLinks
    const mender = createLinkMender({ ...portsOf(), session: slow, show: (next) => (state = next) })
    const older = mender.take([bookmark('Plan', 'Plans/Plan.docx')])
    await mender.take([bookmark('Gone', 'Gone.docx')])
    letGo()
    await older
    expect(state.rows).toMatchObject([{ name: 'Gone', now: 'absent' }])
  })

  it('takes the OneDrive itself as found once Graph has told of it', async () => {
    await put('All of it.lnk', writeShellLink({ path: oldFolder }))
    const { rowOf } = await start()
    expect(rowOf('All of it')).toMatchObject({ now: 'found', newPlace: newFolder, can: 'shortcut' })
  })

  it.each<readonly [string, Partial<LinkMenderPorts>]>([
    ['the organisation has switched Graph off', { isAllowed: false }],
    ['the new OneDrive is not known to be this person’s', { places: () => ({ folder: null, url: newSite }) }],
    ['the move is not done', { knowledge: () => knowing('InProgress') }],
  ])('asks nothing and offers nothing where %s', async (_, change) => {
    await put('All of it.lnk', writeShellLink({ path: oldFolder }))
    const { state, make } = await start(change)
    expect(new Set(state().rows.map(({ now }) => now))).toEqual(new Set(['unasked', 'unknown']))
    expect(state().rows.every(({ can }) => can === null)).toBe(true)
    const before = await names()
    for (const { id } of state().rows) await make(id)
    expect(await names()).toEqual(before)
  })

  it('makes a new shortcut and a corrected copy beside the old ones, which stay as they are', async () => {
    const mender = await start()
    const before = await Promise.all(
      (await names()).map(async (name) => [name, await contentOf(`${desktop}\\${name}`)]),
    )
    // Twice at once makes one.
    await Promise.all([mender.make(mender.rowOf('Plan').id), mender.make(mender.rowOf('Plan').id)])
    await mender.make(mender.rowOf('Numbers.xlsx').id)
    expect(mender.rowOf('Plan').made).toEqual({ file: `${desktop}\\Plan (Fabrikam..).url` })
    expect(parseInternetShortcut(await contentOf(`${desktop}\\Plan (Fabrikam..).url`))).toEqual({
      kind: 'address',
      url: `${newSite}/Plans/Plan.docx`,
    })
    const copy = readWorkbook(await contentOf(`${desktop}\\Numbers (Fabrikam..).xlsx`))
    const links = ['A1', 'B1', 'C1'].map(
      (cell) => (copy.Sheets['Numbers']?.[cell] as CellObject | undefined)?.l?.Target,
    )
    // What was not found stays as it was.
    expect(links).toEqual([`${newSite}/Bud%20get.xlsx`, `${oldSite}/Gone.xlsx`, 'https://example.com/'])
    for (const [name, content] of before)
      expect(await contentOf(`${desktop}\\${String(name)}`)).toEqual(content)
    expect(await names()).toHaveLength(before.length + 2)
  })

  it('lets Windows write a shortcut where the file is on this computer', async () => {
    const written: string[] = []
    const writeShortcut = (file: string, target: string): boolean => {
      written.push(target)
      void file
      return false
    }
    const plan = placeOf(machine, `${newFolder}\\Plans\\Plan.docx`)
    await mkdir(path.dirname(plan), { recursive: true })
    await writeFile(plan, 'plan')
    const mender = await start({ writeShortcut })
    await mender.make(mender.rowOf('Plan').id)
    expect(written).toEqual([`${newFolder}\\Plans\\Plan.docx`])
    // It did not: then the address is the shortcut.
    expect(mender.rowOf('Plan').made).toEqual({ file: `${desktop}\\Plan (Fabrikam..).url` })
  })

  it('says why nothing was made, and leaves nothing behind', async () => {
    const mender = await start()
    await writeFile(placeOf(machine, `${desktop}\\Numbers.xlsx`), 'changed since')
    const before = await names()
    await mender.make(mender.rowOf('Numbers.xlsx').id)
    expect(mender.rowOf('Numbers.xlsx').made).toEqual({ reason: 'no-whole-archive' })
    expect(await names()).toEqual(before)
  })

  it('makes a file of bookmarks that a real browser reads', async () => {
    const mender = await start()
    await mender.makeBookmarks()
    expect(mender.state().bookmarksMade).toEqual({ file: `${desktop}\\Bookmarks (Fabrikam..).html` })
    const { args, ...program } = chromiumOptions()
    const browser = await chromium.launch({ headless: true, ...program, args })
    try {
      const page = await browser.newPage()
      await page.goto(`file://${placeOf(machine, `${desktop}\\Bookmarks (Fabrikam..).html`)}`)
      expect(
        await page.locator('a').evaluateAll((all) => all.map((a) => [a.textContent, a.getAttribute('href')])),
      ).toEqual([['Plan "A"', `${newSite}/Plans/Plan.docx`]])
      expect(await page.locator('h3').allTextContents()).toEqual(['Fabrikam..', 'Bar', 'Work & play'])
    } finally {
      await browser.close()
    }
  })

  it('comes in pages', async () => {
    const mender = await start({ isAllowed: false })
    await mender.take(Array.from({ length: 120 }, (_, at) => bookmark(String(at), `${at}.docx`)))
    expect([mender.state().total, mender.state().rows.length]).toEqual([120, 50])
    mender.list(2)
    expect(mender.state().rows.map(({ name }) => name)).toEqual(
      Array.from({ length: 20 }, (_, at) => String(at + 100)),
    )
    mender.list(99)
    expect(mender.state().page).toBe(2)
  })
})
