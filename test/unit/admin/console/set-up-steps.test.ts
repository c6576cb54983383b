import { describe, expect, it } from 'vitest'
import { setUpStepsOf } from '../../../../admin/console/pages/progress/set-up-steps.ts'

type Known = Parameters<typeof setUpStepsOf>[0]
const nothing = {
  settings: { sourceHostUrl: null, targetHostUrl: null, licencesExpireOn: null },
  enrolmentKeys: [],
} as unknown as Known
const doneOf = (...given: Parameters<typeof setUpStepsOf>): string[] =>
  setUpStepsOf(...given).flatMap(({ id, isDone }) => (isDone ? [id] : []))

describe('what a migration needs before its first wave', () => {
  it('is all to do where nothing is given', () => {
    expect(doneOf(nothing, [])).toEqual([])
  })

  it('is not done by a file that was only looked at, nor by one that was undone', () => {
    const imports = [
      { kind: 'identity-map', state: 'previewed' },
      { kind: 'waves', state: 'undone' },
      { kind: 'move-states', state: 'applied' },
    ] as const
    expect(doneOf(nothing, imports)).toEqual(['states'])
  })

  it('needs both addresses, and a key that still counts', () => {
    const one = {
      ...nothing,
      settings: { ...nothing.settings, sourceHostUrl: 'https://contoso-my.sharepoint.com/' },
    }
    expect(doneOf(one, [])).toEqual([])
    const both = { ...one.settings, targetHostUrl: 'https://fabrikam-my.sharepoint.com/' }
    const keyOf = (revokedAt: string | null) => [{ revokedAt }] as unknown as Known['enrolmentKeys']
    expect(doneOf({ settings: both, enrolmentKeys: keyOf('2026-11-20T00:00:00Z') }, [])).toEqual([
      'addresses',
    ])
    expect(doneOf({ settings: both, enrolmentKeys: keyOf(null) }, [])).toEqual(['addresses', 'key'])
  })
})
