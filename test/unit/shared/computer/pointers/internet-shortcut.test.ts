import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  internetShortcutBytes,
  parseInternetShortcut,
} from '../../../../../shared/computer/pointers/internet-shortcut.ts'

const parse = (text: string): ReturnType<typeof parseInternetShortcut> =>
  parseInternetShortcut(Buffer.from(text))

describe('a shortcut to an address', () => {
  it.each([
    [
      'its address',
      '[InternetShortcut]\r\nURL=https://contoso.sharepoint.com/sites/A\r\nIconIndex=0\r\n',
      { kind: 'address', url: 'https://contoso.sharepoint.com/sites/A' },
    ],
    [
      'the address behind other sections',
      '[{000214A0-0000-0000-C000-000000000046}]\nProp3=19,11\nURL=https://no.example\n[internetshortcut]\nurl = https://contoso.sharepoint.com/',
      { kind: 'address', url: 'https://contoso.sharepoint.com/' },
    ],
    [
      'the wide form before the other',
      '[InternetShortcut]\nURL=https://example.com/?\n[InternetShortcut.W]\nURL=https://example.com/+ANw-bersicht',
      { kind: 'address', url: 'https://example.com/Übersicht' },
    ],
    [
      'a plus sign in the wide form',
      '[InternetShortcut.W]\nURL=https://example.com/a+-b',
      { kind: 'address', url: 'https://example.com/a+b' },
    ],
    [
      'a file',
      '[InternetShortcut]\nURL=file:///C:/Users/amy/OneDrive%20-%20Contoso/A.docx',
      { kind: 'path', path: 'C:\\Users\\amy\\OneDrive - Contoso\\A.docx' },
    ],
    [
      'a file on a share',
      '[InternetShortcut]\nURL=file://server/share/A.docx',
      { kind: 'path', path: '\\\\server\\share\\A.docx' },
    ],
    ['nothing of another kind', '[InternetShortcut]\nURL=steam://run/7', { kind: 'unknown' }],
    ['nothing where it is empty', '[InternetShortcut]\nURL=', { kind: 'unknown' }],
  ] as const)('tells %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected)
  })

  it('is read in UTF-16 too', () => {
    const bytes = Buffer.from('\u{feff}[InternetShortcut]\r\nURL=https://example.com/', 'utf16le')
    expect(parseInternetShortcut(bytes)).toEqual({ kind: 'address', url: 'https://example.com/' })
  })

  it.each([
    ['an address outside its section', 'URL=https://example.com', 'not-understood'],
    ['another section', '[Other]\nURL=https://example.com', 'not-understood'],
    ['too many bytes', `[InternetShortcut]\n${' '.repeat(internetShortcutBytes)}`, 'too-large'],
  ])('is refused with %s', (_, text, reason) => {
    expect(parse(text)).toEqual({ kind: 'refused', reason })
  })

  it('never throws, whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, text) => {
        parseInternetShortcut(bytes)
        parse(`[InternetShortcut.W]\nURL=https://a/${text}`)
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes a time that grows no faster than the file', () => {
    const long = `[InternetShortcut]\nURL=file:///${'#?'.repeat(internetShortcutBytes / 2 - 40)}`
    const began = performance.now()
    for (let time = 0; time < 20; time += 1) parse(long)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
