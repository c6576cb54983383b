/**
 * Orders two dotted versions by number, part by part: below zero when `left` is older. Parts left out are 0.
 * Null when one is not a version, because then no one can tell (pitfall 30).
 */
export function compareVersions(left: string, right: string): number | null {
  const leftParts = toParts(left)
  const rightParts = toParts(right)
  if (leftParts === null || rightParts === null) return null
  for (let place = 0; place < Math.max(leftParts.length, rightParts.length); place += 1) {
    const difference = (leftParts[place] ?? 0) - (rightParts[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function toParts(version: string): number[] | null {
  const text = version.trim()
  return /^\d{1,9}(\.\d{1,9}){0,7}$/.test(text) ? text.split('.').map(Number) : null
}
