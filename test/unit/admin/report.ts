import { randomUUID } from 'node:crypto'
import type { CompletionReport } from '../../../shared/outputs/report.ts'

/** Amy's report after a clean switch, but for what is given. */
export function reportOf(part: Partial<CompletionReport> = {}): CompletionReport {
  return {
    formatVersion: 1,
    id: randomUUID(),
    sequence: 1,
    deviceId: 'dddddddd-0000-4000-8000-000000000001',
    takenAt: '2026-11-20T09:14:03Z',
    app: { name: 'Landfall', version: '0.1.0' },
    machine: { platform: 'windows', osVersion: '10.0.26100', recorded: false },
    phase: 'switch',
    verdict: 'done',
    steps: [{ id: 'identity', outcome: 'pass' }],
    findings: [{ code: 'identity.confirmed', step: 'identity', outcome: 'pass', owner: null }],
    supportCode: 'LF-ABCD-EFGH',
    ...part,
  }
}
