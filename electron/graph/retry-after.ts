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
