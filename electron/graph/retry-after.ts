const shortestMilliseconds = 1_000
const longestMilliseconds = 60_000

/**
 * How long to wait, in milliseconds: never less than Graph said, and a little more, so that many computers that were
 * told the same do not all come back together. Where it said nothing, twice as long each time.
 */
export function waitOf(retryAfterSeconds: number | null, fruitless: number, random: () => number): number {
  const said =
    retryAfterSeconds === null
      ? Math.min(longestMilliseconds, shortestMilliseconds * 2 ** fruitless)
      : retryAfterSeconds * 1000
  return Math.round(said + random() * Math.max(shortestMilliseconds / 4, said / 4))
}

/** Seconds of a `Retry-After`, or the time until its date. Null where nothing sensible was said. */
export function secondsOf(header: unknown, now = new Date()): number | null {
  if (typeof header !== 'string' && typeof header !== 'number') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const until = Date.parse(String(header))
  return Number.isNaN(until) ? null : Math.max(0, (until - now.getTime()) / 1000)
}
