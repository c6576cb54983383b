/**
 * The value below the marker's key by which an installer asks Landfall to leave (`build/installer/leave.nsh`): only an administrator
 * writes it, and it holds the time in seconds since 1970.
 */
export const leaveValue = 'Leave'

/** An installer waits for a minute; a longer way to the end of a large one is not held against it. */
const longestMilliseconds = 10 * 60_000
/** Clocks are corrected now and then. */
const slackMilliseconds = 60_000

/** Whether an installer asks now. What one that was cut off has left behind asks nothing. */
export function isAskedToLeave(value: string | null, now: number): boolean {
  if (value === null || !/^\d{1,12}$/.test(value)) return false
  const age = now - Number(value) * 1000
  return age > -slackMilliseconds && age < longestMilliseconds
}
