import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import CFB from 'cfb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPosixDisk } from '../../../../../electron/platform/posix-disk.ts'
import { findPointersInThread } from '../../../../../electron/rescue/mender/find-in-thread.ts'
import { findPointers } from '../../../../../electron/rescue/mender/find-pointers.ts'
import type { FoundPointer, PointerRequest } from '../../../../../electron/rescue/mender/pointer-request.ts'
import { makeBookmarks } from '../../../../world/pointers/browser-bookmarks.ts'
import { makeWorkbook } from '../../../../world/pointers/make-workbook.ts'
import { writeShellLink } from '../../../../world/pointers/write-shell-link.ts'

const site = 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com'
const oldFolder = 'C:\\Users\\amy\\OneDrive - Contoso'

let root = ''
let request: PointerRequest

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'landfall-pointers-'))
  const put = async (name: string, content: Uint8Array | string): Promise<void> => {
    const file = path.join(root, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  await put('desktop/Plan.lnk', writeShellLink({ path: `${oldFolder}\\Plans\\Plan.docx` }))
  await put('desktop/Own.lnk', writeShellLink({ path: 'C:\\Program Files\\A.exe' }))
  await put('desktop/Cut.lnk', writeShellLink({ path: oldFolder }).subarray(0, 90))
  await put('desktop/Site.url', `[InternetShortcut]\r\nURL=${site}/Documents/Plans/B.xlsx\r\n`)
  await put('desktop/Notes.txt', `[InternetShortcut]\r\nURL=${site}/Documents/C.xlsx\r\n`)
  await put('start/Programs/Deep/Plan.lnk', writeShellLink({ path: oldFolder }))
  for (let at = 0; at < 5; at += 1) await put(`recent/${at}.lnk`, writeShellLink({ path: oldFolder }))
  await put('documents/Team/Numbers.xlsx', makeWorkbook([`${site}/Documents/B.xlsx`, 'https://example.com/']))
  await put('documents/Plain.xlsx', makeWorkbook(['https://example.com/']))
  await put('documents/~$Numbers.xlsx', 'lock')
  await put('documents/Broken.docx', 'PK')
  await put('elsewhere/Linked.xlsx', makeWorkbook([`${site}/Documents/B.xlsx`]))
  await symlink(path.join(root, 'elsewhere'), path.join(root, 'documents/Link'))
  await symlink(path.join(root, 'elsewhere/Linked.xlsx'), path.join(root, 'documents/Linked.xlsx'))
  const file = await makeBookmarks(path.join(root, 'profile'), [
    { title: 'Work', children: [{ title: 'Plan <&> "Übersicht" 😀', url: `${site}/Documents/Plan.docx` }] },
    { title: 'News', url: 'https://example.com/' },
  ])
  request = {
    shortcuts: [
      { place: 'desktop', folder: path.join(root, 'desktop'), depth: 0, newest: null },
      { place: 'start-menu', folder: path.join(root, 'start'), depth: 4, newest: null },
      { place: 'quick-access', folder: path.join(root, 'recent'), depth: 0, newest: 3 },
      { place: 'quick-access', folder: path.join(root, 'not there'), depth: 0, newest: 3 },
    ],
    bookmarks: [
      { place: 'chrome-bookmarks', file },
      { place: 'edge-bookmarks', file: path.join(root, 'not there/Bookmarks') },
    ],
    documents: [path.join(root, 'documents')],
    codePage: 1252,
    quickAccess: [],
    officeLists: [],
    unread: [],
    old: {
      ownFolders: [oldFolder],
      libraryFolders: [],
      hosts: ['contoso-my.sharepoint.com'],
      site: { host: 'contoso-my.sharepoint.com', name: 'amy_lee_contoso_com' },
    },
  }
})

afterAll(async () => rm(root, { recursive: true, force: true }))

async function digest(): Promise<Record<string, string>> {
  const names = await readdir(root, { recursive: true })
  const lines = names.map(async (name): Promise<[string, string] | []> => {
    const bytes = await readFile(path.join(root, name)).catch(() => null)
    return bytes === null ? [] : [name, createHash('sha256').update(bytes).digest('hex')]
  })
  return Object.fromEntries((await Promise.all(lines)).filter((line) => line.length === 2))
}

function expectAll(found: readonly FoundPointer[]): void {
  const told = found.map(({ place, name, target: { kind, relative } }) =>
    // Which three of the five are the newest, no one can tell.
    [place, place === 'quick-access' ? '' : name, kind, relative].join(' | '),
  )
  expect(told.toSorted()).toEqual([
    'chrome-bookmarks | Plan <&> "Übersicht" 😀 | site | Plan.docx',
    'desktop | Plan | folder | Plans/Plan.docx',
    'desktop | Site | site | Plans/B.xlsx',
    'document | Numbers.xlsx | site | B.xlsx',
    ...[0, 1, 2].map(() => 'quick-access |  | folder | '),
    'start-menu | Plan | folder | ',
  ])
  expect(found.find(({ place }) => place === 'chrome-bookmarks')?.folders.at(-1)).toBe('Work')
}

const counts = {
  desktop: { read: 3, unread: 1, cloudOnly: 0, found: 2 },
  'start-menu': { read: 1, unread: 0, cloudOnly: 0, found: 1 },
  'quick-access': { read: 3, unread: 0, cloudOnly: 0, found: 3 },
  'chrome-bookmarks': { read: 2, unread: 0, cloudOnly: 0, found: 1 },
  document: { read: 2, unread: 1, cloudOnly: 0, found: 1 },
}

describe('a look for what leads to the old organisation', () => {
  it('finds shortcuts, bookmarks of a real browser and documents, and changes none of them', async () => {
    const before = await digest()
    const found: FoundPointer[] = []
    const result = await findPointersInThread({ kind: 'this', system: 'linux' }, request, {
      onFound: (some) => void found.push(...some),
    })
    expectAll(found)
    expect(result).toEqual({ places: counts, stopped: false })
    expect(await digest()).toEqual(before)
  })

  it('counts as unread a folder that does not open, and a list that could not be read', async () => {
    const disk = createPosixDisk()
    const shut = {
      ...disk,
      list: (folder: string) => {
        if (folder === path.join(root, 'documents'))
          throw Object.assign(new Error('refused'), { code: 'EACCES' })
        return disk.list(folder)
      },
    }
    const asked = { ...request, unread: ['office-list', 'edge-bookmarks'] as const }
    const { places } = await findPointers(shut, asked, { onFound: async () => undefined })
    const nothing = { read: 0, unread: 1, cloudOnly: 0, found: 0 }
    expect(places).toMatchObject({ document: nothing, 'office-list': nothing, 'edge-bookmarks': nothing })
  })

  it('opens nothing whose content is in the cloud alone', async () => {
    const disk = createPosixDisk()
    const opened: string[] = []
    const inCloud = {
      ...disk,
      stat: (file: string) => {
        const entry = disk.stat(file)
        return entry === null ? null : { ...entry, isCloudOnly: true }
      },
      place: (file: string) => {
        opened.push(file)
        return disk.place(file)
      },
    }
    const { places } = await findPointers(inCloud, request, { onFound: () => expect.unreachable() })
    expect(opened).toEqual([])
    expect(places).toEqual({
      desktop: { read: 0, unread: 0, cloudOnly: 4, found: 0 },
      'start-menu': { read: 0, unread: 0, cloudOnly: 1, found: 0 },
      'quick-access': { read: 0, unread: 0, cloudOnly: 3, found: 0 },
      'chrome-bookmarks': { read: 0, unread: 0, cloudOnly: 1, found: 0 },
      document: { read: 0, unread: 0, cloudOnly: 3, found: 0 },
    })
  })

  it('finds what Explorer lists in Quick access, and nothing worse in a harmed list', async () => {
    const list = CFB.utils.cfb_new()
    const paths = [`${oldFolder}\\Plans`, 'C:\\Other', `${oldFolder}\\${'long '.repeat(900)}`]
    for (const [at, link] of paths.entries())
      CFB.utils.cfb_add(list, `/${(at + 1).toString(16)}`, writeShellLink({ path: link }))
    CFB.utils.cfb_add(list, '/DestList', Buffer.from('pins, in a form of its own'))
    const whole = Buffer.from(CFB.write(list, { type: 'buffer' }) as Uint8Array)
    const file = path.join(root, 'f01b4d95cf55d32a.automaticDestinations-ms')
    const look = async (bytes: Uint8Array): Promise<readonly [string[], object | undefined]> => {
      await writeFile(file, bytes)
      const found: FoundPointer[] = []
      const { places } = await findPointers(
        createPosixDisk(),
        { ...request, shortcuts: [], bookmarks: [], documents: [], quickAccess: [file] },
        { onFound: (some) => void found.push(...some) },
      )
      return [found.map(({ name, target }) => `${name} ${target.relative}`), places['quick-access']]
    }
    const [names, counted] = await look(whole)
    expect(names[0]).toBe('Plans Plans')
    expect(names).toHaveLength(2)
    expect(counted).toMatchObject({ found: 2, unread: 0 })
    expect(await look(whole.subarray(0, 700))).toEqual([[], { read: 0, unread: 1, cloudOnly: 0, found: 0 }])
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(changes, async (places) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of places) bytes[at] = value
        await look(bytes)
      }),
      { numRuns: 200 },
    )
  })

  it('ends when it is stopped, and waits for who listens', async () => {
    const ending = new AbortController()
    const look = findPointersInThread({ kind: 'this', system: 'linux' }, request, {
      signal: ending.signal,
      onFound: () => ending.abort(new Error('enough')),
    })
    await expect(look).rejects.toThrow('enough')
  })

  it('tells the error of who listens', async () => {
    const look = findPointersInThread({ kind: 'this', system: 'linux' }, request, {
      onFound: () => Promise.reject(new Error('no room')),
    })
    await expect(look).rejects.toThrow('no room')
  })

  it('counts what no one may read as unread', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-pointers-'))
    try {
      const disk = createPosixDisk()
      await writeFile(path.join(folder, 'A.lnk'), writeShellLink({ path: oldFolder }))
      await writeFile(path.join(folder, 'A.xlsx'), makeWorkbook([]))
      const isLocked = (file: string): boolean => file !== folder
      const place = (file: string): string => `${disk.place(file)}${isLocked(file) ? '.locked' : ''}`
      const here = { place: 'desktop', folder, depth: 0, newest: null } as const
      const { places } = await findPointers(
        { ...disk, place },
        { ...request, shortcuts: [here], bookmarks: [], documents: [folder] },
        { onFound: () => expect.unreachable() },
      )
      expect(places).toEqual({
        desktop: { read: 0, unread: 1, cloudOnly: 0, found: 0 },
        document: { read: 0, unread: 1, cloudOnly: 0, found: 0 },
      })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
