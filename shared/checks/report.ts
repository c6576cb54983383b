import { createFinding, type Finding } from '../findings/finding.ts'
import type { Origin } from '../facts/reading.ts'

/** What lies in this computer's outbox. */
export type ReportFacts = { readonly kind: 'none' } | { readonly kind: 'queued' | 'refused' }

/** Says whether the completion report is still on its way, or was not accepted. */
export function judgeReport({ kind }: ReportFacts, origin: Origin): Finding[] {
  return kind === 'none' ? [] : [createFinding(`report.${kind}`, origin)]
}
