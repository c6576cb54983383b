import { describe, expect, it } from 'vitest'
import { nextZoomLevel } from '../../../../electron/window/zoom.ts'

const ctrl = { type: 'keyDown', control: true, alt: false, meta: false } as const

describe('nextZoomLevel', () => {
  it.each([
    ['Ctrl and plus', { key: '+', code: 'BracketRight' }, 1, 1.5],
    ['Ctrl and the key of plus without Shift', { key: '=', code: 'Equal' }, 1, 1.5],
    ['Ctrl and minus', { key: '-', code: 'Minus' }, 1, 0.5],
    ['Ctrl and minus beside the digits', { key: '-', code: 'NumpadSubtract' }, 0, -0.5],
    ['Ctrl and 0', { key: '0', code: 'Digit0' }, 3, 0],
    ['Ctrl and 0 on a French keyboard', { key: 'à', code: 'Digit0' }, 3, 0],
    ['Ctrl and plus at the largest', { key: '+', code: 'Equal' }, 5, 5],
    ['Ctrl and minus at the smallest', { key: '-', code: 'Minus' }, -3, -3],
  ])('%s sets the size of the page', (_keys, pressed, level, next) => {
    expect(nextZoomLevel(level, { ...ctrl, ...pressed })).toBe(next)
  })

  it('the page can be made twice as large, as WCAG 1.4.4 asks', () => {
    let level = 0
    for (let presses = 0; presses < 20; presses += 1)
      level = nextZoomLevel(level, { ...ctrl, key: '+', code: 'Equal' }) ?? level
    expect(1.2 ** level).toBeGreaterThan(2)
  })

  it.each([
    ['a key without Ctrl', { control: false }],
    ['a sign that AltGr writes', { alt: true }],
    ['a key of the system', { meta: true }],
    ['a key that comes up again', { type: 'keyUp' as const }],
    ['another key with Ctrl', { key: 'c', code: 'KeyC' }],
    ['Ctrl and Insert, which copies', { key: 'Insert', code: 'Numpad0' }],
  ])('%s leaves the page as it is', (_world, change) => {
    expect(nextZoomLevel(0, { ...ctrl, key: '+', code: 'Equal', ...change })).toBeNull()
  })
})
