import { describe, expect, it } from 'vitest'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'

const uploaded = { kind: 'uploaded' } as const

describe('a tally of a scan', () => {
  it('names the first hundred folders that cannot be read, and counts them all', () => {
    const tally = createScanTally()
    for (let place = 0; place < 130; place += 1) tally.unreadable(`folder ${place}`)
    const { unreadable } = tally.result()
    expect(unreadable.folders).toBe(130)
    expect(unreadable.paths).toHaveLength(100)
    expect(unreadable.paths.at(-1)).toBe('folder 99')
  })

  it('has seen the cloud’s own state in a file of the account, or in one that only a client can have marked', () => {
    const hasState = (...files: Parameters<ReturnType<typeof createScanTally>['file']>[]): boolean => {
      const tally = createScanTally()
      for (const file of files) tally.file(...file)
      return tally.result().hasCloudState
    }
    expect(hasState()).toBe(false)
    expect(hasState([uploaded, 1])).toBe(true)
    expect(hasState([{ kind: 'not-uploaded', reason: 'changed' }, 1])).toBe(true)
    expect(hasState([{ kind: 'not-uploaded', reason: 'never-uploaded' }, 1])).toBe(false)
    expect(hasState([{ kind: 'of-no-account' }, 1])).toBe(false)
    // A former account's files need none, as long as there are no others.
    expect(hasState([uploaded, 1, true])).toBe(true)
    expect(hasState([uploaded, 1, true], [{ kind: 'of-no-account' }, 1])).toBe(true)
    expect(hasState([uploaded, 1, true], [{ kind: 'not-uploaded', reason: 'never-uploaded' }, 1])).toBe(false)
  })
})
