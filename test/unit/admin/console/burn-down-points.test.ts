import { describe, expect, it } from 'vitest'
import type { Counts } from '../../../../admin/console/api/answers.ts'
import { openOf, toBurnPoints } from '../../../../admin/console/pages/progress/burn-down-points.ts'

const counts = (done: number, returned = 0): Counts => ({
  people: 100,
  'not-due': 0,
  'never-seen': 0,
  started: 100 - done - returned,
  stuck: 0,
  done,
  returned,
})

describe('the burn-down', () => {
  it('counts as left each person who is neither done nor returned', () => {
    expect(openOf(counts(30, 5))).toBe(65)
  })

  it('goes from the first day at the left to today at the right, with no one left at the bottom', () => {
    const points = toBurnPoints(
      [
        { day: '2026-11-01', counts: counts(0) },
        { day: '2026-11-02', counts: counts(50) },
        { day: '2026-11-05', counts: counts(100) },
      ],
      400,
      100,
    )
    expect(points.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [100, 50],
      [400, 100],
    ])
  })

  it('is one point at the right on its first day, and nothing before', () => {
    expect(toBurnPoints([{ day: '2026-11-01', counts: counts(0) }], 400, 100)).toMatchObject([
      { x: 400, y: 0 },
    ])
    expect(toBurnPoints([], 400, 100)).toEqual([])
  })

  it('stays on the ground when everybody has been done from the beginning', () => {
    expect(toBurnPoints([{ day: '2026-11-01', counts: counts(100) }], 400, 100)).toMatchObject([{ y: 100 }])
  })
})
