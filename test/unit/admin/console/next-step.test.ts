import { describe, expect, it } from 'vitest'
import { isForeseen, nextStepOf } from '../../../../admin/console/pages/imports/next-step.ts'

const rows = { readable: 3, unreadable: 0, groups: 0, guests: 0 }
const some = { ...rows, unreadable: 1 }

describe('what can be done with an import', () => {
  it.each([
    ['looked through', { state: 'previewed', isForeseen: true, rows }, 'take-all'],
    ['with rows that cannot be read', { state: 'previewed', isForeseen: true, rows: some }, 'take-readable'],
    ['whose look failed', { state: 'previewed', isForeseen: false, rows }, 'look'],
    ['the same with rows that cannot be read', { state: 'previewed', isForeseen: false, rows: some }, 'look'],
    ['taken last', { state: 'applied', isForeseen: true, canUndo: true, rows }, 'undo'],
    ['taken before another one', { state: 'applied', isForeseen: true, rows }, null],
    ['undone', { state: 'undone', isForeseen: true, rows }, null],
  ] as const)('%s', (_what, entry, step) => {
    expect(nextStepOf({ canUndo: false, ...entry })).toBe(step)
  })

  it('of an older endpoint, which says nothing of it, is to take it', () => {
    expect(isForeseen({} as { isForeseen: boolean })).toBe(true)
  })
})
