import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDecodePlain, toCodePage } from '../../../../../shared/computer/pointers/code-page.ts'
import { parseShellLink, shellLinkBytes } from '../../../../../shared/computer/pointers/shell-link.ts'
import { writeShellLink } from '../../../../world/pointers/write-shell-link.ts'

const plan = 'C:\\Users\\amy\\OneDrive - Contoso\\Plan.docx'
const whole = writeShellLink({ path: plan })

function changed(at: number, value: number, bytes = whole): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt32LE(value, at)
  return copy
}

describe('a shortcut', () => {
  it.each([
    ['a path', { path: plan }, plan],
    ['a path in the older form', { path: plan, isPlain: true }, plan],
    [
      'letters beyond ASCII',
      { path: 'C:\\Users\\amy\\Übersicht 😀.xlsx' },
      'C:\\Users\\amy\\Übersicht 😀.xlsx',
    ],
    ['a share', { share: ['\\\\server\\share', 'Plans\\A.docx'] }, '\\\\server\\share\\Plans\\A.docx'],
    ['a place with a variable that is spelt out', { expanded: plan }, plan],
  ] as const)('tells %s', (_, content, path) => {
    expect(parseShellLink(writeShellLink(content))).toEqual({ kind: 'path', path })
  })

  it('is unknown where only this computer knows what its variable is', () => {
    expect(parseShellLink(writeShellLink({ expanded: '%USERPROFILE%\\A.docx' }))).toEqual({ kind: 'unknown' })
  })

  it('is unknown where it leads to no file', () => {
    expect(parseShellLink(writeShellLink({}))).toEqual({ kind: 'unknown' })
  })

  it('is read in the code page of the computer, and in no other', () => {
    const link = writeShellLink({ path: 'C:\\Users\\amy\\Uebersicht.xlsx', isPlain: true })
    link[link.indexOf('Uebersicht')] = 0xdc
    expect(parseShellLink(link)).toEqual({ kind: 'unknown' })
    expect(parseShellLink(link, createDecodePlain(toCodePage('65001')))).toEqual({ kind: 'unknown' })
    expect(parseShellLink(link, createDecodePlain(toCodePage('1252')))).toEqual({
      kind: 'path',
      path: 'C:\\Users\\amy\\Üebersicht.xlsx',
    })
  })
})

describe('a file that is no whole shortcut', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'cut'],
    ['another kind of file', Buffer.alloc(200, 'PK'), 'not-understood'],
    ['another class', changed(4, 7), 'not-understood'],
    ['a place that is longer than the file', changed(0x4c, 0xffff_ffff), 'cut'],
    ['a place of no bytes', changed(0x4c, 0), 'cut'],
    ['a text that begins after the end', changed(0x4c + 28, 0x7fff_fff0), 'cut'],
    ['a text that has no end', Buffer.concat([whole.subarray(0, 0x4c), endless()]), 'cut'],
    ['a megabyte and a byte', Buffer.alloc(shellLinkBytes + 1), 'too-large'],
  ])('is refused: %s', (_, bytes, reason) => {
    expect(parseShellLink(bytes)).toEqual({ kind: 'refused', reason })
  })

  function endless(): Buffer {
    const info = Buffer.from(whole.subarray(0x4c, whole.length - 4))
    info.fill('x', info.readUInt32LE(28))
    return info
  }

  it('is refused at each length that a cut can leave', () => {
    for (let length = 0; length < whole.length - 4; length += 1)
      expect(parseShellLink(whole.subarray(0, length)).kind, `${length}`).toBe('refused')
  })

  it('never throws, whatever its bytes are', () => {
    const numbers = fc.array(fc.tuple(fc.nat(whole.length - 4), fc.nat(0xffff_ffff)), { maxLength: 8 })
    fc.assert(
      fc.property(numbers, (places) => {
        const bytes = places.reduce((link, [at, value]) => changed(at, value, link), whole)
        expect(['path', 'unknown', 'refused', 'address']).toContain(parseShellLink(bytes).kind)
      }),
      { numRuns: 2_000 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        parseShellLink(Buffer.concat([whole.subarray(0, 0x4c), noise]))
      }),
      { numRuns: 2_000 },
    )
  })

  it('tells every path as it was written', () => {
    const name = fc.stringMatching(/^[\p{L}\p{N} ._-]{1,40}$/u).filter((one) => one.trim() === one)
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), (names) => {
        const path = `C:\\${names.join('\\')}`
        expect(parseShellLink(writeShellLink({ path }))).toEqual({ kind: 'path', path })
      }),
    )
  })
})
