import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Counts } from '../../../../admin/console/api/answers.ts'
import { openOf, toBurnChart } from '../../../../admin/console/pages/progress/burn-down-points.ts'

const counts = (done: number, returned = 0): Counts => ({
  people: 100,
  'not-due': 0,
  'never-seen': 0,
  started: 100 - done - returned,
  stuck: 0,
  done,
  returned,
})
const days = [
  { day: '2026-11-01', counts: counts(0) },
  { day: '2026-11-02', counts: counts(50) },
  { day: '2026-11-05', counts: counts(100) },
]
const plain = { days, waves: [], licencesExpireOn: null }
const chartOf = (plan: Partial<Parameters<typeof toBurnChart>[0]>) =>
  toBurnChart({ ...plain, ...plan }, 400, 100)

describe('the burn-down', () => {
  it('counts as left each person who is neither done nor returned', () => {
    expect(openOf(counts(30, 5))).toBe(65)
  })

  it('goes from the first day at the left to today at the right, with no one left at the bottom', () => {
    expect(chartOf({})?.points.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [100, 50],
      [400, 100],
    ])
  })

  it('is one point at the right on its first day, and nothing before', () => {
    expect(chartOf({ days: days.slice(0, 1) })?.points).toMatchObject([{ x: 400, y: 0 }])
    expect(chartOf({ days: [] })).toBeNull()
  })

  it('stays on the ground when everybody has been done from the beginning', () => {
    expect(chartOf({ days: days.slice(2) })?.points).toMatchObject([{ y: 100 }])
  })

  it('makes room for days to come that have a mark, and says then where today is', () => {
    const chart = chartOf({
      waves: [
        { wave: 'North', cutoverOn: '2026-11-02' },
        { wave: 'South', cutoverOn: '2026-11-02' },
        { wave: 'West', cutoverOn: null },
        { wave: null, cutoverOn: null },
      ],
      licencesExpireOn: '2026-11-09',
    })
    expect(chart).toMatchObject({ firstDay: '2026-11-01', lastDay: '2026-11-09' })
    expect(chart?.marks).toEqual([
      { kind: 'cutover', day: '2026-11-02', waves: ['North', 'South'], x: 50 },
      { kind: 'today', day: '2026-11-05', x: 200 },
      { kind: 'licences', day: '2026-11-09', x: 400 },
    ])
    expect(chart?.points.at(-1)?.x).toBe(200)
  })

  it('leaves out what was before its first day, and what is so far that no line would be seen', () => {
    const waves = [{ wave: 'Pilot', cutoverOn: '2026-10-31' }]
    expect(chartOf({ waves, licencesExpireOn: '2027-12-31' })).toMatchObject({
      marks: [],
      lastDay: '2026-11-05',
    })
  })

  it('has a scale of few round numbers that holds everybody, whatever their number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), (people) => {
        const chart = chartOf({
          days: [{ day: '2026-11-01', counts: { ...counts(0), people, started: people, done: 0 } }],
        })
        const ticks = chart?.ticks.map((tick) => tick.people) ?? []
        const step = (ticks[1] ?? 0) - (ticks[0] ?? 0)
        expect(ticks[0]).toBe(0)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(people)
        expect(ticks.length).toBeLessThanOrEqual(6)
        expect(String(step)).toMatch(/^[125]0*$/)
        expect(chart?.points[0]?.y).toBeGreaterThanOrEqual(0)
        expect(chart?.ticks.at(-1)?.y).toBe(0)
      }),
    )
  })
})
