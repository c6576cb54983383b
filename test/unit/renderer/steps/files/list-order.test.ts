import { describe, expect, it } from 'vitest'
import { head, placeFor } from '../../../../../renderer/steps/files/use-file-grid.ts'
import { turnOrder } from '../../../../../renderer/steps/files/use-filter.ts'

describe('a press on a column name', () => {
  it.each([
    ['sorts names from their beginning', 'name', { order: 'folder', isDescending: false }, false],
    ['sorts sizes from the largest', 'size', { order: 'name', isDescending: false }, true],
    ['turns the order round', 'size', { order: 'size', isDescending: true }, false],
    ['turns it back', 'size', { order: 'size', isDescending: false }, true],
  ] as const)('%s', (_sentence, column, filter, isDescending) => {
    expect(turnOrder(filter, column)).toEqual({ order: column, isDescending })
  })
})

describe('a key in the list', () => {
  it.each<[string, string, number, number | null]>([
    ['goes down a row', 'ArrowDown', 3, 4],
    ['stays at the last row', 'ArrowDown', 9, 9],
    ['goes up a row', 'ArrowUp', 3, 2],
    ['goes from the first row to the column names', 'ArrowUp', 0, head],
    ['goes down a page of rows', 'PageDown', 0, 4],
    ['stays at the first row', 'PageUp', 1, 0],
    ['goes to the end', 'End', 0, 9],
    ['that is a letter goes nowhere', 'a', 0, null],
    ['that deletes elsewhere does nothing', 'Delete', 0, null],
  ])('%s', (_sentence, key, from, to) => {
    expect(placeFor(key, from, 10, 300)).toBe(to)
  })
})
