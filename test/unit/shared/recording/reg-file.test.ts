import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRegFile, type RegFileKey } from '../../../../shared/recording/reg-file.ts'
import type { RegistryValue } from '../../../../shared/computer/windows/registry.ts'
import { toRegBytes, toRegText } from '../../../../electron/platform/recording/write-reg-file.ts'

const header = 'Windows Registry Editor Version 5.00\r\n\r\n'
const inKey = (text: string): Buffer => Buffer.from(`${header}[HKEY_CURRENT_USER\\K]\r\n${text}`)

function valuesOf(bytes: Uint8Array): Record<string, RegistryValue> {
  const file = parseRegFile(bytes)
  if (file.kind === 'refused') throw new Error(`line ${file.line}: ${file.reason}`)
  return Object.fromEntries(file.keys[0]?.values ?? [])
}

// What the registry can hold: text without NUL. A lone surrogate cannot be said in UTF-8.
const text = fc.string({ unit: 'grapheme' }).map((said) => said.replaceAll('\0', ''))
const value: fc.Arbitrary<RegistryValue> = fc.oneof(
  fc.record({ kind: fc.constant('string' as const), text }),
  fc.record({ kind: fc.constant('expandable' as const), text }),
  fc.record({
    kind: fc.constant('strings' as const),
    texts: fc.array(text.filter((said) => said !== '')),
  }),
  fc.record({ kind: fc.constant('dword' as const), number: fc.nat(0xffff_ffff) }),
  fc.record({ kind: fc.constant('qword' as const), number: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
  fc.record({ kind: fc.constant('binary' as const), bytes: fc.uint8Array({ maxLength: 200 }) }),
)
const keyName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((name) => name.replace(/[\\\p{Cc}\p{Zl}\p{Zp}]/gu, '_'))
const keys: fc.Arbitrary<RegFileKey[]> = fc.uniqueArray(
  fc.record({
    path: fc
      .tuple(fc.constantFrom('HKEY_CURRENT_USER', 'HKEY_LOCAL_MACHINE'), fc.array(keyName, { minLength: 1 }))
      .map(([hive, names]) => [hive, ...names].join('\\')),
    values: fc
      .uniqueArray(fc.tuple(text, value), { selector: ([name]) => name.toLowerCase() })
      .map((entries) => new Map(entries)),
  }),
  { selector: ({ path }) => path.toLowerCase() },
)

describe('parseRegFile', () => {
  it('reads back whatever was written, in both encodings', () => {
    fc.assert(
      fc.property(keys, (written) => {
        const expected = { kind: 'parsed', keys: written }
        expect(parseRegFile(toRegBytes(written))).toEqual(expected)
        expect(parseRegFile(Buffer.from(toRegText(written)))).toEqual(expected)
        expect(parseRegFile(Buffer.from(toRegText(written), 'utf16le'))).toEqual(expected)
      }),
    )
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(['parsed', 'refused']).toContain(parseRegFile(bytes).kind)
      }),
    )
  })

  it('never throws when a good file is damaged, and says in which line', () => {
    const good = toRegText([
      {
        path: 'HKEY_CURRENT_USER\\Software\\A',
        values: new Map<string, RegistryValue>([
          ['text', { kind: 'string', text: 'C:\\x "y"' }],
          ['long', { kind: 'binary', bytes: new Uint8Array(60) }],
          ['number', { kind: 'dword', number: 7 }],
        ]),
      },
    ])
    const lines = good.split('\n').length
    fc.assert(
      fc.property(
        fc.nat(good.length),
        fc.nat(5),
        fc.oneof(
          fc.string({ maxLength: 4 }),
          fc.constantFrom('"', '\\', '[', ']', '\n', '=', 'hex(', '-', ',', ';'),
        ),
        (place, removed, added) => {
          const file = parseRegFile(Buffer.from(good.slice(0, place) + added + good.slice(place + removed)))
          if (file.kind === 'refused') expect(file.line).toBeLessThanOrEqual(lines + added.length)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('reads every type by its own mark', () => {
    const bytes = inKey(
      [
        '@="default"',
        '"text"="a \\"b\\" C:\\\\x"',
        '"number"=dword:0000000F',
        '"binary"=hex:01,0a,FF',
        '"expandable"=hex(2):25,00,58,00,25,00,00,00',
        '"strings"=hex(7):61,00,00,00,62,00,00,00,00,00',
        '"big"=hex(b):24,fb,b2,6a,00,00,00,00',
        '"hexText"=hex(1):61,00,00,00',
        '"hexNumber"=hex(4):01,00,00,00',
        '"none"=hex(0):',
      ].join('\r\n'),
    )
    expect(valuesOf(bytes)).toEqual({
      '': { kind: 'string', text: 'default' },
      text: { kind: 'string', text: 'a "b" C:\\x' },
      number: { kind: 'dword', number: 15 },
      binary: { kind: 'binary', bytes: Uint8Array.of(1, 10, 255) },
      expandable: { kind: 'expandable', text: '%X%' },
      strings: { kind: 'strings', texts: ['a', 'b'] },
      big: { kind: 'qword', number: 1_790_114_596n },
      hexText: { kind: 'string', text: 'a' },
      hexNumber: { kind: 'dword', number: 1 },
      none: { kind: 'binary', bytes: new Uint8Array() },
    })
  })

  it('joins hex data that goes on in the next line', () => {
    expect(valuesOf(inKey('"b"=hex:01,02,\\\r\n  03,\\\n\t04\r\n'))).toEqual({
      b: { kind: 'binary', bytes: Uint8Array.of(1, 2, 3, 4) },
    })
  })

  it('keeps the line breaks of a string, which exports write as they are', () => {
    expect(valuesOf(inKey('"t"="one\r\ntwo"'))).toEqual({ t: { kind: 'string', text: 'one\r\ntwo' } })
  })

  it('passes over comments and deletions', () => {
    const bytes = inKey(
      '; a comment\r\n"a"=dword:1 ; another\r\n"b"=-\r\n[-HKEY_CURRENT_USER\\K]\r\n"c"="gone"\r\n',
    )
    expect(valuesOf(bytes)).toEqual({ a: { kind: 'dword', number: 1 } })
  })

  it('takes what is said last where something is said twice, in any case', () => {
    const file = parseRegFile(inKey('"A"="1"\r\n[hkey_current_user\\k]\r\n"a"="2"\r\n'))
    expect(file).toEqual({
      kind: 'parsed',
      keys: [{ path: 'HKEY_CURRENT_USER\\K', values: new Map([['a', { kind: 'string', text: '2' }]]) }],
    })
  })

  it.each([
    ['another kind of file', 'REGEDIT4\r\n', 1, 'header'],
    ['nothing', '', 1, 'header'],
    ['a value before any key', `${header}"a"="1"\r\n`, 3, 'syntax'],
    ['a string without an end', `${header}[HKEY_CURRENT_USER\\K]\r\n"a"="x\r\n\r\n`, 4, 'string'],
    ['an escape that no export writes', `${header}[HKEY_CURRENT_USER\\K]\r\n"a"="\\q"`, 4, 'escape'],
    ['a number that is none', `${header}[HKEY_CURRENT_USER\\K]\r\n"a"=dword:xyz`, 4, 'number'],
    ['hex that is none', `${header}[HKEY_CURRENT_USER\\K]\r\n"a"=hex:0g`, 4, 'hex'],
    ['a type that does not exist', `${header}[HKEY_CURRENT_USER\\K]\r\n"a"=word:1`, 4, 'syntax'],
    ['a key without an end', `${header}[HKEY_CURRENT_USER\\K\r\n`, 3, 'key'],
    ['a key with an empty name', `${header}[HKEY_CURRENT_USER\\\\K]\r\n`, 3, 'key'],
    ['a key deeper than a registry goes', `${header}[HKEY_USERS${'\\a'.repeat(512)}]`, 3, 'key'],
    ['a hive that does not exist', `${header}[HKEY_NOBODY\\K]\r\n`, 3, 'hive'],
  ])('refuses %s with its line', (_what, written, line, reason) => {
    expect(parseRegFile(Buffer.from(written))).toEqual({ kind: 'refused', line, reason })
  })

  it('refuses bytes that are no text', () => {
    expect(parseRegFile(Buffer.from([0x57, 0xff, 0xff]))).toEqual({
      kind: 'refused',
      line: 0,
      reason: 'encoding',
    })
  })

  it('refuses a file that is too large, and one that asks for too many keys', () => {
    expect(parseRegFile(new Uint8Array(17 * 1024 * 1024))).toMatchObject({ reason: 'too-large' })
    const deep = Array.from({ length: 2_000 }, (_, place) => `[HKEY_USERS\\${place}${'\\a'.repeat(400)}]`)
    expect(parseRegFile(Buffer.from(header + deep.join('\r\n')))).toMatchObject({ reason: 'too-large' })
  })
})
