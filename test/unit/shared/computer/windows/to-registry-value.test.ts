import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toRegistryValue } from '../../../../../shared/computer/windows/to-registry-value.ts'

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')
const withoutNul = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''))

describe('toRegistryValue', () => {
  it('reads a text whether or not its NUL was stored', () => {
    fc.assert(
      fc.property(withoutNul, (text) => {
        const expected = { kind: 'string', text }
        expect(toRegistryValue(1, utf16(text))).toEqual(expected)
        expect(toRegistryValue(1, utf16(`${text}\0`))).toEqual(expected)
      }),
    )
  })

  it('drops half a character at the end and what follows a NUL', () => {
    expect(toRegistryValue(1, Buffer.concat([utf16('ü'), Buffer.of(0x41)]))).toEqual({
      kind: 'string',
      text: 'ü',
    })
    expect(toRegistryValue(2, utf16('%A%\0rest\0'))).toEqual({ kind: 'expandable', text: '%A%' })
  })

  it('reads a list of texts whether or not its NULs were stored', () => {
    const text = withoutNul.filter((each) => each !== '')
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        for (const end of ['', '\0', '\0\0']) {
          expect(toRegistryValue(7, utf16(texts.join('\0') + end))).toEqual({ kind: 'strings', texts })
        }
      }),
    )
    expect(toRegistryValue(7, utf16('\0'))).toEqual({ kind: 'strings', texts: [] })
    expect(toRegistryValue(7, Buffer.of())).toEqual({ kind: 'strings', texts: [] })
  })

  it('reads numbers without a sign, in either order of bytes', () => {
    expect(toRegistryValue(4, Buffer.of(0xfe, 0xff, 0xff, 0xff))).toEqual({
      kind: 'dword',
      number: 0xffff_fffe,
    })
    expect(toRegistryValue(5, Buffer.of(0, 0, 1, 2))).toEqual({ kind: 'dword', number: 258 })
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (number) => {
        const bytes = Buffer.alloc(8)
        bytes.writeBigUInt64LE(number)
        expect(toRegistryValue(11, bytes)).toEqual({ kind: 'qword', number })
      }),
    )
  })

  it('makes no number of the wrong count of bytes, and keeps any other type as bytes', () => {
    for (const [type, length] of [
      [4, 3],
      [5, 8],
      [11, 4],
      [3, 5],
      [0, 2],
      [8, 6],
    ] as const) {
      expect(toRegistryValue(type, Buffer.alloc(length, 7))).toEqual({
        kind: 'binary',
        bytes: new Uint8Array(length).fill(7),
      })
    }
  })

  it('copies bytes, so that the buffer they were read into may be used again', () => {
    const bytes = Buffer.of(1, 2)
    const value = toRegistryValue(3, bytes)
    bytes.fill(9)
    expect(value).toEqual({ kind: 'binary', bytes: Uint8Array.of(1, 2) })
  })
})
