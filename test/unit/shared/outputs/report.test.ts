import { describe, expect, it } from 'vitest'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import { createFinding } from '../../../../shared/findings/finding.ts'
import { buildReport, reportSchema } from '../../../../shared/outputs/report.ts'
import { readAt } from '../cast.ts'

const id = '55555555-5555-4555-8555-555555555555'
const origin = { source: 'registry', readAt }
const check: CheckResult = {
  formatVersion: 1,
  app: { name: 'Landfall', version: '1.2.3' },
  takenAt: readAt,
  machine: { platform: 'macos', osVersion: '15.6.1', recorded: false },
  scope: 'full',
  phase: 'switch',
  verdict: 'unknown',
  steps: [
    { id: 'web', outcome: 'skipped', reason: 'switched-off' },
    { id: 'files', outcome: 'unknown' },
  ],
  findings: [
    createFinding('files.not-looked-through', origin, {
      reason: 'not-supported',
      folders: 1,
      paths: ['/Users/amy/x'],
    }),
    createFinding('account.unknown', origin, { reason: '/Users/amy/x: EPERM' }),
  ],
  supportCode: '0123456789',
  exitCode: 15,
}

describe('a report', () => {
  const report = buildReport({ id, sequence: 1, deviceId: id }, check)

  it('says what was not asked and why something could not be told, by codes alone', () => {
    expect(report).toMatchObject({
      scope: 'full',
      steps: [
        { id: 'web', outcome: 'skipped', reason: 'switched-off' },
        { id: 'files', outcome: 'unknown' },
      ],
      findings: [{ code: 'files.not-looked-through', reason: 'not-supported', counts: { folders: 1 } }, {}],
    })
    expect(report.findings[1]).not.toHaveProperty('reason')
    expect(JSON.stringify(report)).not.toContain('amy')
    expect(reportSchema.parse(report)).toEqual(report)
  })

  it('of an older desktop is taken without them', () => {
    const older = Object.fromEntries(Object.entries(report).filter(([name]) => name !== 'scope'))
    expect(reportSchema.safeParse({ ...older, steps: [{ id: 'web', outcome: 'skipped' }] }).success).toBe(
      true,
    )
  })
})
