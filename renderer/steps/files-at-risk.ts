import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import type { FindingCode } from '../../shared/findings/vocabulary.ts'
import { findingsOf } from './next-step.ts'

const codes: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'files.not-uploaded',
  'files.excluded-by-policy',
  'files.unreadable',
  'files.state-lost',
  'files.unknown',
  'files.rescue-waiting',
  'files.not-taken',
  'files.no-cloud-room',
  'files.not-looked-through',
  'files.old-folder-unknown',
  'files.unclear-looked-through',
  'files.notebook',
  'files.notebook-missing',
  'policy.shortcuts-deleted-on-loss',
  'preflight.mail-archives',
  'preflight.notebooks-local',
  'preflight.profiles-deleted',
  'sync.failing',
])

/** True for a finding about files that can be lost, or whose state is unknown. It is never folded away. */
export function isAboutFilesAtRisk({ code }: Pick<Finding, 'code'>): boolean {
  return codes.has(code)
}

/**
 * Findings about files that can be lost, to be shown beside what holds the person up at another step: where somebody else has to
 * act first, and where the old account would go. Empty where the person gets to the files in order.
 */
export function filesAtRiskBeside(main: Finding, result: CheckResult): Finding[] {
  const isHeldUp = main.outcome === 'blocked' || (main.owner !== 'user' && main.owner !== null)
  if (main.step === 'files' || !(isHeldUp || main.step === 'old-account')) return []
  return findingsOf(result, 'files').filter(
    (finding) => finding.outcome !== 'pass' && isAboutFilesAtRisk(finding),
  )
}
