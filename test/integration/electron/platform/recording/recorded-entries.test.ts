import fc from 'fast-check'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scanRecordedEntries } from '../../../../../electron/platform/recording/recorded-entries.ts'
import { EntriesRefused } from '../../../../../shared/recording/entry-lines.ts'

const request = {
  roots: [{ folder: 'C:\\Users\\amy\\OneDrive - Contoso', urlLength: 50 }],
  ignoredNames: ['*.pst'],
}
let file: string
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-entries-'))
  file = path.join(folder, 'entries.ndjson')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const entry = (name: string, more: object = {}): string =>
  JSON.stringify({
    path: `C:\\Users\\amy\\OneDrive - Contoso\\${name}`,
    size: 5,
    mtime: '2026-11-19T08:00:00Z',
    attributes: 0x420,
    reparseTag: 0x9000_001a,
    placeholderState: 9,
    ...more,
  })
const local = { attributes: 0x20, reparseTag: 0, placeholderState: 0 }

async function scan(content: string | Uint8Array) {
  await writeFile(file, content)
  return await scanRecordedEntries(file, request)
}

describe('scanRecordedEntries', () => {
  it('is nothing where nothing was listed', async () => {
    expect(await scanRecordedEntries(file, request)).toBeNull()
  })

  it('leaves a link in a package of a Mac, as a look on the Mac does', async () => {
    const root = '/Users/amy/Library/CloudStorage/OneDrive-Contoso'
    const link = { size: 1, mtime: '2026-11-19T08:00:00Z', attributes: 0x400, reparseTag: 0xa000_000c }
    const names = ['Tool.app/Versions/Current', 'Shortcut.app', 'Plans/link']
    await writeFile(
      file,
      names.map((name) => JSON.stringify({ path: `${root}/${name}`, ...link })).join('\n'),
    )
    const left: string[] = []
    const result = await scanRecordedEntries(
      file,
      { roots: [{ folder: root, urlLength: 50, isFormer: true }], ignoredNames: [] },
      { onLeft: (files) => void left.push(...files.map((one) => one.path)) },
    )
    expect([result?.links, result?.files, left]).toEqual([3, 1, [`${root}/Tool.app/Versions/Current`]])
  })

  it('counts what is below the roots, and nothing else', async () => {
    const lines = [
      entry('a.docx'),
      entry('b.docx', local),
      entry('x', { attributes: 0x10, reparseTag: 0 }),
      entry('x\\c.pst', local),
      entry('x\\d', { attributes: 0x410, reparseTag: 0xa000_0003 }),
      JSON.stringify({ path: 'C:\\Users\\amy\\OneDrive - Contoso GmbH\\z', size: 1, attributes: 32 }),
    ]
    expect(await scan(`\ufeff${lines.join('\r\n')}\r\n`)).toMatchObject({
      files: 3,
      folders: 1,
      links: 1,
      hasCloudState: true,
      reasons: {
        'never-uploaded': { files: 1, bytes: 5 },
        'excluded-by-policy': { files: 1 },
        changed: { files: 0 },
      },
    })
  })

  it('takes hexadecimal numbers, missing tags and unknown keys', async () => {
    const result = await scan(
      [
        entry('a', { attributes: '0x420', reparseTag: '0x9000001A', placeholderState: '0x1', colour: 'red' }),
        entry('b', { attributes: 0x40_0420, reparseTag: null, placeholderState: undefined }),
      ].join('\n'),
    )
    expect(result).toMatchObject({ files: 2, reasons: { changed: { files: 1 } } })
  })

  it.each<[string, string | Buffer, number]>([
    ['a line that was cut off', `${entry('a')}\n${entry('b').slice(0, -9)}`, 2],
    ['something that is not JSON', `${entry('a')}\n\nnonsense\n`, 3],
    ['JSON that is no entry', '[1]\n', 1],
    ['a size below zero', `${entry('a', { size: -1 })}\n`, 1],
    ['a size without end', `${entry('a')}\n${entry('b').replace(/"size":\d+/, '"size":1e400')}\n`, 2],
    ['a line of ten million characters', `${entry('a')}\n${entry('x'.repeat(10_000_000))}\n`, 2],
    ['one that never ends', `${entry('a')}\n${'x'.repeat(10_000_000)}`, 2],
    ['zero bytes', Buffer.alloc(64), 1],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, 1],
  ])('refuses %s, and says at which line', async (_sentence, content, line) => {
    await expect(scan(content)).rejects.toMatchObject({ name: 'EntriesRefused', line })
  })

  it('follows no link out of the recording', async () => {
    await symlink('/etc/passwd', file)
    await expect(scanRecordedEntries(file, request)).rejects.toThrow('is not a plain file')
  })

  it('answers any bytes with a result or a line', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const outcome = await scan(bytes).catch((error: unknown) => error)
        expect(outcome instanceof EntriesRefused || typeof outcome === 'object').toBe(true)
        expect(outcome instanceof TypeError).toBe(false)
      }),
    )
  })
})
