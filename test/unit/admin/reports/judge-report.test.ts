import { describe, expect, it } from 'vitest'
import { judgeReport, toFoundCodes } from '../../../../admin/server/reports/judge-report.ts'
import { createFinding } from '../../../../shared/findings/finding.ts'
import type { FindingCode, Verdict } from '../../../../shared/findings/vocabulary.ts'
import type { CompletionReport } from '../../../../shared/outputs/report.ts'

const reportOf = (verdict: Verdict, informs: boolean, ...codes: FindingCode[]): CompletionReport => ({
  formatVersion: 1,
  id: '00000000-0000-4000-8000-000000000001',
  sequence: 1,
  deviceId: '00000000-0000-4000-8000-000000000002',
  takenAt: '2026-11-20T09:14:03Z',
  app: { name: 'Landfall', version: '0.1.0' },
  machine: { platform: 'windows', osVersion: '10.0.26100', recorded: false },
  phase: 'switch',
  verdict,
  steps: [{ id: 'workplace', outcome: 'attention', ...(informs && { informs: true }) }],
  findings: codes.map((code) => createFinding(code, { source: 'registry', readAt: '' })),
  supportCode: '',
})

const left: FindingCode = 'workplace.account-of-source'

describe('who is held up by what is left of the old organisation', () => {
  it('is no one where it only informs', () => {
    expect(judgeReport(reportOf('done', true, left))).toEqual({ state: 'done', blocker: null, owner: null })
    expect(judgeReport(reportOf('unknown', true, left))).toMatchObject({ blocker: null })
  })

  it('is counted under its code where the organisation requires it, and after all else', () => {
    const required = judgeReport(reportOf('action-needed', false, left))
    expect(required).toEqual({ state: 'started', blocker: left, owner: 'user' })
    expect(judgeReport(reportOf('action-needed', false, 'sync.pending', left))).toMatchObject({
      blocker: 'sync.pending',
    })
  })

  it('is never somebody whose apps tell nothing', () => {
    const report = reportOf('unknown', false, 'workplace.look-yourself', 'sync.unknown')
    expect(judgeReport(report)).toMatchObject({ blocker: 'sync.unknown' })
  })
})

describe('what a computer told beside that', () => {
  const account = { code: left, step: 'workplace', outcome: 'attention', owner: 'user' } as const
  const sync = { code: 'sync.paused', step: 'sync', outcome: 'attention', owner: 'user' } as const
  const told = (report: Partial<CompletionReport>) => toFoundCodes({ ...reportOf('done', true), ...report })

  it('is what the rest of it still has, with its number, and whether that only informs', () => {
    const findings = [{ ...account, counts: { found: 2 } }, sync]
    expect(told({ findings })).toEqual({ codes: { [left]: 2 }, informs: true })
    expect(told({ findings, steps: [{ id: 'workplace', outcome: 'attention' }] })).toMatchObject({
      informs: false,
    })
  })

  it('is before the move everything that is open, once for a finding without numbers', () => {
    const plan = { code: 'plan.not-due', step: 'all', outcome: 'skipped', owner: null } as const
    expect(told({ phase: 'ready', findings: [sync, plan] }).codes).toEqual({ 'sync.paused': 1 })
    expect(told({ findings: [sync] }).codes).toBeNull()
  })

  it('is nothing where it passed, and a number that can be summed, whatever was sent', () => {
    expect(told({ findings: [{ ...account, code: 'workplace.overview', outcome: 'pass' }] }).codes).toBeNull()
    const sent = [1e308, -3, 2.5].map((found) => ({ ...account, counts: { found } }))
    expect(sent.map((finding) => told({ findings: [finding] }).codes?.[left])).toEqual([1_000_000_000, 0, 2])
  })
})
