import type { Finding } from './finding.ts'
import type { Verdict } from './vocabulary.ts'

/** Exit codes of the command line. Installers keep their own. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  actionNeeded: 10,
  blocked: 11,
  reportQueued: 12,
  wrongIdentity: 13,
  filesNotUploaded: 14,
  unknown: 15,
  config: 20,
  context: 21,
  busy: 1618,
} as const

const wrongIdentity = new Set(['identity.wrong-tenant', 'identity.wrong-account', 'identity.guest'])
const wrongContext = new Set(['context.system', 'context.elevated', 'context.unsupported-platform'])

/** Also what was copied into the new OneDrive and has not been seen in the cloud. */
const notUploaded = new Set([
  'files.not-uploaded',
  'files.notebook',
  'files.rescue-waiting',
  'files.not-taken',
])

/** The exit code for findings; when several apply the first of 20, 21, 13, 14, 11, 10, 15, 12 wins. A step that still waits is a 15. */
export function exitCodeOf(findings: readonly Finding[], verdict: Verdict): number {
  const has = (holds: (finding: Finding) => boolean): boolean => findings.some(holds)
  if (has(({ code }) => code.startsWith('config.'))) return exitCodes.config
  if (has(({ code }) => wrongContext.has(code))) return exitCodes.context
  if (has(({ code }) => wrongIdentity.has(code))) return exitCodes.wrongIdentity
  if (has(({ code }) => notUploaded.has(code))) return exitCodes.filesNotUploaded
  if (has(({ outcome }) => outcome === 'blocked')) return exitCodes.blocked
  if (has(({ outcome, code }) => outcome === 'attention' && code !== 'report.queued'))
    return exitCodes.actionNeeded
  // An old link is information and never blocks.
  const isUnknown = has(({ outcome, step }) => outcome === 'unknown' && step !== 'links')
  if (isUnknown || verdict === 'unknown') return exitCodes.unknown
  if (has(({ code }) => code === 'report.queued')) return exitCodes.reportQueued
  return exitCodes.done
}
