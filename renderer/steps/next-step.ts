import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import { holdsUp } from '../../shared/findings/holds-up.ts'
import type { StepId } from '../../shared/findings/vocabulary.ts'
import { journeySteps, type JourneyStep } from './journey-steps.ts'

export { journeySteps, type JourneyStep }

/**
 * Findings about the whole journey that stop it: no step makes sense until they are settled. A setting that was left at
 * its default stops no one; where no default is safe there is no journey at all.
 */
export function journeyFindings(result: CheckResult): Finding[] {
  return result.findings.filter(
    ({ step, code, outcome }) =>
      step === 'all' && code !== 'config.invalid' && (outcome === 'blocked' || code.startsWith('plan.')),
  )
}

/** A step's findings, the one to settle first in front: a person who is blocked cannot do the rest. */
export function findingsOf(result: CheckResult, step: StepId | 'all'): Finding[] {
  return result.findings
    .filter((finding) => finding.step === step && isShown(finding) && finding.code !== 'config.invalid')
    .toSorted((left, right) => urgencyOf(left) - urgencyOf(right))
}

/** What the window shows of a look: all but what passed, and of that what the person must know. */
export function isShown({ outcome, code }: Finding): boolean {
  return outcome !== 'pass' || cautions.has(code) || code === 'workplace.overview'
}

/** What passed and the person must know all the same; shown at its step, and at the end. */
export function cautionsOf(result: CheckResult | null): Finding[] {
  if (result === null) return []
  return result.findings.filter((finding) => cautions.has(finding.code) || isLeftover(finding, result))
}

/** What the rest of the computer still has, and holds no one up: said at the end, where no step waits for it. */
function isLeftover(finding: Finding, { steps }: CheckResult): boolean {
  return finding.step === 'workplace' && finding.outcome !== 'pass' && !holdsUp(finding, steps)
}

/** True for a step whose findings are all told at the end as something good to know. */
export function isShownAtEnd(result: CheckResult | null, step: JourneyStep): boolean {
  const open = (result?.findings ?? []).filter(
    (finding) => finding.step === step && finding.outcome !== 'pass',
  )
  return open.length > 0 && result !== null && open.every((finding) => isLeftover(finding, result))
}

const cautions: ReadonlySet<string> = new Set(['files.unclear-looked-through'])

function urgencyOf({ outcome, owner, step }: Finding): number {
  if (outcome === 'pass') return 4
  if (outcome === 'blocked') return 0
  // The rest of the computer keeps its own order: the account that all depends on goes last.
  if (outcome === 'attention' && step === 'workplace') return 1
  if (outcome === 'attention') return owner === 'user' ? 1 : 2
  return 3
}

/**
 * What no one can act upon (an old link, a log that is too old to believe) is shown at its step and holds no one up.
 * The first step that holds the person up, in the order that protects data. What only IT can settle and does not
 * block anything is passed over as long as the person has something to do further on.
 */
export function findNextStep(result: CheckResult): JourneyStep {
  const steps = journeySteps.filter((id) => id !== 'report')
  const open = steps.filter((id) =>
    findingsOf(result, id).some((finding) => finding.owner !== null && holdsUp(finding, result.steps)),
  )
  return open.find((id) => findingsOf(result, id).some(isInTheWay)) ?? open[0] ?? 'report'
}

// What never uploads by rule stays where it is, also without the old account; and where that is gone already, or its files
// cannot be read, no file is safer for waiting: to be looked through, not waited for.
const isToLookThrough: ReadonlySet<string> = new Set([
  'files.excluded-by-policy',
  'files.state-lost',
  'files.not-looked-through',
  'files.old-folder-unknown',
])

function isInTheWay({ code, outcome, owner }: Finding): boolean {
  if (outcome === 'pass' || isToLookThrough.has(code)) return false
  return outcome !== 'attention' || owner !== 'admin'
}

/** Files are copied into the new OneDrive, so what keeps that away comes first. Null where nothing does. */
export function findStepToTarget(result: CheckResult): 'client' | 'account' | null {
  const steps = ['client', 'account'] as const
  return steps.find((id) => findingsOf(result, id).some(({ owner }) => owner !== null)) ?? null
}
