import type { RegistryValue } from '../computer/windows/registry.ts'
import { decodeUtf16 } from '../computer/decode-utf16.ts'
import { toRegistryValue } from '../computer/windows/to-registry-value.ts'

/** One key of a `.reg` file with its values by name as spelt; `''` is the default value. */
export type RegFileKey = {
  /** From the hive on, as spelt where it is named first: `HKEY_CURRENT_USER\Software`. */
  readonly path: string
  readonly values: ReadonlyMap<string, RegistryValue>
}

export type RegFileRefusal =
  | 'too-large'
  | 'encoding'
  | 'header'
  | 'syntax'
  | 'key'
  | 'hive'
  | 'string'
  | 'escape'
  | 'number'
  | 'hex'
  | 'unreadable'

export type RegFile =
  | { readonly kind: 'parsed'; readonly keys: readonly RegFileKey[] }
  /** `line` counts from 1; 0 is the file as a whole. */
  | { readonly kind: 'refused'; readonly line: number; readonly reason: RegFileRefusal }

const maximumBytes = 16 * 1024 * 1024
/** Of all keys together: what bounds the memory that a small hostile file can ask for. */
const maximumLevels = 500_000
/** The registry's own limits: a key's name and the levels of a path. */
const maximumNameLength = 255
const maximumDepth = 512
const hives = /^HKEY_(?:CLASSES_ROOT|CURRENT_USER|LOCAL_MACHINE|USERS|CURRENT_CONFIG)$/i

/**
 * Reads a "Windows Registry Editor Version 5.00" file, UTF-16LE or UTF-8. What is said twice counts as said
 * last; deletions (`[-KEY]`, `"name"=-`) say nothing about the computer it was taken from and are left out.
 * Never throws: what is not such a file is refused with its line.
 */
export function parseRegFile(bytes: Uint8Array): RegFile {
  if (bytes.length > maximumBytes) return { kind: 'refused', line: 0, reason: 'too-large' }
  const text = decode(bytes)
  if (text === null) return { kind: 'refused', line: 0, reason: 'encoding' }
  const scanner = new Scanner(text)
  try {
    return { kind: 'parsed', keys: readKeys(scanner) }
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', line: scanner.line(), reason: error.reason }
    throw error
  }
}

/** Leaves the nested readers at once; never seen outside this file. */
class Refused extends Error {
  readonly reason: RegFileRefusal
  constructor(reason: RegFileRefusal) {
    super(reason)
    this.reason = reason
  }
}

function decode(bytes: Uint8Array): string | null {
  const hasMark = bytes[0] === 0xff && bytes[1] === 0xfe
  // Without a mark the NUL of the first letter gives UTF-16 away.
  if (hasMark || bytes[1] === 0) {
    return bytes.length % 2 === 0 ? decodeUtf16(bytes.subarray(hasMark ? 2 : 0)) : null
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function readKeys(scanner: Scanner): RegFileKey[] {
  if (!/^Windows Registry Editor Version 5\.00$/.test(scanner.takeLine().trim())) throw new Refused('header')
  const keys = new Map<
    string,
    { path: string; values: Map<string, { name: string; value: RegistryValue }> }
  >()
  let current: Map<string, { name: string; value: RegistryValue }> | 'deleted' | null = null
  let levels = 0
  for (;;) {
    scanner.skip(/[ \t\r\n\ufeff]/)
    const start = scanner.peek()
    if (start === '') break
    if (start === ';') scanner.takeLine()
    else if (start === '[') {
      const { path, isDeletion } = toKeyPath(scanner.takeLine())
      if (isDeletion) current = 'deleted'
      else {
        const name = path.toLowerCase()
        const key = keys.get(name) ?? { path, values: new Map() }
        keys.set(name, key)
        levels += path.split('\\').length
        if (levels > maximumLevels) throw new Refused('too-large')
        current = key.values
      }
    } else {
      const { name, value } = readValue(scanner)
      if (current === null) throw new Refused('syntax')
      if (current !== 'deleted' && value !== null) current.set(name.toLowerCase(), { name, value })
    }
  }
  return [...keys.values()].map(({ path, values }) => ({
    path,
    values: new Map([...values.values()].map(({ name, value }) => [name, value])),
  }))
}

function toKeyPath(line: string): { path: string; isDeletion: boolean } {
  const end = line.lastIndexOf(']')
  if (end === -1) throw new Refused('key')
  const isDeletion = line[1] === '-'
  const path = line.slice(isDeletion ? 2 : 1, end)
  const names = path.split('\\')
  if (!hives.test(names[0] ?? '')) throw new Refused('hive')
  if (names.length > maximumDepth) throw new Refused('key')
  if (names.some((name) => name === '' || name.length > maximumNameLength)) throw new Refused('key')
  return { path, isDeletion }
}

/** A value's line, which a string with line breaks or long hex data makes several. Null is a deletion. */
function readValue(scanner: Scanner): { name: string; value: RegistryValue | null } {
  const name = readName(scanner)
  scanner.skip(/[ \t]/)
  if (scanner.take() !== '=') throw new Refused('syntax')
  scanner.skip(/[ \t]/)
  const value = readData(scanner)
  scanner.skip(/[ \t\r]/)
  if (scanner.peek() === ';') scanner.takeLine()
  else if (scanner.peek() !== '\n' && scanner.peek() !== '') throw new Refused('syntax')
  return { name, value }
}

function readName(scanner: Scanner): string {
  const start = scanner.take()
  if (start === '@') return ''
  if (start === '"') return readString(scanner)
  throw new Refused('syntax')
}

function readData(scanner: Scanner): RegistryValue | null {
  if (scanner.peek() === '-') {
    scanner.take()
    return null
  }
  if (scanner.peek() === '"') {
    scanner.take()
    return { kind: 'string', text: readString(scanner) }
  }
  const type = scanner.takeWhile(/[0-9a-z()]/i).toLowerCase()
  if (scanner.take() !== ':') throw new Refused('syntax')
  if (type === 'dword') return { kind: 'dword', number: readNumber(scanner) }
  // Plain `hex` is REG_BINARY, 3; the others carry their Win32 type in hexadecimal.
  const [, code = '3'] = /^hex(?:\(([0-9a-f]{1,8})\))?$/.exec(type) ?? refuse('syntax')
  return toRegistryValue(Number.parseInt(code, 16), readBytes(scanner))
}

/** After the opening quote. Line breaks inside are the string's own: `reg export` writes them as they are. */
function readString(scanner: Scanner): string {
  const parts: string[] = []
  const start = scanner.place
  for (;;) {
    parts.push(scanner.takeUntil(/["\\]/g))
    const stop = scanner.take()
    if (stop === '"') return parts.join('')
    if (stop === '') {
      // The end of the file tells nothing; the line where the string begins does.
      scanner.place = start
      throw new Refused('string')
    }
    const escaped = scanner.take()
    const character = { '\\': '\\', '"': '"', n: '\n', r: '\r' }[escaped]
    if (character === undefined) throw new Refused('escape')
    parts.push(character)
  }
}

function readNumber(scanner: Scanner): number {
  const digits = scanner.takeWhile(/[0-9a-z]/i)
  if (!/^[0-9a-f]{1,8}$/i.test(digits)) throw new Refused('number')
  return Number.parseInt(digits, 16)
}

function readBytes(scanner: Scanner): Uint8Array {
  const bytes: number[] = []
  for (;;) {
    scanner.skip(/[ \t]/)
    const digits = scanner.takeWhile(/[0-9a-z]/i)
    if (/^[0-9a-f]{1,2}$/i.test(digits)) bytes.push(Number.parseInt(digits, 16))
    else if (digits !== '') throw new Refused('hex')
    scanner.skip(/[ \t]/)
    if (scanner.peek() === ',') scanner.take()
    else if (scanner.peek() === '\\') {
      scanner.take()
      scanner.skip(/[ \t\r]/)
      if (scanner.take() !== '\n') throw new Refused('hex')
    } else return Uint8Array.from(bytes)
  }
}

function refuse(reason: RegFileRefusal): never {
  throw new Refused(reason)
}

/** A place in a text. Every step goes forward, so that no input can hold the reader up. */
class Scanner {
  readonly #text: string
  place = 0
  constructor(text: string) {
    this.#text = text.startsWith('\ufeff') ? text.slice(1) : text
  }

  /** The next character, or `''` at the end. */
  peek(): string {
    return this.#text.charAt(this.place)
  }

  take(): string {
    const character = this.peek()
    this.place += character.length
    return character
  }

  skip(one: RegExp): void {
    while (this.place < this.#text.length && one.test(this.peek())) this.place += 1
  }

  takeWhile(one: RegExp): string {
    const start = this.place
    this.skip(one)
    return this.#text.slice(start, this.place)
  }

  /** Up to `stop`, or to the end; `stop` carries the flag `g`. */
  takeUntil(stop: RegExp): string {
    const start = this.place
    stop.lastIndex = start
    this.place = stop.exec(this.#text)?.index ?? this.#text.length
    return this.#text.slice(start, this.place)
  }

  /** The rest of the line, without its end, which is left behind. */
  takeLine(): string {
    return this.takeUntil(/\r?\n/g)
  }

  /** Of the last character taken, counted from 1. */
  line(): number {
    let line = 1
    for (let place = 0; place < this.place - 1; place += 1) if (this.#text[place] === '\n') line += 1
    return line
  }
}
