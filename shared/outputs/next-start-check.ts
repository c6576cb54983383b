const minute = 60_000
/** Accounts and policy come minutes after logon. */
const early = [5, 30, 120].map((minutes) => minutes * minute)
const later = 8 * 60 * minute

/**
 * When a Landfall that found nothing to do for this person looks the next time: 5, 30 and 120 minutes after its start, then every
 * eight hours. With the first look that is six in a day at most. A clock that was ahead at the start and is put right puts it off no
 * further than that. Times in milliseconds since 1970.
 */
export function nextStartCheck(startedAt: number, now: number): number {
  const next = early.map((after) => startedAt + after).find((time) => time > now)
  return Math.min(next ?? Infinity, now + later)
}
