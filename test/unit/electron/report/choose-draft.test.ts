import { describe, expect, it } from 'vitest'
import { chooseDraft, type Said } from '../../../../electron/report/choose-draft.ts'
import type { Delivered, Envelope } from '../../../../electron/report/outbox.ts'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import { buildReport, type CompletionReport } from '../../../../shared/outputs/report.ts'

const check: CheckResult = {
  formatVersion: 1,
  app: { name: 'Landfall', version: '1.2.3' },
  takenAt: '2026-11-20T09:00:00Z',
  machine: { platform: 'windows', osVersion: '10.0.26100', recorded: false },
  scope: 'full',
  phase: 'switch',
  verdict: 'done',
  steps: [{ id: 'account', outcome: 'pass' }],
  findings: [],
  supportCode: '0123456789',
  exitCode: 0,
}

const ours = 'this-computer'

function reportOf(deviceId: string, change: Partial<CheckResult> = {}): CompletionReport {
  return buildReport({ id: `of-${deviceId}`, sequence: 1, deviceId }, { ...check, ...change }, true)
}

const envelopeOf = (report: CompletionReport): Envelope => ({ report, json: JSON.stringify(report) })

const deliveredOf = (report: CompletionReport): Delivered => ({
  ...envelopeOf(report),
  receipt: { reportId: `of-${ours}`, receipt: 'R-7K3QF2', receivedAt: '2026-11-20T09:01:00Z' },
})

const nothing: Said = { deviceId: ours, waiting: undefined, delivered: null, refused: null, draft: null }
const same = reportOf(ours)
const other = reportOf(ours, { verdict: 'action-needed' })

describe('chooseDraft', () => {
  const cases: readonly (readonly [string, Partial<Said>, string])[] = [
    ['the first report is news', {}, 'new'],
    ['what waits already is not said again', { waiting: envelopeOf(same) }, 'waiting'],
    ['what differs from what waits is news', { waiting: envelopeOf(other) }, 'new'],
    ['what was delivered has its receipt', { delivered: deliveredOf(same) }, 'delivered'],
    ['what differs from what was delivered is news', { delivered: deliveredOf(other) }, 'new'],
    [
      'something else waits: the receipt before it is old',
      { waiting: envelopeOf(other), delivered: deliveredOf(same) },
      'new',
    ],
    [
      'what another computer has delivered says nothing of this one',
      { delivered: deliveredOf(reportOf('other')) },
      'new',
    ],
    ['a refusal stays in sight', { refused: envelopeOf(same) }, 'shown'],
    ['what differs from what was refused is news', { refused: envelopeOf(other) }, 'new'],
    [
      'a refusal of another computer says nothing of this one',
      { refused: envelopeOf(reportOf('other')) },
      'new',
    ],
    ['the draft stays the draft', { draft: envelopeOf(same) }, 'shown'],
    ['another draft takes its place', { draft: envelopeOf(other) }, 'new'],
  ]

  it.each(cases)('%s', (_title, said, kind) => {
    expect(chooseDraft(same, { ...nothing, ...said }).kind).toBe(kind)
  })

  it('takes who is done and looked at again for still done', () => {
    expect(
      chooseDraft(reportOf(ours, { phase: 'watch' }), { ...nothing, draft: envelopeOf(same) }).kind,
    ).toBe('shown')
  })
})
