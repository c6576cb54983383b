import { describe, expect, it } from 'vitest'
import type { RescueRow } from '../../../../../shared/files/rescue.ts'
import { canBeWaived } from '../../../../../renderer/steps/files/row-actions.ts'

const link = { status: 'notebook-link' } as RescueRow

describe('a link to a notebook', () => {
  it('can be done without only where the new OneDrive has not its notebook', () => {
    expect(canBeWaived({ ...link, hasNotebook: false }, 'all')).toBe(true)
    expect(canBeWaived({ ...link, hasNotebook: false }, 'none')).toBe(false)
    expect(canBeWaived({ ...link, hasNotebook: true }, 'all')).toBe(false)
    expect(canBeWaived(link, 'all')).toBe(false)
    expect(canBeWaived({ ...link, hasNotebook: false, status: 'waived' }, 'all')).toBe(false)
  })
})
