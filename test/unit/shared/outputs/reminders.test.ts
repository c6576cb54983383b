import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decide,
  intervalAt,
  isNewlyDone,
  needOf,
  nextAllowed,
  noMemory,
  snooze,
  snoozeTimes,
  whenToTellDone,
  type Moment,
  type Need,
  type ReminderMemory,
  type ReminderRules,
} from '../../../../shared/outputs/reminders.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const usual: ReminderRules = {
  enabled: true,
  startDelaySeconds: 120,
  quietDays: 0,
  everyHours: 24,
  quietFrom: '18:00',
  quietUntil: '08:00',
}

const at = (text: string): number => Date.parse(text)
const utc = (): number => 0
const moment = (text: string, more: Partial<Moment> = {}): Moment => ({
  now: at(text),
  offsetAt: utc,
  isFree: true,
  ...more,
})
/** London: an hour ahead from 29 March to 25 October 2026. */
const london = (time: number): number =>
  time >= at('2026-03-29T01:00:00Z') && time < at('2026-10-25T01:00:00Z') ? 60 : 0

describe('decide', () => {
  it('reminds at once, and says when it will again', () => {
    const decision = decide(usual, noMemory, 'person', moment('2026-11-25T10:00:00Z'))
    expect(decision).toMatchObject({
      isReminder: true,
      memory: { dueSince: '2026-11-25T10:00:00.000Z', promisedAt: '2026-11-26T10:00:00.000Z' },
    })
  })

  it('keeps the time that the person was promised across a restart, and to the minute', () => {
    const chosen = snooze(noMemory, at('2026-11-25T13:30:00Z'))
    const kept = JSON.parse(JSON.stringify(chosen)) as ReminderMemory
    expect(decide(usual, kept, 'person', moment('2026-11-25T13:29:00Z'))).toMatchObject({
      isReminder: false,
      wakeAt: at('2026-11-25T13:30:00Z'),
    })
    expect(decide(usual, kept, 'person', moment('2026-11-25T13:30:00Z')).isReminder).toBe(true)
  })

  it('leaves the person alone for the quiet days, at night, and while they are busy', () => {
    const quiet = decide({ ...usual, quietDays: 2 }, noMemory, 'person', moment('2026-11-25T10:00:00Z'))
    expect(quiet).toMatchObject({ isReminder: false, memory: { promisedAt: '2026-11-27T10:00:00.000Z' } })
    const night = decide(usual, noMemory, 'person', moment('2026-11-25T23:00:00Z'))
    expect(night).toMatchObject({ isReminder: false, memory: { promisedAt: '2026-11-26T08:00:00.000Z' } })
    const busy = decide(usual, noMemory, 'person', moment('2026-11-25T10:00:00Z', { isFree: false }))
    expect(busy).toMatchObject({ isReminder: false, wakeAt: at('2026-11-25T10:15:00Z') })
  })

  it('reminds twice as often on the last day and the one before it', () => {
    const rules = { ...usual, deadline: '2026-11-27', quietFrom: '00:00', quietUntil: '00:00' }
    const next = (now: string) => decide(rules, noMemory, 'person', moment(now)).memory.promisedAt
    expect(next('2026-11-25T10:00:00Z')).toBe('2026-11-26T10:00:00.000Z')
    expect(next('2026-11-26T10:00:00Z')).toBe('2026-11-26T22:00:00.000Z')
    expect(next('2026-11-28T10:00:00Z')).toBe('2026-11-29T10:00:00.000Z')
  })

  it('is silent before the day of the cutover, by the person’s own clock', () => {
    const rules = { ...usual, startsOn: '2026-07-01' }
    const before = decide(rules, noMemory, 'person', moment('2026-06-30T22:59:00Z', { offsetAt: london }))
    expect(before).toMatchObject({ isReminder: false, wakeAt: at('2026-06-30T23:00:00Z') })
  })

  it('tells no one what only somebody else can settle, and looks again', () => {
    const decision = decide(usual, noMemory, 'others', moment('2026-11-25T10:00:00Z'))
    expect(decision).toMatchObject({ isReminder: false, wakeAt: at('2026-11-25T16:00:00Z') })
  })

  it('looks once more a day and a week after, then ends for good', () => {
    const done = decide(usual, noMemory, 'none', moment('2026-11-01T10:00:00Z'))
    expect(done).toMatchObject({ isReminder: false, wakeAt: at('2026-11-02T10:00:00Z') })
    const dayLater = decide(usual, done.memory, 'none', moment('2026-11-02T10:00:00Z'))
    expect(dayLater.wakeAt).toBe(at('2026-11-08T10:00:00Z'))
    const weekLater = decide(usual, dayLater.memory, 'none', moment('2026-11-08T10:00:00Z'))
    expect(weekLater).toMatchObject({ wakeAt: null, memory: { isOver: true } })
  })

  it('asks the person again where a later look finds something', () => {
    const done = decide(usual, noMemory, 'none', moment('2026-11-01T10:00:00Z'))
    expect(decide(usual, done.memory, 'person', moment('2026-11-02T10:00:00Z')).isReminder).toBe(true)
  })

  it('does not wait for a time that a clock gone wrong has promised', () => {
    const wrong = { ...noMemory, dueSince: '2036-01-01T00:00:00Z', promisedAt: '2036-01-02T00:00:00Z' }
    expect(decide(usual, wrong, 'person', moment('2026-11-25T10:00:00Z')).isReminder).toBe(true)
  })
})

describe('needOf', () => {
  it.each([
    ['done', 'delivered', 'none'],
    ['done', 'ready', 'person'],
    ['done', 'queued', 'none'],
    ['action-needed', 'none', 'person'],
    ['blocked', 'none', 'others'],
    ['not-due', 'none', 'others'],
    ['unknown', 'none', 'others'],
  ] as const)('of %s with the report %s is %s', (verdict, report, need) => {
    expect(needOf({ verdict, report })).toBe(need)
  })
})

describe('snoozeTimes', () => {
  it('offers an hour, and tomorrow morning', () => {
    expect(snoozeTimes(usual, moment('2026-11-25T10:02:00Z'))).toEqual([
      at('2026-11-25T11:05:00Z'),
      at('2026-11-26T09:00:00Z'),
    ])
  })

  it('offers no time at night', () => {
    expect(snoozeTimes(usual, moment('2026-11-25T17:30:00Z'))).toEqual([
      at('2026-11-26T08:00:00Z'),
      at('2026-11-26T09:00:00Z'),
    ])
  })
})

const timeOfDay = fc
  .tuple(fc.nat({ max: 23 }), fc.constantFrom(0, 30))
  .map(([hours, minutes]) => `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`)

const start = at('2026-02-20T09:00:00Z')
const months = 75 * day
const dateAfter = (days: number): string => new Date(start + days * day).toISOString().slice(0, 10)

const anyRules: fc.Arbitrary<ReminderRules> = fc.record({
  enabled: fc.constant(true),
  startDelaySeconds: fc.constant(120),
  quietDays: fc.nat({ max: 5 }),
  everyHours: fc.integer({ min: 4, max: 72 }),
  quietFrom: timeOfDay,
  quietUntil: timeOfDay,
  deadline: fc.option(fc.nat({ max: 40 }).map(dateAfter), { nil: undefined }),
  startsOn: fc.option(fc.nat({ max: 10 }).map(dateAfter), { nil: undefined }),
})

/** A person's zone: hours ahead, summer time at its own hour, and a journey into another zone. */
const anyZone = fc
  .record({
    home: fc.integer({ min: -11, max: 13 }),
    summerFrom: fc.nat({ max: 75 * 24 }),
    away: fc.integer({ min: -11, max: 13 }),
    leaves: fc.nat({ max: 75 * 24 }),
    returns: fc.nat({ max: 75 * 24 }),
  })
  .map(({ home, summerFrom, away, leaves, returns }) => (time: number): number => {
    const passed = (time - start) / hour
    const zone = passed >= leaves && passed < returns ? away : home
    return (zone + (passed >= summerFrom ? 1 : 0)) * 60
  })

const spans = (most: number) =>
  fc
    .array(fc.tuple(fc.nat({ max: 75 * 24 * 60 }), fc.integer({ min: 10, max: most })), { maxLength: 40 })
    .map((list) =>
      list.map(([from, length]) => [start + from * minute, start + (from + length) * minute] as const),
    )
const isIn = (list: readonly (readonly [number, number])[], time: number): boolean =>
  list.some(([from, to]) => time >= from && time < to)
/** When the computer is there again. */
const awakeAfter = (asleep: readonly (readonly [number, number])[], time: number): number => {
  let awake = time
  for (;;) {
    const found = asleep.find(([from, to]) => awake >= from && awake < to)
    if (found === undefined) return awake
    awake = found[1]
  }
}

function isQuiet(
  { quietFrom, quietUntil }: ReminderRules,
  time: number,
  offsetAt: Moment['offsetAt'],
): boolean {
  const toMinutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  const [from, until] = [toMinutes(quietFrom), toMinutes(quietUntil)]
  const shown = new Date(time + offsetAt(time) * minute)
  const now = shown.getUTCHours() * 60 + shown.getUTCMinutes()
  if (from === until) return false
  return from < until ? now >= from && now < until : now >= from || now < until
}

describe('two months of a person’s life', () => {
  const life = fc.record({
    rules: anyRules,
    offsetAt: anyZone,
    asleep: spans(4 * 24 * 60),
    busy: spans(3 * 60),
    /** At which reminder the person chooses one of the offered times. */
    snoozes: fc.array(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 1 })), { maxLength: 8 }),
    restarts: fc.array(fc.nat({ max: 75 * 24 * 60 }), { maxLength: 20 }),
    finishes: fc.option(fc.nat({ max: 60 }), { nil: undefined }),
  })

  it('keeps every promise, and never reminds more often than is configured', () => {
    fc.assert(
      fc.property(life, ({ rules, offsetAt, asleep, busy, snoozes, restarts, finishes }) => {
        let memory = noMemory
        let now = awakeAfter(asleep, start)
        let reminders = 0
        let last: { readonly at: number; readonly isChosen: boolean } | null = null
        let promised: number | null = null
        let looks = 0
        const starts = restarts.map((restart) => start + restart * minute).toSorted((a, b) => a - b)
        const finishedAt = finishes === undefined ? Infinity : start + finishes * day
        while (now < start + months) {
          const need: Need = now >= finishedAt ? 'none' : 'person'
          const isFree = !isIn(busy, now)
          const decision = decide(rules, memory, need, { now, offsetAt, isFree })
          looks += 1
          if (decision.isReminder) {
            expect(need).toBe('person')
            expect(isFree).toBe(true)
            expect(isQuiet(rules, now, offsetAt)).toBe(false)
            if (rules.startsOn !== undefined) {
              expect(now + offsetAt(now) * minute).toBeGreaterThanOrEqual(at(`${rules.startsOn}T00:00:00Z`))
            }
            // Never before the time that was announced or chosen.
            if (promised !== null) expect(now).toBeGreaterThanOrEqual(promised)
            if (last !== null && !last.isChosen) {
              expect(now - last.at).toBeGreaterThanOrEqual(intervalAt(rules, last.at, offsetAt))
            }
            last = { at: now, isChosen: false }
            reminders += 1
          } else if (need === 'person' && promised !== null && now >= promised) {
            // A promise is late only for a reason that the person would give.
            expect(!isFree || isQuiet(rules, now, offsetAt)).toBe(true)
          }
          memory = decision.memory
          if (need === 'none') {
            promised = null
            expect(decision.isReminder).toBe(false)
          } else if (memory.promisedAt !== null) promised = Date.parse(memory.promisedAt)
          const choice = snoozes.find(([which]) => which === reminders)
          if (decision.isReminder && choice !== undefined && last !== null) {
            const offers = snoozeTimes(rules, { now, offsetAt, isFree })
            const chosen = offers[choice[1]] ?? offers[0]
            if (chosen !== undefined) {
              expect(isQuiet(rules, chosen, offsetAt)).toBe(false)
              expect(chosen).toBeGreaterThan(now)
              memory = snooze(memory, chosen)
              promised = chosen
              last = { ...last, isChosen: true }
            }
          }
          if (decision.wakeAt === null) {
            expect(need).toBe('none')
            expect(memory.isOver).toBe(true)
            break
          }
          expect(decision.wakeAt).toBeGreaterThan(now)
          // Never past the promise: it is kept to the minute where the computer is awake.
          if (need === 'person' && promised !== null && promised > now && !decision.isReminder) {
            expect(decision.wakeAt).toBeLessThanOrEqual(promised)
          }
          const restart = starts.find((time) => time > now)
          const wakeAt = Math.min(Math.max(decision.wakeAt, now + 1), restart ?? Infinity)
          // What is kept is a file.
          memory = JSON.parse(JSON.stringify(memory)) as ReminderMemory
          now = awakeAfter(asleep, wakeAt)
        }
        // Six hours, a quarter of an hour while busy, the ends of quiet hours: no busy loop.
        expect(looks).toBeLessThan(75 * 24 * 5)
      }),
      { numRuns: 300 },
    )
  })

  it('is never stuck by a clock that is set wrong and put right again', () => {
    const jump = fc.integer({ min: -400, max: 400 })
    fc.assert(
      fc.property(anyRules, fc.array(jump, { maxLength: 6 }), (rules, jumps) => {
        const offsetAt = utc
        let memory = noMemory
        let now = start
        for (const days of [...jumps, 0]) {
          now += days * day
          memory = decide(rules, memory, 'person', { now, offsetAt, isFree: true }).memory
        }
        // From here on the clock is right: within the longest promise there is a reminder.
        const end = Math.max(now, at(`${rules.startsOn ?? '2026-01-01'}T00:00:00Z`)) + 45 * day
        let isReminded = false
        while (now < end && !isReminded) {
          const decision = decide(rules, memory, 'person', { now, offsetAt, isFree: true })
          memory = decision.memory
          isReminded = decision.isReminder
          now = decision.wakeAt ?? end
        }
        expect(isReminded).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('nextAllowed', () => {
  it('ends the night by the person’s clock, on the morning that the clocks change too', () => {
    expect(nextAllowed(usual, at('2026-03-29T00:30:00Z'), london)).toBe(at('2026-03-29T07:00:00Z'))
    expect(nextAllowed(usual, at('2026-10-25T00:30:00Z'), london)).toBe(at('2026-10-25T08:00:00Z'))
  })
})

describe('isNewlyDone', () => {
  const done = { verdict: 'done', report: 'delivered' } as const
  const isNew = (before: Need | null, now: Parameters<typeof isNewlyDone>[3] = done): boolean =>
    isNewlyDone(usual, noMemory, before, now)

  it('is a check that finds the end after something was left to do', () => {
    expect(isNew('person')).toBe(true)
    expect(isNew('others')).toBe(true)
  })

  it('is not what a window has shown already, nor the first look of all', () => {
    expect(isNew('none')).toBe(false)
    expect(isNew(null)).toBe(false)
  })

  it('is not while a report waits for the person, or the move is no longer theirs', () => {
    expect(isNew('person', { verdict: 'done', report: 'ready' })).toBe(false)
    expect(isNew('person', { verdict: 'not-in-wave', report: 'none' })).toBe(false)
  })

  it('is told once, and not at all where the organisation wants no notifications', () => {
    const known = { ...noMemory, doneAt: '2026-11-25T10:00:00.000Z' }
    expect(isNewlyDone(usual, known, 'person', done)).toBe(false)
    expect(isNewlyDone({ enabled: false }, noMemory, 'person', done)).toBe(false)
  })
})

describe('whenToTellDone', () => {
  it('is now in the day, and the end of the quiet hours at night', () => {
    expect(whenToTellDone(usual, moment('2026-11-25T10:00:00Z'))).toBe('now')
    expect(whenToTellDone(usual, moment('2026-11-25T20:00:00Z'))).toBe(at('2026-11-26T08:00:00Z'))
  })

  it('is a little later while the person presents', () => {
    const busy = moment('2026-11-25T10:00:00Z', { isFree: false })
    expect(whenToTellDone(usual, busy)).toBe(at('2026-11-25T10:15:00Z'))
  })
})
