/**
 * The text of a file that people write: UTF-8, or UTF-16LE with a mark, as Windows PowerShell's Out-File and Notepad's "Unicode"
 * write it. Null where it is neither.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
