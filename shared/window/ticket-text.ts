import type { Evidence, Finding } from '../findings/finding.ts'
import { isReasonCode } from '../findings/reason-code.ts'
import type { Outcome } from '../findings/vocabulary.ts'
import { lastResult, type AppState } from './state.ts'

const severity: readonly Outcome[] = ['blocked', 'attention', 'unknown']

/** What was found, the worst first; within one outcome in the order of the journey. What passed is left out. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings
    .filter(({ outcome }) => severity.includes(outcome))
    .toSorted((left, right) => severity.indexOf(left.outcome) - severity.indexOf(right.outcome))
}

/** Evidence that is always a code, and names no person. */
const codeKeys: ReadonlySet<string> = new Set(['cause', 'hold', 'moveState', 'result', 'notebooks'])

/** True for evidence that names no person, address or folder: numbers, yes or no, and codes. */
export function isNameless(key: string, value: Evidence[string]): boolean {
  if (key === 'reason') return isReasonCode(value)
  return typeof value === 'number' || typeof value === 'boolean' || codeKeys.has(key)
}

/** What a helpdesk pastes into a ticket: codes, numbers and times, in English. No name, no address, no path. Null before a check. */
export function toTicketText(state: AppState): string | null {
  const result = lastResult(state.check)
  if (result === null) return null
  const { app, machine, takenAt, phase, verdict, supportCode, steps, findings } = result
  const { plan, report } = state
  return [
    `${app.name} ${app.version}, ${machine.platform} ${machine.osVersion}`,
    `Support code: ${supportCode}`,
    `Checked: ${takenAt}, phase ${phase}, verdict ${verdict}`,
    `Move: ${plan.kind === 'known' ? `${plan.plan.moveState}, read ${plan.readAt}` : plan.kind}`,
    `Report: ${report.kind === 'delivered' ? `delivered, receipt ${report.receipt}` : report.kind}`,
    'Steps:',
    ...steps.map(
      ({ id, outcome, reason }) => `  ${id}: ${outcome}${reason === undefined ? '' : ` (${reason})`}`,
    ),
    'Findings, worst first:',
    ...worstFirst(findings).map((finding) => `  ${toFindingLine(finding)}`),
  ].join('\n')
}

function toFindingLine({ code, outcome, owner, evidence }: Finding): string {
  const facts = Object.entries(evidence)
    .filter(([key, value]) => value !== null && isNameless(key, value))
    .map(([key, value]) => ` ${key}=${String(value)}`)
  return `${code} (${outcome}, ${owner ?? 'nobody'})${facts.join('')}`
}
