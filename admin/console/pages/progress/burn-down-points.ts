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

/** A day that the chart names: waves that cut over, the last day of the licences, and today where days follow it. */
type Named = { readonly day: string } & (
  { readonly kind: 'cutover'; readonly waves: readonly string[] } | { readonly kind: 'licences' | 'today' }
)

export type BurnMark = Named & { readonly x: number }

export type BurnChart = {
  readonly points: readonly BurnPoint[]
  /** Numbers of people and their height, from none on. */
  readonly ticks: readonly { readonly people: number; readonly y: number }[]
  readonly marks: readonly BurnMark[]
  readonly firstDay: string
  readonly lastDay: string
}

type Plan = {
  readonly days: Progress['burnDown']
  readonly waves: readonly Pick<Progress['waves'][number], 'wave' | 'cutoverOn'>[]
  readonly licencesExpireOn: string | null
}

const dayMilliseconds = 86_400_000
/** Days to come that a chart shows at least, where something is on them. */
const daysAhead = 90

/**
 * The chart of this size: the first day at the left, no one left at the bottom. Days without numbers leave a longer line, not a shorter
 * axis. Days to come are there up to the last one that has a mark, but no more than twice as many as those behind. Null without a day.
 */
export function toBurnChart(
  { days, waves, licencesExpireOn }: Plan,
  width: number,
  height: number,
): BurnChart | null {
  const firstDay = days[0]?.day
  const today = days.at(-1)?.day
  if (firstDay === undefined || today === undefined) return null
  const [from, now] = [Date.parse(firstDay), Date.parse(today)]
  const until = now + Math.max(daysAhead * dayMilliseconds, 2 * (now - from))
  const isShown = (day: string): boolean => Date.parse(day) >= from && Date.parse(day) <= until
  const found = findMarks(waves, licencesExpireOn).filter(({ day }) => isShown(day))
  const lastDay = found.reduce((last, { day }) => (day > last ? day : last), today)
  const marks: readonly Named[] = lastDay === today ? found : [...found, { kind: 'today', day: today }]
  const span = Date.parse(lastDay) - from
  const toX = (day: string): number => (span === 0 ? width : ((Date.parse(day) - from) / span) * width)
  const { step, top } = toScale(Math.max(...days.map(({ counts }) => openOf(counts))))
  const toY = (people: number): number => height - (people / top) * height
  return {
    points: days.map(({ day, counts }) => {
      const open = openOf(counts)
      return { day, open, x: toX(day), y: toY(open) }
    }),
    ticks: Array.from({ length: top / step + 1 }, (_unused, place) => ({
      people: place * step,
      y: toY(place * step),
    })),
    marks: marks
      .map((mark) => ({ ...mark, x: toX(mark.day) }))
      .toSorted((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0)),
    firstDay,
    lastDay,
  }
}

/** The days with a name, those of several waves once. */
function findMarks(waves: Plan['waves'], licencesExpireOn: string | null): Named[] {
  const wavesOf = new Map<string, string[]>()
  for (const { wave, cutoverOn } of waves)
    if (wave !== null && cutoverOn !== null) wavesOf.set(cutoverOn, [...(wavesOf.get(cutoverOn) ?? []), wave])
  const cutovers = [...wavesOf].map(([day, names]): Named => ({ kind: 'cutover', day, waves: names }))
  return licencesExpireOn === null ? cutovers : [...cutovers, { kind: 'licences', day: licencesExpireOn }]
}

/** Round numbers that a reader can halve: at most five steps of 1, 2 or 5 times a power of ten, up to no less than `most`. */
function toScale(most: number): { readonly step: number; readonly top: number } {
  const rough = Math.max(1, most) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5].find((each) => each * power >= rough) ?? 10) * power)
  return { step, top: Math.max(1, Math.ceil(most / step)) * step }
}
