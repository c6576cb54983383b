/** Few enough to hand over as arguments. */
const unitsAtOnce = 8192

/**
 * UTF-16LE as it is, half a pair and a mark included, which a `TextDecoder` would replace or drop. The last byte of an
 * odd number is left out. Every processor that Landfall runs on has that order of bytes itself.
 */
export function decodeUtf16(bytes: Uint8Array): string {
  const units = new Uint16Array(new Uint8Array(bytes.subarray(0, bytes.length & ~1)).buffer)
  if (units.length <= unitsAtOnce) return String.fromCharCode(...units)
  let text = ''
  for (let place = 0; place < units.length; place += unitsAtOnce)
    text += String.fromCharCode(...units.subarray(place, place + unitsAtOnce))
  return text
}
