import { decodeUtf16 } from '../decode-utf16.ts'
import type { RegistryValue } from './registry.ts'

const types = { string: 1, expandable: 2, dword: 4, dwordBigEndian: 5, strings: 7, qword: 11 } as const

/**
 * A value from its Win32 type and stored bytes. The writer of a string may have left out its final NUL or
 * written an odd number of bytes; a number of the wrong length stays binary, so that nothing is made up.
 */
export function toRegistryValue(type: number, bytes: Uint8Array): RegistryValue {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (type) {
    case types.string:
      return { kind: 'string', text: firstText(bytes) }
    case types.expandable:
      return { kind: 'expandable', text: firstText(bytes) }
    case types.strings:
      return { kind: 'strings', texts: allTexts(bytes) }
    case types.dword:
      if (data.byteLength === 4) return { kind: 'dword', number: data.getUint32(0, true) }
      break
    case types.dwordBigEndian:
      if (data.byteLength === 4) return { kind: 'dword', number: data.getUint32(0) }
      break
    case types.qword:
      if (data.byteLength === 8) return { kind: 'qword', number: data.getBigUint64(0, true) }
      break
  }
  return { kind: 'binary', bytes: Uint8Array.from(bytes) }
}

function firstText(bytes: Uint8Array): string {
  const text = decodeUtf16(bytes)
  const end = text.indexOf('\0')
  return end === -1 ? text : text.slice(0, end)
}

/** An empty text ends the list: that is how Windows itself marks it. */
function allTexts(bytes: Uint8Array): string[] {
  const texts = decodeUtf16(bytes).split('\0')
  const end = texts.indexOf('')
  return end === -1 ? texts : texts.slice(0, end)
}
