import type { RegFileKey } from '../../../shared/recording/reg-file.ts'
import type { RegistryValue } from '../../../shared/computer/windows/registry.ts'

const lineLength = 78

/** A registry as `reg export` writes it: version 5.00, CRLF, long data over several lines. */
export function toRegText(keys: readonly RegFileKey[]): string {
  const lines = ['Windows Registry Editor Version 5.00', '']
  for (const { path, values } of keys) {
    lines.push(`[${path}]`)
    for (const [name, value] of values) lines.push(toLine(name, value))
    lines.push('')
  }
  return lines.map((line) => `${line}\r\n`).join('')
}

/** As bytes, UTF-16LE with a byte order mark, which is what `reg export` writes. */
export function toRegBytes(keys: readonly RegFileKey[]): Buffer {
  return Buffer.from(`\ufeff${toRegText(keys)}`, 'utf16le')
}

function toLine(name: string, value: RegistryValue): string {
  const start = name === '' ? '@=' : `${quote(name)}=`
  switch (value.kind) {
    case 'string':
      return `${start}${quote(value.text)}`
    case 'expandable':
      return toHex(`${start}hex(2):`, toTextBytes([value.text]))
    case 'strings':
      return toHex(`${start}hex(7):`, toTextBytes([...value.texts, '']))
    case 'dword':
      return `${start}dword:${value.number.toString(16).padStart(8, '0')}`
    case 'qword': {
      const bytes = Buffer.alloc(8)
      bytes.writeBigUInt64LE(value.number)
      return toHex(`${start}hex(b):`, bytes)
    }
    case 'binary':
      return toHex(`${start}hex:`, value.bytes)
  }
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function toTextBytes(texts: readonly string[]): Buffer {
  return Buffer.from(texts.map((text) => `${text}\0`).join(''), 'utf16le')
}

function toHex(start: string, bytes: Uint8Array): string {
  let text = ''
  let line = start
  for (const [place, byte] of bytes.entries()) {
    const isLast = place === bytes.length - 1
    line += byte.toString(16).padStart(2, '0') + (isLast ? '' : ',')
    if (!isLast && line.length >= lineLength - 3) {
      text += `${line}\\\r\n`
      line = '  '
    }
  }
  return text + line
}
