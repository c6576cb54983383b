import { describe, expect, it } from 'vitest'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import { entryOf } from '../cast.ts'

const uploaded = { kind: 'uploaded' } as const
const one = entryOf(1)

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
    expect(hasState([uploaded, one])).toBe(true)
    expect(hasState([{ kind: 'not-uploaded', reason: 'changed' }, one])).toBe(true)
    expect(hasState([{ kind: 'not-uploaded', reason: 'never-uploaded' }, one])).toBe(false)
    expect(hasState([{ kind: 'of-no-account' }, one])).toBe(false)
    // A former account's files need none, as long as there are no others.
    expect(hasState([uploaded, one, true])).toBe(true)
    expect(hasState([uploaded, one, true], [{ kind: 'of-no-account' }, one])).toBe(true)
    expect(hasState([uploaded, one, true], [{ kind: 'not-uploaded', reason: 'never-uploaded' }, one])).toBe(
      false,
    )
  })

  it('counts data files of Outlook, and what is always kept on the computer, whatever else they are', () => {
    const tally = createScanTally()
    tally.file(uploaded, { ...one, name: 'Old mail.PST', size: 7, attributes: 0x8_0420 })
    tally.file({ kind: 'not-uploaded', reason: 'changed' }, { ...one, name: 'mail.pst', size: 5 })
    tally.file(uploaded, { ...one, name: 'mail.pst.zip', size: 3, attributes: 0x8_0420 })
    tally.file(uploaded, { ...one, name: 'pst', size: 2 })
    expect(tally.result()).toMatchObject({
      mailArchives: { files: 2, bytes: 12 },
      pinned: { files: 2, bytes: 10 },
    })
  })
})
