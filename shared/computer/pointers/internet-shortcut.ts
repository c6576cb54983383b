import { decodeText } from '../../text/decode-text.ts'
import { toLeadsTo, type LinkReading } from './leads-to.ts'

/** No shortcut to an address is larger. */
export const internetShortcutBytes = 64 * 1024

/**
 * Where a shortcut to an address (`.url`) leads. `[InternetShortcut.W]` has the address in UTF-7 where the other section cannot write
 * it.
 */
export function parseInternetShortcut(bytes: Uint8Array): LinkReading {
  if (bytes.length > internetShortcutBytes) return { kind: 'refused', reason: 'too-large' }
  // Each byte a character, where it is in some code page: an address has none of those.
  const text = decodeText(bytes) ?? new TextDecoder('latin1').decode(bytes)
  const found = new Map<string, string>()
  let section = ''
  for (const line of text.replace(/^\u{feff}/u, '').split(/\r\n|\r|\n/)) {
    const trimmed = line.trim()
    if (trimmed.startsWith('[') && trimmed.endsWith(']')) section = trimmed.slice(1, -1).toLowerCase()
    else if (/^url\s*=/i.test(trimmed) && !found.has(section))
      found.set(section, trimmed.slice(trimmed.indexOf('=') + 1).trim())
  }
  const wide = found.get('internetshortcut.w')
  const plain = found.get('internetshortcut')
  if (wide === undefined && plain === undefined) return { kind: 'refused', reason: 'not-understood' }
  return toLeadsTo((wide === undefined ? undefined : decodeUtf7(wide)) ?? plain ?? '')
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** RFC 2152; undefined where it is none. */
function decodeUtf7(text: string): string | undefined {
  let result = ''
  for (let at = 0; at < text.length;) {
    const char = text.charAt(at)
    if (char !== '+') {
      result += char
      at += 1
      continue
    }
    let end = at + 1
    let bits = 0
    let held = 0
    while (end < text.length && digits.includes(text.charAt(end))) {
      held = (held << 6) | digits.indexOf(text.charAt(end))
      bits += 6
      if (bits >= 16) {
        bits -= 16
        result += String.fromCharCode((held >> bits) & 0xffff)
        held &= (1 << bits) - 1
      }
      end += 1
    }
    if (end === at + 1 && text.charAt(end) === '-') result += '+'
    else if (end === at + 1 || held !== 0) return undefined
    at = text.charAt(end) === '-' ? end + 1 : end
  }
  return result
}
