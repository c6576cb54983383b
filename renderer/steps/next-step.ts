import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import type { StepId } from '../../shared/findings/vocabulary.ts'
import { journeySteps, type JourneyStep } from './journey-steps.ts'

export { journeySteps, type JourneyStep }

/**
 * Findings about the whole journey that stop it: no step makes sense until they are settled. A setting that was left at
 * its default stops nobody; where no default is safe there is no journey at all.
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
  return outcome !== 'pass' || cautions.has(code)
}

/** What passed and the person must know all the same; shown at its step, and at the end. */
export function cautionsOf(result: CheckResult | null): Finding[] {
  return (result?.findings ?? []).filter(({ code }) => cautions.has(code))
}

const cautions: ReadonlySet<string> = new Set(['files.unclear-looked-through'])

function urgencyOf({ outcome, owner }: Finding): number {
  if (outcome === 'pass') return 4
  if (outcome === 'blocked') return 0
  if (outcome === 'attention') return owner === 'user' ? 1 : 2
  return 3
}

/**
 * What nobody can act upon (an old link, a log that is too old to believe) is shown at its step and holds nobody up.
 * The first step that stands in the way, in the order that protects data. What only IT can settle and does not
 * block anything is passed over as long as the person has something to do further on.
 */
export function findNextStep(result: CheckResult): JourneyStep {
  const steps = journeySteps.filter((id) => id !== 'report')
  const open = steps.filter((id) => findingsOf(result, id).some(({ owner }) => owner !== null))
  return open.find((id) => findingsOf(result, id).some(isInTheWay)) ?? open[0] ?? 'report'
}

// What never uploads by rule stays where it is, also without the old account; and where that is gone already, or nobody can
// look, no file is safer for waiting: to be looked through, not waited for.
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
