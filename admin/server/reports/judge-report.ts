import type { CompletionReport } from '../../../shared/outputs/report.ts'
import { holdsUp } from '../../../shared/findings/holds-up.ts'
import { owners } from '../../../shared/findings/vocabulary.ts'

/** What a report says of a computer. `looked`: it was before the move, so it says nothing of the switch. */
export type DeviceState = 'looked' | 'started' | 'stuck' | 'done'

export type Judgement = {
  readonly state: DeviceState
  readonly blocker: string | null
  readonly owner: string | null
}

const afterCutover: ReadonlySet<string> = new Set(['switch', 'watch', 'return'])
const rank: Readonly<Record<string, number>> = { blocked: 0, attention: 1, unknown: 2 }

/**
 * What holds a person up: what is blocked before what needs somebody, before what could not be told; then in the
 * order of the journey. A person who waits for the helpdesk, an admin or Microsoft is stuck.
 */
export function judgeReport(report: CompletionReport): Judgement {
  // So does a phase of a newer app: what it says of the switch is unknown here.
  if (!afterCutover.has(report.phase)) return { state: 'looked', blocker: null, owner: null }
  if (report.verdict === 'done') return { state: 'done', blocker: null, owner: null }
  const open = report.findings.filter(
    (finding) => rank[finding.outcome] !== undefined && holdsUp(finding, report.steps),
  )
  const first = open.toSorted((one, other) => (rank[one.outcome] ?? 9) - (rank[other.outcome] ?? 9))[0]
  const owner = first?.owner ?? null
  const isStuck = report.verdict === 'blocked' || (owner !== null && owner !== 'user')
  // An owner that a newer app names is unknown here: someone other than the person, and no more.
  const known = owners.find((each) => each === owner) ?? null
  return { state: isStuck ? 'stuck' : 'started', blocker: first?.code ?? null, owner: known }
}

/** What a computer reported beside the one thing that holds its person up. */
export type FoundCodes = {
  /** How many of it were found, by code; null where it reported nothing of the kind. */
  readonly codes: Readonly<Record<string, number>> | null
  /** The organisation lets the rest of the computer hold no one up. */
  readonly informs: boolean
}

const open: ReadonlySet<string> = new Set(['attention', 'blocked', 'unknown'])
const ofNoStep: ReadonlySet<string> = new Set(['all', 'report'])

/**
 * After the move what the rest of the computer still has; before it all that is to be put right by the day. A finding without
 * numbers counts as one.
 */
export function toFoundCodes(report: CompletionReport): FoundCodes {
  const isAfter = afterCutover.has(report.phase)
  const codes: Record<string, number> = {}
  for (const { code, step, outcome, counts } of report.findings) {
    if (!open.has(outcome) || (isAfter ? step !== 'workplace' : ofNoStep.has(step))) continue
    const { found, files, folders } = counts ?? {}
    codes[code] = clamp((codes[code] ?? 0) + (found ?? files ?? folders ?? 1))
  }
  const informs = report.steps.some((step) => step.id === 'workplace' && step.informs === true)
  return { codes: Object.keys(codes).length === 0 ? null : codes, informs }
}

/** A number of a report may be any; a sum of them has to stay one. */
function clamp(number: number): number {
  return Math.min(Math.max(0, Math.trunc(number)), 1_000_000_000)
}
