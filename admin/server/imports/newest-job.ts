import type { MoveState } from '../../../shared/move/plan.ts'

type Job = { readonly time: string; readonly state: MoveState | null }
type Order = 'month-first' | 'day-first'

/**
 * The state of the newest of somebody's jobs: null where it cannot be read, `unclear` where the jobs differ and the
 * newest of them is unknown. `allTimes` are those of the whole file, written in one culture.
 */
export function newestOf(jobs: readonly Job[], allTimes: readonly string[]): MoveState | null | 'unclear' {
  const [first] = jobs
  if (first === undefined) return null
  if (jobs.every(({ state }) => state === first.state)) return first.state
  // 03/04/2026 has two readings: what both give is clear.
  const answers = ordersOf(allTimes).map((order) => newestBy(order, jobs))
  const [answer = 'unclear'] = answers
  return answers.every((other) => other === answer) ? answer : 'unclear'
}

function newestBy(order: Order, jobs: readonly Job[]): MoveState | null | 'unclear' {
  const at = jobs.map(({ time }) => toInstant(time, order))
  if (at.some((instant) => Number.isNaN(instant))) return 'unclear'
  // A time without a zone may be hours from one that has it.
  if (new Set(jobs.map(({ time }) => zone.test(time))).size > 1) return 'unclear'
  const latest = Math.max(...at)
  const states = new Set(jobs.filter((_job, place) => at[place] === latest).map(({ state }) => state))
  const [state = null] = states
  return states.size === 1 ? state : 'unclear'
}

const zone = /^\/Date\(|[Zz]$|\d ?[+-]\d{2}:?\d{2}$/
const withSlashes =
  /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}),? +(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?: ?([AaPp])\.?[Mm]\.?)?$/

/** Which readings of day and month the times of a file allow. */
function ordersOf(times: readonly string[]): readonly Order[] {
  const parts = times.flatMap((time) => {
    const found = withSlashes.exec(time)
    return found === null ? [] : [{ first: Number(found[1]), separator: found[2], second: Number(found[3]) }]
  })
  // With dots the day is always first.
  const isDayFirst = parts.some(({ first, separator }) => first > 12 || separator === '.')
  const isMonthFirst = parts.some(({ second }) => second > 12)
  if (isDayFirst && isMonthFirst) return []
  if (isDayFirst) return ['day-first']
  return isMonthFirst ? ['month-first'] : ['month-first', 'day-first']
}

/** Milliseconds since 1970; not a number for what cannot be read. Times without a zone are compared among themselves. */
function toInstant(time: string, order: Order): number {
  const milliseconds = /^\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\/$/.exec(time)?.[1]
  if (milliseconds !== undefined) return Number(milliseconds)
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(time)) return Date.parse(zone.test(time) ? time : `${time}Z`)
  const [, first, , second, year, hour, minute, seconds, half] = withSlashes.exec(time) ?? []
  if (first === undefined || second === undefined) return NaN
  const [month, day] = order === 'day-first' ? [second, first] : [first, second]
  const isAfternoon = half === undefined ? null : half.toLowerCase() === 'p'
  const hours = isAfternoon === null ? Number(hour) : (Number(hour) % 12) + (isAfternoon ? 12 : 0)
  if (Number(month) > 12 || Number(day) > 31) return NaN
  return Date.UTC(Number(year), Number(month) - 1, Number(day), hours, Number(minute), Number(seconds ?? 0))
}
