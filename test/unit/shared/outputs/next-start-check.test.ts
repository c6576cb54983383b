import { describe, expect, it } from 'vitest'
import { nextStartCheck } from '../../../../shared/outputs/next-start-check.ts'

const minute = 60_000
const day = 24 * 60 * minute

describe('nextStartCheck', () => {
  it.each([
    [0, 5],
    [4, 5],
    [5, 30],
    [29, 30],
    [31, 120],
    [120, 120 + 480],
    [10_000, 10_480],
  ])('after %d minutes comes at %d', (now, next) => {
    expect(nextStartCheck(7, 7 + now * minute)).toBe(7 + next * minute)
  })

  it('makes six looks in any day at most, the start among them', () => {
    const looks = [0]
    while ((looks.at(-1) ?? 0) < 5 * day) looks.push(nextStartCheck(0, looks.at(-1) ?? 0))
    for (const from of looks)
      expect(looks.filter((time) => time >= from && time < from + day).length).toBeLessThan(7)
  })

  it('comes soon after a computer has slept for weeks, not weeks later', () => {
    expect(nextStartCheck(0, 30 * day) - 30 * day).toBe(8 * 60 * minute)
  })

  it('is not put off for months where the clock was ahead at the start', () => {
    const startedAt = Date.parse('2027-11-25T08:00:00Z')
    const now = Date.parse('2026-11-25T08:01:00Z')
    expect(nextStartCheck(startedAt, now) - now).toBe(8 * 60 * 60_000)
  })
})
