import { describe, expect, it } from 'vitest'
import { judgeFiles } from '../../../../shared/checks/files.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import type { FileOutcomes } from '../../../../shared/files/rescue.ts'
import type { ScanResult } from '../../../../shared/files/scan.ts'
import { read, unreadable } from '../cast.ts'

const empty = createScanTally().result()
const nothing = { files: 0, bytes: 0 }
const scan = (change: Partial<ScanResult>) => read({ ...empty, files: 9, hasCloudState: true, ...change })
const changed = scan({ reasons: { ...empty.reasons, changed: { files: 3, bytes: 30 } } })
const settlement = (change: Partial<FileOutcomes>): FileOutcomes => ({
  left: empty.reasons,
  copied: nothing,
  proven: nothing,
  present: nothing,
  waived: nothing,
  ...change,
})
const judge = (rescue: FileOutcomes | null, found = changed, isLinked = true) =>
  judgeFiles(found, isLinked, rescue).map(({ code }) => code)

describe('files of the old folders', () => {
  it('count by what became of them, not by what the scan saw', () => {
    const [finding] = judgeFiles(
      changed,
      true,
      settlement({
        left: { ...empty.reasons, changed: { files: 1, bytes: 10 } },
        proven: { files: 1, bytes: 10 },
        waived: { files: 1, bytes: 10 },
      }),
    )
    expect(finding).toMatchObject({
      code: 'files.not-uploaded',
      evidence: { files: 1, bytes: 10, changed: 1, rescued: 1, waived: 1, waiting: 0, present: 0 },
    })
  })

  it('are not settled by a list that was not kept', () => {
    expect(judge(settlement({}))).toEqual(['files.not-uploaded'])
  })

  it('are not settled by copies that no one has seen in the cloud', () => {
    expect(judge(settlement({ copied: { files: 3, bytes: 30 } }))).toEqual(['files.rescue-waiting'])
  })

  it('are not known where the scan could not be made', () => {
    expect(judgeFiles(unreadable(), true)).toMatchObject([{ code: 'files.unknown' }])
  })

  it.each(['proven', 'present', 'waived'] as const)('are settled where all are %s', (what) => {
    expect(judge(settlement({ [what]: { files: 3, bytes: 30 } }))).toEqual(['files.settled'])
  })

  it('without cloud state are not settled while some are only on their way', () => {
    const lost = scan({ hasCloudState: false })
    expect(judge(settlement({ copied: { files: 9, bytes: 9 } }), lost, false)).toEqual([
      'files.rescue-waiting',
    ])
  })

  it('that Microsoft has added to are counted apart, where there are any', () => {
    const proven = { files: 3, bytes: 30 }
    const evidenceOf = (files: number) =>
      judgeFiles(changed, true, settlement({ proven, withAdditions: { files, bytes: 10 } }))[0]?.evidence
    expect(evidenceOf(2)).toMatchObject({ rescued: 3, withAdditions: 2 })
    expect(evidenceOf(0)).not.toHaveProperty('withAdditions')
  })

  it('are settled when each has arrived or can be done without', () => {
    expect(judge(settlement({ proven: { files: 2, bytes: 20 }, waived: { files: 1, bytes: 10 } }))).toEqual([
      'files.settled',
    ])
  })

  it('need no word where nothing was ever left', () => {
    expect(judge(null, scan({}))).toEqual([])
    expect(judge(settlement({}), scan({}))).toEqual([])
  })

  it('without cloud state are as lost as before, until each is settled', () => {
    const lost = scan({ hasCloudState: false })
    const left = { ...empty.reasons, 'never-uploaded': { files: 1, bytes: 1 } }
    expect(judge(null, lost, false)).toEqual(['files.state-lost'])
    expect(judge(settlement({}), lost, false)).toEqual(['files.state-lost'])
    expect(judge(settlement({ left, proven: { files: 8, bytes: 8 } }), lost, false)).toEqual([
      'files.state-lost',
    ])
    expect(judge(settlement({ proven: { files: 9, bytes: 9 } }), lost, false)).toEqual(['files.settled'])
  })

  it('that were compared with the new OneDrive are told apart, whatever they say themselves', () => {
    const one = { files: 1, bytes: 1 }
    const present = { files: 7, bytes: 7 }
    const stateless = scan({ hasCloudState: false })
    const all = { ...empty.reasons, untold: one, absent: one, different: one }
    const former = scan({ reasons: { ...empty.reasons, untold: { files: 9, bytes: 9 } } })
    expect(judge(null, former, false)).toEqual(['files.state-lost'])
    expect(judge(settlement({ left: all, present }), former, false)).toEqual([
      'files.state-lost',
      'files.not-uploaded',
    ])
    // Linked, without Files On-Demand: not known to the end until each was compared.
    expect(judge(settlement({ left: all, present }), stateless)).toEqual(['files.unknown'])
    const told = { ...empty.reasons, absent: one, 'excluded-by-policy': one }
    expect(judge(settlement({ left: told, present }), stateless)).toEqual([
      'files.not-uploaded',
      'files.excluded-by-policy',
    ])
    expect(judge(settlement({ present }), stateless)).toEqual(['files.settled'])
    expect(judge(settlement({ present }), former, false)).toEqual(['files.settled'])
  })

  it('and links say that their notebooks have moved only where each was seen', () => {
    const seen = (notebooks?: FileOutcomes['notebooks']): unknown =>
      judgeFiles(
        changed,
        true,
        settlement({ notebookLinks: { files: 3, bytes: 30 }, ...(notebooks && { notebooks }) }),
      ).find(({ code }) => code === 'files.notebook-links')?.evidence['notebooks']
    expect(seen({ found: 3, missing: 0 })).toBe('found')
    expect(seen({ found: 2, missing: 0 })).toBe('some')
    expect(seen({ found: 2, missing: 1 })).toBe('found')
    expect(seen({ found: 1, missing: 1 })).toBe('some')
    expect(seen()).toBeUndefined()
  })

  it('and a link whose notebook is missing is passed by nothing, until the person does without it', () => {
    const notebookLinks = { files: 2, bytes: 20 }
    const present = { files: 1, bytes: 10 }
    const tell = (change: Partial<FileOutcomes>) =>
      judgeFiles(changed, true, settlement({ present, ...change })).map(({ code, outcome, evidence }) => [
        code,
        outcome,
        evidence['files'],
      ])
    expect(tell({ notebookLinks, notebooks: { found: 0, missing: 2 } })).toEqual([
      ['files.notebook-missing', 'attention', 2],
    ])
    expect(tell({ notebookLinks, notebooks: { found: 1, missing: 1 } })).toEqual([
      ['files.notebook-missing', 'attention', 1],
      ['files.notebook-links', 'pass', 1],
    ])
    expect(tell({ waived: notebookLinks })).toEqual([['files.settled', 'pass', undefined]])
  })
})
