import type { Counts, Progress } from '../../api/answers.ts'

/** How many people still had something before them at the end of a day. */
export function openOf({ people, done, returned }: Counts): number {
  return people - done - returned
}

export type BurnPoint = {
  readonly day: string
  readonly open: number
  readonly x: number
  readonly y: number
}

/**
 * The place of each day in a chart of this size: the first day at the left, today at the right, zero people at the
 * bottom. Days without numbers leave a longer line, not a shorter axis.
 */
export function toBurnPoints(days: Progress['burnDown'], width: number, height: number): BurnPoint[] {
  const times = days.map(({ day }) => Date.parse(day))
  const first = times[0] ?? 0
  const span = (times.at(-1) ?? 0) - first
  const most = Math.max(1, ...days.map(({ counts }) => openOf(counts)))
  return days.map(({ day, counts }, place) => {
    const open = openOf(counts)
    const x = span === 0 ? width : (((times[place] ?? first) - first) / span) * width
    return { day, open, x, y: height - (open / most) * height }
  })
}
