import fc from 'fast-check'
import { build, buildBinary, type PlistValue } from 'plist'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  dictionaryOf,
  longestPropertyList,
  parsePropertyList,
  textOf,
} from '../../../../../shared/computer/macos/property-list.ts'

const xml = (value: PlistValue): Buffer => Buffer.from(build(value))
const wrap = (text: string): Buffer =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">${text}</plist>`)

/** One object of a binary list after another, then where they lie, then the trailer. */
function binaryOf(objects: readonly (readonly number[])[], trailer: { count?: number } = {}): Uint8Array {
  const header = [...Buffer.from('bplist00')]
  let at = header.length
  const offsets = objects.map((object) => {
    const here = at
    at += object.length
    return here
  })
  const end = new DataView(new ArrayBuffer(32))
  end.setUint8(6, 2)
  end.setUint8(7, 1)
  end.setUint32(12, trailer.count ?? objects.length)
  end.setUint32(28, at)
  const table = offsets.flatMap((offset) => [offset >> 8, offset & 0xff])
  return Uint8Array.from([...header, ...objects.flat(), ...table, ...new Uint8Array(end.buffer)])
}

const key = [0x51, 0x61]
const list = (...references: number[]): number[] => [0xa0 | references.length, ...references]

/** The XML parser complains there, and quotes the file. */
const consoles = ['error', 'warn', 'log'] as const

describe('parsePropertyList', () => {
  let complaints: unknown[][]
  beforeEach(() => {
    complaints = []
    for (const name of consoles) {
      vi.spyOn(console, name).mockImplementation((...words: unknown[]) => void complaints.push(words))
    }
  })
  afterEach(() => {
    vi.restoreAllMocks()
    expect(complaints).toEqual([])
  })

  it.each([
    ['XML', xml],
    ['binary', (value: PlistValue) => Buffer.from(buildBinary(value))],
  ])('reads texts, numbers, truths, lists and dates from %s', (_kind, write) => {
    const value = {
      text: 'Bibliothèques <partagées> & 𝄞',
      number: 1536,
      yes: true,
      no: false,
      list: ['a', 'b'],
      inner: { date: new Date('2026-11-20T09:14:03Z') },
    }
    expect(parsePropertyList(write(value))).toEqual(value)
  })

  it.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${build({ a: 'é' })}`)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${build({ a: 'é' })}`, 'utf16le')],
    ['a comment', wrap('<!-- by hand --><dict><key>a</key><!-- é --><string>é</string></dict>')],
    ['blanks around it', Buffer.from(`\n  ${build({ a: 'é' })}\n\n`)],
  ])('reads XML in %s', (_what, bytes) => {
    expect(parsePropertyList(bytes)).toEqual({ a: 'é' })
  })

  it.each([
    ['nothing', Buffer.alloc(0), 'is no property list'],
    ['a text', Buffer.from('hello'), 'is no property list'],
    ['an old-style list', Buffer.from('{ a = b; }'), 'is no property list'],
    ['a web page', Buffer.from('<html></html>'), 'is no property list'],
    ['entities of its own', Buffer.from('<!DOCTYPE plist [<!ENTITY a "b">]><plist/>'), 'is no property list'],
    ['an entity no one knows', wrap('<dict><key>a</key><string>&a;</string></dict>'), 'is no property list'],
    ['namespaces', wrap('<dict xmlns:a="b"/>'), 'is no property list'],
    ['two roots', Buffer.from('<plist><dict/></plist><plist><dict/></plist>'), 'is no property list'],
    ['a tag that is not closed', wrap('<dict><key>a</key><array></dict>'), 'is damaged'],
    ['a file that was cut off', Buffer.from(build({ a: 'b' }).replace(/<\/dict>.*/s, '')), 'is cut off'],
    [
      'lists in lists',
      wrap(`<dict><key>a</key>${'<array>'.repeat(99)}${'</array>'.repeat(99)}</dict>`),
      'is nested too deep',
    ],
    [
      'more tags than anybody needs',
      wrap(`<dict>${'<key>a</key><true/>'.repeat(40_000)}</dict>`),
      'unfolds too far',
    ],
    ['a comment that is not closed', wrap('<dict/><!-- '), 'is damaged'],
    ['a key without a value before another', wrap('<dict><key>a</key><key>b</key></dict>'), 'is damaged'],
    ['a key that would become a prototype', wrap('<dict><key>__proto__</key><dict/></dict>'), 'is damaged'],
    ['a list at its top', wrap('<array/>'), 'holds no dictionary'],
    ['a number at its top', Buffer.from(buildBinary(7)), 'holds no dictionary'],
    ['a head alone', Buffer.from('bplist00'), 'is cut off'],
    ['half of a binary list', Buffer.from(buildBinary({ a: 'b'.repeat(99) })).subarray(0, 70), 'is damaged'],
    ['more than is believed', Buffer.alloc(longestPropertyList + 1), 'is too large'],
  ])('refuses %s', (_what, bytes, reason) => {
    expect(() => parsePropertyList(bytes)).toThrow(new Error(reason))
  })

  it.each([
    ['a list that holds itself', binaryOf([[0xd1, 1, 2], key, list(2)]), 'is nested too deep'],
    [
      'lists that name each other fifteen times',
      binaryOf([
        [0xd1, 1, 2],
        key,
        ...[3, 4, 5, 6, 7, 8, 9].map((next) => list(...Array<number>(14).fill(next))),
        list(),
      ]),
      'unfolds too far',
    ],
    [
      'a long text that is named often',
      binaryOf([
        [0xd1, 1, 2],
        key,
        list(...Array<number>(14).fill(3)),
        list(...Array<number>(14).fill(4)),
        list(...Array<number>(14).fill(5)),
        [0x5f, 0x11, 0x04, 0x00, ...Array<number>(1024).fill(0x61)],
      ]),
      'unfolds too far',
    ],
    ['a text that is said to be huge', binaryOf([[0x5f, 0x12, 0xff, 0xff, 0xff, 0xff]]), 'is damaged'],
    ['a list that is said to be huge', binaryOf([[0xaf, 0x12, 0x7f, 0xff, 0xff, 0xff]]), 'unfolds too far'],
    ['more objects than it has room for', binaryOf([[0xd0]], { count: 4_000_000_000 }), 'is damaged'],
    ['a reference to nothing', binaryOf([[0xd1, 1, 9], key]), 'is damaged'],
    ['sets, which the library does not know', binaryOf([[0xd1, 1, 2], key, [0xc0]]), 'is damaged'],
  ])('refuses a binary list with %s', (_what, bytes, reason) => {
    expect(() => parsePropertyList(bytes)).toThrow(new Error(reason))
  })

  it.each([
    ['a megabyte of brackets', '<'],
    ['a megabyte of tags', '<true/>'],
    ['lists in lists', '<array>'],
    ['namespaces in namespaces', '<a xmlns:b="c">'],
    ['comments', '<!---->'],
  ])('does not let %s hold it up', (_what, piece) => {
    const bytes = wrap(piece.repeat(Math.floor(longestPropertyList / piece.length) - 20))
    const start = performance.now()
    expect(() => parsePropertyList(bytes)).toThrow()
    // The parser alone needs ten times as long, or for ever; a busy machine may be slow.
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  it('reads nothing from the memory behind a file', () => {
    const memory = Buffer.from('bplist00................................secret')
    const bytes = memory.subarray(0, 40)
    binaryOf([[0xd0]]).forEach((byte, place) => (bytes[place] = byte))
    expect(() => parsePropertyList(bytes.subarray(0, 40))).toThrow()
  })

  it('says nothing about bytes but a short reason, whatever they are', () => {
    const head = fc.constantFrom<number[]>([], [...Buffer.from('bplist00')])
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        expectValueOrReason(Uint8Array.from([...start, ...rest]))
      }),
      { numRuns: 500 },
    )
  })

  it('survives any damage to a list that was whole', () => {
    const whole = [xml, (value: PlistValue) => buildBinary(value)].map((write) =>
      Uint8Array.from(write({ a: { b: ['c', 'dé', 1, true] }, e: new Date(0), f: 'g'.repeat(40) })),
    )
    const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.constantFrom(...whole), damage, fc.nat(400), (bytes, changes, length) => {
        const damaged = Uint8Array.from(bytes)
        for (const [place, byte] of changes) damaged[place % damaged.length] = byte
        expectValueOrReason(damaged)
        expectValueOrReason(damaged.subarray(0, length))
      }),
      { numRuns: 2_000 },
    )
  })

  it('survives any order of tags', () => {
    const tags = ['dict', 'array', 'key', 'string', 'integer', 'true', 'date', 'data', 'real', 'plist']
    const pieces = fc.constantFrom(
      ...tags.flatMap((name) => [`<${name}>`, `</${name}>`, `<${name}/>`]),
      ...['a', '1', ' ', '&amp;', '&#0;', '<!--x-->', '<![CDATA[x]]>', '<?x?>'],
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => expectValueOrReason(wrap(parts.join('')))),
      { numRuns: 2_000 },
    )
  })

  it('reads the same from XML and from binary', () => {
    // XML has no control characters, takes a separator of lines for a new line, and shows broken bytes as \ufffd.
    const text = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .map((chars) => chars.replace(/[\p{C}\p{Zl}\p{Zp}\ufffd]/gu, ''))
    const { value } = fc.letrec<{ value: PlistValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.boolean(),
        fc.nat(),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(
          text.filter((name) => name !== '__proto__'),
          tie('value'),
          { maxKeys: 5, noNullPrototype: true },
        ),
      ),
    }))
    fc.assert(
      fc.property(value, (inner) => {
        const whole = { inner }
        expect(parsePropertyList(xml(whole))).toEqual(whole)
        expect(parsePropertyList(buildBinary(whole))).toEqual(whole)
      }),
    )
  })
})

const reasons =
  /^is (?:no property list|damaged|cut off|too large|nested too deep)$|^unfolds too far$|^holds no dictionary$/

function expectValueOrReason(bytes: Uint8Array): void {
  try {
    expect(typeof parsePropertyList(bytes)).toBe('object')
  } catch (error) {
    expect((error as Error).message).toMatch(reasons)
  }
}

describe('textOf and dictionaryOf', () => {
  it('give what a list holds itself, of the type that is asked for', () => {
    const found = parsePropertyList(xml({ a: 'b', blank: ' ', inner: { c: 'd' }, list: [] }))
    expect([textOf(found, 'a'), textOf(found, 'blank'), textOf(found, 'inner')]).toEqual(['b', null, null])
    expect(textOf(found, 'toString')).toBeNull()
    expect(dictionaryOf(found, '__proto__')).toBeNull()
    expect([dictionaryOf(found, 'inner'), dictionaryOf(found, 'list')]).toEqual([{ c: 'd' }, null])
  })
})
