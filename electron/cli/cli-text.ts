import type { CheckResult, StepResult, UnaskedReason } from '../../shared/checks/check-result.ts'
import type { Evidence, Finding } from '../../shared/findings/finding.ts'
import type { SupportCodeContent } from '../../shared/findings/support-code.ts'
import type { Outcome, Owner, Verdict } from '../../shared/findings/vocabulary.ts'

const outcomeWords: Record<Outcome, string> = {
  pass: 'OK',
  attention: 'to do',
  blocked: 'blocked',
  unknown: 'could not tell',
  skipped: 'not asked',
}

const ownerWords: Record<Owner, string> = {
  user: 'the user',
  helpdesk: 'the helpdesk',
  admin: 'an administrator',
  microsoft: 'Microsoft',
}

/** Why a step was not asked. */
const reasonWords: Record<UnaskedReason, string> = {
  'not-in-phase': 'not in this phase',
  'outside-this-look': 'not asked: needs a sign-in',
  'switched-off': 'switched off by the configuration',
  waits: 'not asked: waits for another step',
  'not-applicable': 'OK: nothing to look at',
  'not-told': 'not told by this system; OneDrive’s own menu says it',
}

/** What a verdict means, for a terminal. */
export const verdictWords: Record<Verdict, string> = {
  done: 'Done: nothing is left to do here.',
  'action-needed': 'Somebody has something to do.',
  blocked: 'Blocked: somebody else must act first.',
  unknown: 'Could not tell.',
  'not-due': 'Not due: the move is not finished yet, and nothing must be done before it is.',
}

/** A check as a table and its findings, for people at a terminal. */
export function formatCheck(result: CheckResult): string {
  const { app, machine, takenAt, phase, steps, findings, verdict, supportCode, exitCode } = result
  const recorded = machine.recorded ? ', recorded' : ''
  const rows = steps.map((step) => [
    step.id,
    toOutcomeWords(step),
    findings
      .filter((finding) => finding.step === step.id)
      .map(({ code }) => code)
      .join(', '),
  ])
  return [
    `${app.name} ${app.version}   ${machine.platform} ${toPlainText(machine.osVersion)}${recorded}   ${takenAt}   phase ${phase}`,
    '',
    ...formatTable([['STEP', 'OUTCOME', 'FINDINGS'], ...rows]),
    ...findings.flatMap((finding) => ['', ...toLines(finding)]),
    '',
    verdictWords[verdict],
    ...toScopeLines(result),
    `Support code ${toGroups(supportCode)}   exit code ${exitCode}`,
    '',
  ].join('\n')
}

function toOutcomeWords({ id, outcome, reason }: StepResult): string {
  if (reason === undefined) return outcomeWords[outcome]
  return id === 'files' && reason === 'not-applicable' ? 'OK: nothing to look through' : reasonWords[reason]
}

/** A look without a sign-in says what it did not ask, so that no one takes its verdict for more than it is. */
function toScopeLines({ scope, steps }: CheckResult): string[] {
  const left = steps.filter(({ reason }) => reason === 'outside-this-look').map(({ id }) => id)
  if (scope === 'full' || left.length === 0) return []
  return [`This was a look at the computer alone. Not asked, because it needs a sign-in: ${left.join(', ')}.`]
}

/** What a support code says, one fact a line. */
export function formatSupportCode(content: SupportCodeContent): string {
  const { platform, phase, verdict, openSteps, findings, appVersion } = content
  return [
    ...formatTable([
      ['platform', platform],
      ['app version', `${appVersion.major}.${appVersion.minor}`],
      ['phase', phase],
      ['verdict', `${verdict}   ${verdictWords[verdict]}`],
      ['open steps', openSteps.join(', ') || 'none'],
      ['findings', findings.join(', ') || 'none'],
    ]),
    '',
  ].join('\n')
}

function toLines({ code, outcome, owner, evidence, source, readAt }: Finding): string[] {
  const who = owner === null ? '' : `: ${ownerWords[owner]}`
  return [
    `${code}   ${outcomeWords[outcome]}${who}   (${source}, ${readAt})`,
    ...Object.entries(evidence).map(([name, value]) => `    ${name}: ${toPlainText(toWords(value))}`),
  ]
}

function toWords(value: Evidence[string]): string {
  if (value === null) return 'none'
  return typeof value === 'object' ? value.join(', ') || 'none' : String(value)
}

/** Of somebody else's computer nothing may reach the terminal that moves its cursor or turns its text round. */
function toPlainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** Columns of equal width. */
export function formatTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  )
}

/** A support code in two halves, to be read aloud. */
export function toGroups(code: string): string {
  return code.replace(/(.{5})(?=.)/g, '$1-')
}
