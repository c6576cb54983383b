import type { Finding } from '../../shared/findings/finding.ts'
import type { ProofObstacle } from '../../shared/files/proof.ts'
import type { AppState } from '../../shared/window/state.ts'
import { currentResult } from './current-result.ts'
import { isShown, type JourneyStep } from './next-step.ts'
import { listSteps, type StepStatus } from './step-status.ts'

/** What a person who does not look at the window has to hear of. */
export type News =
  | { readonly kind: 'steps-done'; readonly steps: readonly JourneyStep[] }
  | { readonly kind: 'found'; readonly findings: readonly Finding[] }
  | { readonly kind: 'copied'; readonly files: number; readonly failed: number }
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'proof-unable'; readonly obstacle: ProofObstacle; readonly nextAt: string | null }
  | {
      readonly kind: 'report'
      readonly standing: 'sending' | 'unsaved' | 'queued' | 'refused'
    }
  | { readonly kind: 'receipt'; readonly receipt: string }
  | { readonly kind: 'remedy'; readonly standing: 'opened' | 'no-handler' | 'unsupported' }
  | { readonly kind: 'recording'; readonly standing: 'saved' | 'unsaved' }

/** What was known when the state was looked at last. */
export type Known = {
  readonly state: AppState
  /** Each step as it was when it was not being looked at. */
  readonly steps: ReadonlyMap<JourneyStep, StepStatus>
  /** Null before the first result: all of it is on the screen then, and none of it is news. */
  readonly findings: readonly Finding[] | null
}

/** Remembers a state. A look that is under way leaves what was known before it. */
export function toKnown(before: Known | null, state: AppState, next: JourneyStep | null): Known {
  const steps = new Map(before?.steps)
  for (const { id, status } of listSteps(state, next)) if (status !== 'busy') steps.set(id, status)
  const findings = currentResult(state)?.findings.filter(isOpen) ?? before?.findings ?? null
  return { state, steps, findings }
}

const isOpen = (finding: Finding): boolean => isShown(finding) && finding.outcome !== 'pass'

/** A step that was never looked at is not done by anybody: its first tick is no news. */
const wasOpen: ReadonlySet<StepStatus | undefined> = new Set([
  'now',
  'yours',
  'waiting',
  'blocked',
  'unknown',
])

/** What is new since: milestones and findings, not times and counts. */
export function toNews(before: Known, now: Known): News[] {
  const steps = [...now.steps]
    // The receipt says so of the report.
    .filter(([id, status]) => id !== 'report' && status === 'done' && wasOpen.has(before.steps.get(id)))
    .map(([id]) => id)
  const known = before.findings
  const findings =
    known === null
      ? []
      : (now.findings ?? []).filter(({ code }) => known.every((finding) => finding.code !== code))
  return [
    ...(steps.length > 0 ? [{ kind: 'steps-done', steps } as const] : []),
    ...(findings.length > 0 ? [{ kind: 'found', findings } as const] : []),
    ...ofFiles(before.state, now.state),
    ...ofReport(before.state, now.state),
    ...ofWindow(before.state, now.state),
  ]
}

function ofFiles(before: AppState, { rescue, proof }: AppState): News[] {
  const { totals, run } = rescue
  const news: News[] = []
  if (before.rescue.run.kind === 'copying' && run.kind === 'copied' && totals !== null) {
    const { copied, proven, failed } = totals.all
    news.push({ kind: 'copied', files: copied.files + proven.files, failed: failed.files })
  }
  const wasWaiting = before.proof.kind === 'looking' || before.proof.kind === 'waiting'
  if (proof.kind === 'proven' && wasWaiting) news.push({ kind: 'confirmed' })
  const wasUnable = before.proof.kind === 'unable' ? before.proof.obstacle : null
  if (proof.kind === 'unable' && proof.obstacle !== wasUnable)
    news.push({ kind: 'proof-unable', obstacle: proof.obstacle, nextAt: proof.nextAt })
  return news
}

function ofReport({ report: before }: AppState, { report }: AppState): News[] {
  if (report.kind === before.kind) return []
  switch (report.kind) {
    case 'none':
    case 'ready':
      return []
    case 'delivered':
      // A receipt of an earlier day is read from the disk, and does not arrive.
      return before.kind === 'none' ? [] : [{ kind: 'receipt', receipt: report.receipt }]
    default:
      return before.kind === 'none' ? [] : [{ kind: 'report', standing: report.kind }]
  }
}

function ofWindow(before: AppState, { remedy, recording }: AppState): News[] {
  const news: News[] = []
  const standing = remedy.kind === 'unavailable' ? remedy.reason : remedy.kind
  if (standing !== 'none' && remedy.kind !== before.remedy.kind) news.push({ kind: 'remedy', standing })
  const isAsked = before.recording.kind === 'saving'
  if (isAsked && (recording.kind === 'saved' || recording.kind === 'unsaved'))
    news.push({ kind: 'recording', standing: recording.kind })
  return news
}
