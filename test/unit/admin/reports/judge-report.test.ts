import { describe, expect, it } from 'vitest'
import { judgeReport } from '../../../../admin/server/reports/judge-report.ts'
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
