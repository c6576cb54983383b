import { describe, expect, it } from 'vitest'
import { toStepResults, verdictOf, type AskedSteps } from '../../../../shared/checks/step-results.ts'
import { createFinding } from '../../../../shared/findings/finding.ts'
import { stepIds, type FindingCode } from '../../../../shared/findings/vocabulary.ts'

const find = (code: FindingCode) => createFinding(code, { source: 'x', readAt: '2026-11-20T09:14:03Z' })
const all = Object.fromEntries(stepIds.map((id) => [id, 'asked'])) as AskedSteps
const stepOf = (asked: AskedSteps, ...codes: FindingCode[]) =>
  toStepResults(asked, codes.map(find)).find(({ id }) => id === 'folders')

describe('a step', () => {
  it('has the worst of its own findings, and of no other step’s', () => {
    expect(stepOf(all, 'folders.unknown', 'folders.in-source')).toEqual({
      id: 'folders',
      outcome: 'attention',
    })
    expect(stepOf(all, 'account.target-not-linked')).toEqual({ id: 'folders', outcome: 'pass' })
  })

  it('that was not asked says why, unless a policy says something of it', () => {
    const waiting: AskedSteps = { ...all, folders: 'waits' }
    expect(stepOf(waiting)).toEqual({ id: 'folders', outcome: 'skipped', reason: 'waits' })
    expect(stepOf(waiting, 'policy.known-folders-locked')).toEqual({ id: 'folders', outcome: 'blocked' })
    expect(stepOf({ ...all, folders: 'not-applicable' })).toMatchObject({ outcome: 'pass' })
  })
})

describe('a verdict', () => {
  const verdict = (asked: AskedSteps, ...codes: FindingCode[]) => {
    const findings = codes.map(find)
    return verdictOf(findings, toStepResults(asked, findings), 'switch')
  }

  it('takes an old link, and a report on its way, for no business of the person', () => {
    expect(verdict(all, 'links.redirect-unknown')).toBe('done')
    expect(verdict(all, 'report.queued')).toBe('done')
    expect(verdict(all, 'sync.unknown')).toBe('unknown')
    expect(verdict(all, 'report.refused')).toBe('blocked')
  })

  it('is done only where no step waits but for the links', () => {
    expect(verdict({ ...all, links: 'waits' })).toBe('done')
    expect(verdict({ ...all, web: 'waits' })).toBe('unknown')
    expect(verdict({ ...all, web: 'switched-off' })).toBe('done')
  })
})
