import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before } from 'node:test'
import { loadKoffi } from '../../../electron/platform/load-koffi.ts'
import { createRealRegistry } from '../../../electron/platform/windows/real-registry.ts'
import {
  RegistryUnreadable,
  numberOf,
  textOf,
  type RegistryKey,
  type RegistryValue,
} from '../../../shared/computer/windows/registry.ts'
import { describe, it, skipped } from './on-windows.ts'

const root = 'Software\\Landfall Prüfung'
const longText = 'Straße 😀 '.repeat(4000)
const manyNames = Array.from({ length: 200 }, (_, index) => `Wert ${index}`)

const utf16 = (text: string): string =>
  Buffer.from(text, 'utf16le')
    .toString('hex')
    .replaceAll(/(..)(?!$)/g, '$1,')

const script = `Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\\${root}]
@="the default value"
"Text"="über \\"q\\" 😀 C:\\\\Users"
"Größe 😀"="umlauts in the name"
"Empty"=""
"Dword"=dword:fffffffe
"Qword"=hex(b):a1,b2,c3,d4,e5,f6,07,08
"LastSignInTime"=hex(b):64,01,b1,6a,00,00,00,00
"Expandable"=hex(2):${utf16('%USERPROFILE%\\OneDrive – Zürich\0')}
"Multi"=hex(7):${utf16('eins\0zwei ü\0drei 😀\0\0')}
"EmptyMulti"=hex(7):00,00
"Binary"=hex:00,01,fe,ff
"NoBytes"=hex:
"Typeless"=hex(0):01,02
"Unterminated"=hex(1):${utf16('no NUL')}
"Odd"=hex(1):${utf16('odd')},00,00,41
"Nul inside"=hex(1):${utf16('before\0after\0')}
"UnterminatedMulti"=hex(7):${utf16('a\0b')}
"ShortDword"=hex(4):01,02
"Long"=hex(1):${utf16(`${longText}\0`)}

[HKEY_CURRENT_USER\\${root}\\Zweig Ö 😀]
"Inner"="x"

[HKEY_CURRENT_USER\\${root}\\Empty]

[HKEY_CURRENT_USER\\${root}\\Many]
${manyNames.map((name, index) => `"${name}"=dword:${index.toString(16).padStart(8, '0')}`).join('\n')}

[HKEY_CURRENT_USER\\${root}\\Subkeys]
${manyNames.map((name) => `[HKEY_CURRENT_USER\\${root}\\Subkeys\\${name}]`).join('\n')}

[HKEY_LOCAL_MACHINE\\SOFTWARE\\Landfall]
"View"="64"

[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\Landfall]
"View"="32"
"Only"="32"
`

describe('createRealRegistry', () => {
  const registry = createRealRegistry()
  const read = (path: string): RegistryKey => {
    const key = registry.readKey('HKEY_CURRENT_USER', path)
    assert.ok(key !== null, `${path} is missing`)
    return key
  }
  const value = (name: string): RegistryValue | undefined => read(root).values.get(name)

  before(() => {
    if (skipped !== false) return
    const folder = mkdtempSync(join(tmpdir(), 'landfall-'))
    const file = join(folder, 'all.reg')
    writeFileSync(file, Buffer.from(`\ufeff${script.replaceAll('\n', '\r\n')}`, 'utf16le'))
    assert.equal(spawnSync('reg.exe', ['import', file], { stdio: 'ignore' }).status, 0)
    rmSync(folder, { recursive: true })
  })

  it('reads a text with umlauts, quotes, an emoji and backslashes', () => {
    assert.deepEqual(value('Text'), { kind: 'string', text: 'über "q" 😀 C:\\Users' })
  })

  it('reads a name with umlauts and an emoji', () => {
    assert.deepEqual(value('Größe 😀'), { kind: 'string', text: 'umlauts in the name' })
  })

  it('reads the default value under an empty name', () => {
    assert.deepEqual(value(''), { kind: 'string', text: 'the default value' })
  })

  it('reads an empty text', () => {
    assert.deepEqual(value('Empty'), { kind: 'string', text: '' })
    assert.equal(textOf(read(root), 'Empty'), null)
  })

  it('reads a DWORD without a sign', () => {
    assert.deepEqual(value('Dword'), { kind: 'dword', number: 0xffff_fffe })
  })

  it('reads a QWORD of 64 bits exactly', () => {
    assert.deepEqual(value('Qword'), { kind: 'qword', number: 0x0807_f6e5_d4c3_b2a1n })
    assert.equal(numberOf(read(root), 'lastsignintime'), 0x6ab1_0164)
  })

  it('leaves the variables in an expandable text', () => {
    assert.deepEqual(value('Expandable'), { kind: 'expandable', text: '%USERPROFILE%\\OneDrive – Zürich' })
  })

  it('reads a list of texts, an empty one, and one without its last NULs', () => {
    assert.deepEqual(value('Multi'), { kind: 'strings', texts: ['eins', 'zwei ü', 'drei 😀'] })
    assert.deepEqual(value('EmptyMulti'), { kind: 'strings', texts: [] })
    assert.deepEqual(value('UnterminatedMulti'), { kind: 'strings', texts: ['a', 'b'] })
  })

  it('reads bytes, none, and those of no type', () => {
    assert.deepEqual(value('Binary'), { kind: 'binary', bytes: Uint8Array.of(0, 1, 254, 255) })
    assert.deepEqual(value('NoBytes'), { kind: 'binary', bytes: new Uint8Array() })
    assert.deepEqual(value('Typeless'), { kind: 'binary', bytes: Uint8Array.of(1, 2) })
  })

  it('reads texts that were stored without a NUL, with an odd byte, or with a NUL inside', () => {
    assert.deepEqual(value('Unterminated'), { kind: 'string', text: 'no NUL' })
    assert.deepEqual(value('Odd'), { kind: 'string', text: 'odd' })
    assert.deepEqual(value('Nul inside'), { kind: 'string', text: 'before' })
  })

  it('does not make a number of too few bytes', () => {
    assert.deepEqual(value('ShortDword'), { kind: 'binary', bytes: Uint8Array.of(1, 2) })
  })

  it('reads a text of 72,000 bytes whole', () => {
    assert.deepEqual(value('Long'), { kind: 'string', text: longText })
  })

  it('reads 200 values, each with its own number', () => {
    const { values } = read(`${root}\\Many`)
    assert.deepEqual([...values.keys()].sort(), [...manyNames].sort())
    for (const [index, name] of manyNames.entries()) {
      assert.deepEqual(values.get(name), { kind: 'dword', number: index })
    }
  })

  it('lists the keys below, and none of an empty key', () => {
    assert.deepEqual([...read(root).subkeys].sort(), ['Empty', 'Many', 'Subkeys', 'Zweig Ö 😀'].sort())
    assert.deepEqual([...read(`${root}\\Subkeys`).subkeys].sort(), [...manyNames].sort())
    assert.deepEqual(read(`${root}\\Empty`), { values: new Map(), subkeys: [] })
  })

  it('reads the values that are asked for alone, in any case, and none that is missing', () => {
    const key = registry.readKey('HKEY_CURRENT_USER', root, undefined, ['TEXT', 'Long', 'Nothing'])
    assert.deepEqual(key?.values.get('TEXT'), { kind: 'string', text: 'über "q" 😀 C:\\Users' })
    assert.deepEqual(key?.values.get('Long'), { kind: 'string', text: longText })
    assert.equal(key?.values.size, 2)
    const names = registry.readKey('HKEY_CURRENT_USER', root, undefined, [])
    assert.equal(names?.values.size, 0)
    assert.equal(names?.subkeys.length, 4)
  })

  it('opens a key in any case', () => {
    assert.deepEqual(read(`${root}\\zweig ö 😀`).values.get('Inner'), { kind: 'string', text: 'x' })
  })

  it('answers null for a key that does not exist, and for one below it', () => {
    assert.equal(registry.readKey('HKEY_CURRENT_USER', `${root}\\Nothing`), null)
    assert.equal(registry.readKey('HKEY_CURRENT_USER', 'No\\Such\\Key'), null)
  })

  it('reads both views of HKLM, 64 bits unless told', () => {
    const view = (bits?: 32 | 64): string | null =>
      textOf(registry.readKey('HKEY_LOCAL_MACHINE', 'SOFTWARE\\Landfall', bits), 'View')
    assert.deepEqual([view(), view(64), view(32)], ['64', '64', '32'])
  })

  it('throws for a key that Windows refuses to open, naming it and the error', () => {
    const path = 'x'.repeat(300)
    assert.throws(
      () => registry.readKey('HKEY_CURRENT_USER', path),
      (error) => error instanceof RegistryUnreadable && error.path.endsWith(path) && error.status !== null,
    )
  })

  it('leaves no handle open after a thousand readings', () => {
    const before = readNextHandle()
    for (let reading = 0; reading < 1000; reading += 1) {
      read(`${root}\\Empty`)
      registry.readKey('HKEY_CURRENT_USER', `${root}\\Nothing`)
    }
    const more = (readNextHandle() - before) / 4n
    assert.ok(more < 100n, `${more} more handles`)
  })
})

/** The number a new handle gets: handles are numbered by fours, lowest first (Wine counts none on request). */
function readNextHandle(): bigint {
  const koffi = loadKoffi()
  const kernel = koffi.load('kernel32.dll')
  const create = kernel.func('uintptr_t __stdcall CreateEventW(void *, int32_t, int32_t, void *)') as (
    security: null,
    manual: number,
    set: number,
    name: null,
  ) => number | bigint
  const close = kernel.func('int32_t __stdcall CloseHandle(uintptr_t)') as (handle: number | bigint) => number
  const handle = create(null, 0, 0, null)
  assert.notEqual(close(handle), 0)
  return BigInt(handle)
}
