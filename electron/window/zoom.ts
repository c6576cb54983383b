import type { Input } from 'electron'

/** As a browser's: a level is a factor of 1.2, so that these are 58 % and 249 % of the usual size. */
const smallest = -3
const largest = 5
const step = 0.5

/**
 * The zoom level that a key asks for: Ctrl with plus, minus and 0, as in a browser. Null for any other key. For Windows and
 * Linux, where Landfall has no menu that would know them.
 */
export function nextZoomLevel(
  level: number,
  { type, key, code, control, alt, meta }: Pick<Input, 'type' | 'key' | 'code' | 'control' | 'alt' | 'meta'>,
): number | null {
  // Ctrl and Alt together are AltGr, which writes signs.
  if (type !== 'keyDown' || !control || alt || meta) return null
  // A French keyboard writes 0 with Shift alone.
  if (key === '0' || code === 'Digit0') return 0
  if (key === '+' || key === '=') return Math.min(level + step, largest)
  return key === '-' ? Math.max(level - step, smallest) : null
}
