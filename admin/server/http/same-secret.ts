import { createHash, timingSafeEqual } from 'node:crypto'

/** Takes the same time whatever is wrong with `given`. */
export function isSameSecret(given: string | undefined, wanted: string): boolean {
  const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digestOf(given ?? ''), digestOf(wanted))
}
