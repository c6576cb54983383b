const bits = 160n
const shift = 11n

/**
 * Microsoft's QuickXorHash exactly as it is described, one byte after the other: slow, and written without a look at the
 * one that ships, so that each proves the other. Base64.
 */
export function quickXorHashOf(content: Uint8Array): string {
  const mask = (1n << bits) - 1n
  let hash = 0n
  let place = 0n
  for (const byte of content) {
    const turned = BigInt(byte) << place
    hash ^= (turned & mask) ^ (turned >> bits)
    place = (place + shift) % bits
  }
  // The length, in 64 bits, is mixed into the last eight bytes.
  hash ^= BigInt(content.length) << (bits - 64n)
  const bytes = Buffer.alloc(20)
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number((hash >> BigInt(8 * at)) & 0xffn)
  return bytes.toString('base64')
}
