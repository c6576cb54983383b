import type { Config } from '../config/config.ts'
import type { Status } from './status.ts'

/** When a person may be reminded; all of it the organisation's choice. */
export type ReminderRules = Config['reminders'] & { readonly startsOn?: string | undefined }

/**
 * What must not be forgotten between two starts. Times are ISO 8601. `promisedAt` is the exact time that the person was
 * told, or chose, for the next reminder: none comes before it.
 */
export type ReminderMemory = {
  readonly dueSince: string | null
  readonly promisedAt: string | null
  readonly doneAt: string | null
  /** Looked at for the last time: there is nothing more to do, at any later start. */
  readonly isOver: boolean
}

export const noMemory: ReminderMemory = { dueSince: null, promisedAt: null, doneAt: null, isOver: false }

/** Who can act: the person themselves, somebody else, or no one has to. */
export type Need = 'person' | 'others' | 'none'

export type Moment = {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Minutes that the person's clock is ahead of UTC at a time. */
  readonly offsetAt: (time: number) => number
  /** False while the person presents, plays, or wants quiet. */
  readonly isFree: boolean
}

export type Decision = {
  readonly memory: ReminderMemory
  readonly isReminder: boolean
  /** When to look again, in milliseconds since 1970; null for never. */
  readonly wakeAt: number | null
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** Somebody else may have settled it meanwhile. */
const lookEvery = 6 * hour
/** How soon a person who was busy is asked again. */
const busyPause = 15 * minute
/** No promise is ever made for later; one that is, was made by a clock that went wrong. */
const longestPromise = 31 * day
const watchAfter = [day, 7 * day] as const

/** What a check means for the person. A report that waits for them to send it is theirs to do. */
export function needOf({ verdict, report }: Pick<Status, 'verdict' | 'report'>): Need {
  switch (verdict) {
    case 'done':
      return report === 'ready' || report === 'unsaved' ? 'person' : 'none'
    case 'not-in-wave':
      return 'none'
    case 'action-needed':
      return 'person'
    case 'blocked':
    case 'unknown':
    case 'not-due':
    case 'outdated':
      return 'others'
  }
}

/**
 * Decides after a look: remind now or not, and when to look again. Pure. A promised time is kept to the minute, or, where the
 * computer slept or the person was busy, at the first chance after it.
 */
export function decide(
  rules: ReminderRules,
  remembered: ReminderMemory,
  need: Need,
  moment: Moment,
): Decision {
  const memory = mendClock(remembered, moment.now)
  if (hasToWait(rules, moment)) {
    const startsAt = startOfDay(rules.startsOn ?? '', moment.offsetAt)
    // A person who travels on that day may see it begin twice.
    const wakeAt = startsAt > moment.now ? Math.min(startsAt, moment.now + day) : moment.now + hour
    return { memory, isReminder: false, wakeAt }
  }
  if (need === 'none') return watch(memory, moment.now)
  if (need === 'others' || !rules.enabled) {
    return { memory, isReminder: false, wakeAt: moment.now + lookEvery }
  }
  return remind(rules, memory, moment)
}

/** True before the day of the cutover, by what the person's clock shows. */
export function hasToWait({ startsOn }: ReminderRules, { now, offsetAt }: Moment): boolean {
  return startsOn !== undefined && now + offsetAt(now) * minute < Date.parse(`${startsOn}T00:00:00Z`)
}

/**
 * True where Landfall tells the person that nothing is left to do: the last status had something for them, and this look found the end. A
 * window that was open has shown it; then the status before is done already.
 */
export function isNewlyDone(
  { enabled }: Pick<ReminderRules, 'enabled'>,
  remembered: ReminderMemory,
  before: Need | null,
  now: Pick<Status, 'verdict' | 'report'>,
): boolean {
  const wasOpen = before !== null && before !== 'none'
  return enabled && wasOpen && remembered.doneAt === null && now.verdict === 'done' && needOf(now) === 'none'
}

/** When it may be said that nothing is left to do: now, or, in quiet hours and before a person who is busy, at this time. */
export function whenToTellDone(rules: ReminderRules, { now, offsetAt, isFree }: Moment): 'now' | number {
  const allowed = nextAllowed(rules, now, offsetAt)
  if (allowed > now) return allowed
  return isFree ? 'now' : now + busyPause
}

function remind(rules: ReminderRules, memory: ReminderMemory, moment: Moment): Decision {
  const { now } = moment
  const dueSince = memory.dueSince ?? toText(now)
  const promised =
    memory.promisedAt === null
      ? nextAllowed(rules, Date.parse(dueSince) + rules.quietDays * day, moment.offsetAt)
      : Date.parse(memory.promisedAt)
  const known = { ...memory, dueSince, promisedAt: toText(promised) }
  if (now < promised) return { memory: known, isReminder: false, wakeAt: Math.min(promised, now + lookEvery) }
  // Rules may have become quieter since the promise was made.
  const allowed = nextAllowed(rules, now, moment.offsetAt)
  if (allowed > now) return { memory: known, isReminder: false, wakeAt: Math.min(allowed, now + lookEvery) }
  if (!moment.isFree) return { memory: known, isReminder: false, wakeAt: now + busyPause }
  const next = nextReminder(rules, moment)
  return {
    memory: { ...known, promisedAt: toText(next) },
    isReminder: true,
    wakeAt: Math.min(next, now + lookEvery),
  }
}

/** Watch: once more after a day and after a week, and then never again. */
function watch(memory: ReminderMemory, now: number): Decision {
  const doneAt = memory.doneAt ?? toText(now)
  const settled = { ...memory, dueSince: null, promisedAt: null, doneAt }
  const next = watchAfter.map((span) => Date.parse(doneAt) + span).find((time) => now < time)
  if (next === undefined) return { memory: { ...settled, isOver: true }, isReminder: false, wakeAt: null }
  return { memory: settled, isReminder: false, wakeAt: next }
}

/** The time of the next reminder, shown with each: as often as configured, twice as often in the two days before the deadline ends. */
function nextReminder(rules: ReminderRules, { now, offsetAt }: Moment): number {
  return nextAllowed(rules, now + intervalAt(rules, now, offsetAt), offsetAt)
}

/** The shortest pause between two reminders at a time, in milliseconds, where the person asks for no shorter one. */
export function intervalAt(rules: ReminderRules, now: number, offsetAt: Moment['offsetAt']): number {
  const usual = rules.everyHours * hour
  if (rules.deadline === undefined) return usual
  const end = startOfDay(rules.deadline, offsetAt) + day
  return now >= end - 2 * day && now < end ? usual / 2 : usual
}

/** The person's own choice, in place of what they knew before. */
export function snooze(memory: ReminderMemory, until: number): ReminderMemory {
  return { ...memory, promisedAt: toText(until) }
}

/** Exact times to choose from: in an hour, and tomorrow; outside quiet hours. Each is later than the one before. */
export function snoozeTimes(rules: ReminderRules, { now, offsetAt }: Moment): readonly number[] {
  const soon = nextAllowed(rules, roundUp(now + hour), offsetAt)
  const morning = Math.max(9 * 60, rules.quietUntil === rules.quietFrom ? 0 : minutesOf(rules.quietUntil))
  const today = localMidnight(now, offsetAt)
  const tomorrow = nextAllowed(rules, fromLocal(today + day + morning * minute, offsetAt), offsetAt)
  return tomorrow > soon ? [soon, tomorrow] : [soon]
}

/**
 * The end of a quiet time may lie in another one, where the person has changed zones meanwhile; then it is felt for, minute by
 * minute where a clock was put back. No journey is longer than two days.
 */
const mostSteps = 2 * 24 * 60

/** The first time from `time` on that lies outside quiet hours, by the person's own clock. */
export function nextAllowed(rules: ReminderRules, time: number, offsetAt: Moment['offsetAt']): number {
  let allowed = time
  for (let step = 0; step < mostSteps && isQuiet(rules, allowed, offsetAt); step += 1) {
    allowed = endOfQuiet(rules, allowed, offsetAt)
  }
  return allowed
}

function isQuiet(rules: ReminderRules, time: number, offsetAt: Moment['offsetAt']): boolean {
  const from = minutesOf(rules.quietFrom)
  const until = minutesOf(rules.quietUntil)
  if (from === until) return false
  const now = minuteOfDay(time, offsetAt)
  return from < until ? now >= from && now < until : now >= from || now < until
}

/** Where a quiet time that `time` lies in ends; always later. */
function endOfQuiet(rules: ReminderRules, time: number, offsetAt: Moment['offsetAt']): number {
  const until = minutesOf(rules.quietUntil)
  const isToday = minuteOfDay(time, offsetAt) < until
  const end = localMidnight(time, offsetAt) + (isToday ? 0 : day) + until * minute
  const allowed = fromLocal(end, offsetAt)
  // Where a clock is put back the same hour comes twice; where it is put forward the end of the quiet may not come at all.
  return allowed > time ? allowed : time + minute
}

/** Whole minutes since midnight, by the person's own clock. */
function minuteOfDay(time: number, offsetAt: Moment['offsetAt']): number {
  const local = time + offsetAt(time) * minute
  return Math.floor((((local % day) + day) % day) / minute)
}

/** A clock that was ahead has left times in the future; no one waits for them. */
function mendClock(memory: ReminderMemory, now: number): ReminderMemory {
  const notAfter = (text: string | null, limit: number): string | null =>
    text === null || Date.parse(text) <= limit ? text : toText(now)
  const isBroken = memory.promisedAt !== null && Date.parse(memory.promisedAt) > now + longestPromise
  return {
    ...memory,
    dueSince: notAfter(memory.dueSince, now),
    doneAt: notAfter(memory.doneAt, now),
    promisedAt: isBroken ? null : memory.promisedAt,
  }
}

function toText(time: number): string {
  return new Date(time).toISOString()
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}

function roundUp(time: number): number {
  return Math.ceil(time / (5 * minute)) * 5 * minute
}

/** Midnight of the person's day, as a time on their own clock. */
function localMidnight(time: number, offsetAt: Moment['offsetAt']): number {
  return Math.floor((time + offsetAt(time) * minute) / day) * day
}

/** When the person's clock shows `local`; where it skips that time, as soon after as it shows any. */
function fromLocal(local: number, offsetAt: Moment['offsetAt']): number {
  const guess = local - offsetAt(local) * minute
  return local - offsetAt(guess) * minute
}

/** `2026-12-31`, from its first moment on the person's clock. */
function startOfDay(date: string, offsetAt: Moment['offsetAt']): number {
  return fromLocal(Date.parse(`${date}T00:00:00Z`), offsetAt)
}
