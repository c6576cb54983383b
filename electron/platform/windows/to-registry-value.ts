import type { RegistryValue } from './registry.ts'

const types = { string: 1, expandable: 2, dword: 4, dwordBigEndian: 5, strings: 7, qword: 11 } as const

/**
 * A value from its Win32 type and stored bytes. Whoever wrote a string may have left out its final NUL or
 * written an odd number of bytes; a number of the wrong length stays binary, so that nothing is made up.
 */
export function toRegistryValue(type: number, bytes: Uint8Array): RegistryValue {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (type) {
    case types.string:
      return { kind: 'string', text: firstText(data) }
    case types.expandable:
      return { kind: 'expandable', text: firstText(data) }
    case types.strings:
      return { kind: 'strings', texts: allTexts(data) }
    case types.dword:
      if (data.length === 4) return { kind: 'dword', number: data.readUInt32LE(0) }
      break
    case types.dwordBigEndian:
      if (data.length === 4) return { kind: 'dword', number: data.readUInt32BE(0) }
      break
    case types.qword:
      if (data.length === 8) return { kind: 'qword', number: data.readBigUInt64LE(0) }
      break
  }
  return { kind: 'binary', bytes: Uint8Array.from(data) }
}

function toText(data: Buffer): string {
  return data.toString('utf16le', 0, data.length & ~1)
}

function firstText(data: Buffer): string {
  const text = toText(data)
  const end = text.indexOf('\0')
  return end === -1 ? text : text.slice(0, end)
}

/** An empty text ends the list: that is how Windows itself marks it. */
function allTexts(data: Buffer): string[] {
  const texts = toText(data).split('\0')
  const end = texts.indexOf('')
  return end === -1 ? texts : texts.slice(0, end)
}
