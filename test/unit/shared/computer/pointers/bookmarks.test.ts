import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookmarkLimits, parseBookmarks } from '../../../../../shared/computer/pointers/bookmarks.ts'

const url = (name: string, address = 'https://contoso.sharepoint.com/'): object => ({
  type: 'url',
  name,
  url: address,
  guid: 'x',
  date_added: '0',
})
const folder = (name: string, ...children: readonly unknown[]): object => ({ type: 'folder', name, children })
const parse = (json: unknown): ReturnType<typeof parseBookmarks> =>
  parseBookmarks(Buffer.from(JSON.stringify(json)))
const fileOf = (...children: readonly unknown[]): object => ({
  checksum: 'never looked at',
  roots: { bookmark_bar: folder('Bookmarks bar', ...children), other: folder('Other') },
  version: 1,
})

describe('bookmarks of a browser', () => {
  it('are told in their order, with the folders that they are in', () => {
    expect(
      parse(fileOf(url('A'), folder('Work', url('B'), folder('Deep', url('C'))), url('D'))),
    ).toMatchObject({
      kind: 'read',
      bookmarks: [
        { name: 'A', folders: ['Bookmarks bar'] },
        { name: 'B', folders: ['Bookmarks bar', 'Work'] },
        { name: 'C', folders: ['Bookmarks bar', 'Work', 'Deep'] },
        { name: 'D', folders: ['Bookmarks bar'] },
      ],
    })
  })

  it('are told beside entries of another kind, and without an address that is too long', () => {
    const odd = [
      7,
      null,
      { type: 'url' },
      { type: 'other', name: 'x' },
      url('long', `https://${'a'.repeat(9_000)}`),
    ]
    expect(parse(fileOf(...odd, url('A')))).toMatchObject({ kind: 'read', bookmarks: [{ name: 'A' }] })
  })

  it.each<readonly [string, Uint8Array, string]>([
    ['cut', Buffer.from('{"roots": {"bookmark_bar": {'), 'cut'],
    ['of other bytes', Buffer.from([0xff, 0x00, 0xfe]), 'cut'],
    ['without roots', Buffer.from('{"roots": 7}'), 'not-understood'],
    ['a list', Buffer.from('[]'), 'not-understood'],
    ['larger than 16 MiB', Buffer.alloc(bookmarkLimits.bytes + 1, ' '), 'too-large'],
    ['deeper than 64 folders', Buffer.from(JSON.stringify(fileOf(deep(70)))), 'too-many'],
    [
      'of more than 100,000 entries',
      Buffer.from(`{"roots":{"other":{"type":"folder","name":"","children":[${'0,'.repeat(100_000)}0]}}}`),
      'too-many',
    ],
    [
      'of nested lists that end in the middle',
      Buffer.from(`{"roots":{"other":${'['.repeat(200_000)}`),
      'cut',
    ],
  ])('are refused: %s', (_, bytes, reason) => {
    expect(parseBookmarks(bytes)).toEqual({ kind: 'refused', reason })
  })

  function deep(depth: number): object {
    let inner = folder('deepest', url('A'))
    for (let at = 0; at < depth; at += 1) inner = folder('f', inner)
    return inner
  }

  it('never throw, whatever the file says', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(['read', 'refused']).toContain(parse(value).kind)
        expect(parse({ roots: { other: value } }).kind).toBe('read')
      }),
      { numRuns: 1_000 },
    )
  })
})
