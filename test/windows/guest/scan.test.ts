import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { after, before } from 'node:test'
import { listFolder } from '../../../electron/platform/windows/list-folder.ts'
import { createWindowsPlatform } from '../../../electron/platform/windows/windows.ts'
import type { ScanEntry } from '../../../shared/files/scan.ts'
import { describe, it, skipped } from './on-windows.ts'

/*
 * Real folders, listed by the calls that ship. Wine keeps no attributes of cloud files, so what they mean is proven in
 * upload-state.test.ts, and that Windows hands them out here only a real Windows can show.
 */
const root = 'C:\\scan'
const requestOf = (folder: string) => ({ roots: [{ folder, urlLength: 50 }], ignoredNames: ['*.pst'] })

async function list(folder: string): Promise<ScanEntry[]> {
  const all: ScanEntry[] = []
  for await (const entries of listFolder(folder)) all.push(...entries)
  return all.toSorted((left, right) => (left.name < right.name ? -1 : 1))
}

describe('listing folders', () => {
  before(() => {
    if (skipped !== false) return
    mkdirSync(`${root}\\empty`, { recursive: true })
    mkdirSync(`${root}\\names`, { recursive: true })
    writeFileSync(`${root}\\names\\Übersicht 😀.txt`, 'twelve bytes')
    writeFileSync(`${root}\\names\\${'n'.repeat(200)}`, '')
  })
  after(() => {
    if (skipped === false) rmSync(root, { recursive: true, force: true })
  })

  it('gives names, sizes and attributes as they are', async () => {
    const [long, overview] = (await list(`${root}\\names`)).toSorted(({ size }, other) => size - other.size)
    assert.equal(long?.name, 'n'.repeat(200))
    assert.deepEqual([overview?.name, overview?.size], ['Übersicht 😀.txt', 12])
    assert.equal((overview?.attributes ?? 0) & 0x10, 0)
    assert.equal(overview?.reparseTag, 0)
    const folders = await list(root)
    assert.deepEqual(
      folders.map(({ name, attributes }) => [name, attributes & 0x10]),
      [
        ['empty', 0x10],
        ['names', 0x10],
      ],
    )
  })

  it('has nothing of a folder that is empty, and refuses one that is not there', async () => {
    assert.deepEqual(await list(`${root}\\empty`), [])
    await assert.rejects(list(`${root}\\nowhere`), { name: 'FolderUnreadable', isGone: true })
    await assert.rejects(list(`${root}\\names\\Übersicht 😀.txt`), {
      name: 'FolderUnreadable',
      isGone: false,
    })
  })

  it('needs more than one call for a large folder, and gives every entry once', async () => {
    const folder = `${root}\\large`
    mkdirSync(folder)
    for (let count = 0; count < 3_000; count += 1)
      writeFileSync(`${folder}\\a file of some length ${count}`, '')
    const names = (await list(folder)).map(({ name }) => name)
    assert.equal(names.length, 3_000)
    assert.equal(new Set(names).size, 3_000)
  })

  it('goes below 260 characters', async () => {
    let folder = `\\\\?\\${root}\\deep`
    for (let level = 0; level < 12; level += 1) folder += `\\${String(level).padStart(40, 'x')}`
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}\\down here.txt`, 'x')
    const scan = await createWindowsPlatform(null).scan(requestOf(`${root}\\deep`))
    assert.ok(scan?.kind === 'read')
    assert.deepEqual([scan.value.files, scan.value.folders], [1, 13])
    assert.equal(scan.value.reasons['too-long'].files, 1)
  })

  it('counts a whole tree, and names the root that is not there', async () => {
    const platform = createWindowsPlatform(null)
    const scan = await platform.scan(requestOf(root))
    assert.ok(scan?.kind === 'read')
    assert.equal(scan.value.files, 3_000 + 2 + 1)
    assert.equal(scan.value.hasCloudState, false)
    const gone = await platform.scan(requestOf('C:\\gone'))
    assert.ok(gone?.kind === 'read')
    assert.deepEqual(gone.value.unreadable, { folders: 1, paths: ['C:\\gone'] })
  })

  it('ends when it is told to', async () => {
    const platform = createWindowsPlatform(null)
    const ending = new AbortController()
    const scan = platform.scan(requestOf(root), {
      signal: ending.signal,
      onProgress: () => ending.abort(new Error('enough')),
    })
    await assert.rejects(scan, /enough/)
  })
})
