import type { CheckResult, UnaskedReason } from '../../shared/checks/check-result.ts'
import type { ConfigProblem } from '../../shared/config/tell-problem.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import { lastResult, type AppState, type ScanState, type SessionState } from '../../shared/window/state.ts'
import {
  findingsOf,
  findNextStep,
  findStepToTarget,
  isShown,
  journeyFindings,
  type JourneyStep,
} from './next-step.ts'
import { findPreflight } from '../preflight/find-open.ts'
import { currentResult } from './current-result.ts'
import { chooseStage, type FilesStage } from './files/choose-stage.ts'
import { findStatus, type StepStatus } from './step-status.ts'

/** What the right side shows. */
export type View =
  | {
      readonly kind: 'configuration-refused'
      readonly path: string
      readonly problems: readonly ConfigProblem[]
    }
  /** The first step, as far as the session alone can tell. */
  | { readonly kind: 'session'; readonly session: SessionState }
  | { readonly kind: 'checking' }
  | { readonly kind: 'check-broken' }
  /** `step` is null where the findings are about the whole journey. */
  | { readonly kind: 'findings'; readonly step: JourneyStep | null; readonly findings: readonly Finding[] }
  /** What is only on this computer: a list, a plan, copies, their proof. `findings` are those of the step. */
  | { readonly kind: 'files'; readonly stage: FilesStage; readonly findings: readonly Finding[] }
  /** A step with nothing to do: settled, or not looked at yet. */
  | {
      readonly kind: 'quiet'
      readonly step: Exclude<JourneyStep, 'report'>
      readonly status: StepStatus
      /** Why it was not asked, where the check says so. */
      readonly reason: UnaskedReason | null
    }
  | { readonly kind: 'report' }
  /** The old folders are being looked through, or that was stopped: nothing further may happen to the old account. */
  | { readonly kind: 'scanning'; readonly scan: Exclude<ScanState, { kind: 'idle' }> }
  /** What macOS will ask before it lets Landfall look. */
  | { readonly kind: 'access' }
  /** Before the move, with nothing left to put right. */
  | { readonly kind: 'ready' }
  /** Before the move: all that will hurt on the day, on one page. */
  | { readonly kind: 'preflight'; readonly result: CheckResult }
  /** All that was found on somebody else's computer. */
  | { readonly kind: 'overview'; readonly findings: readonly Finding[] }

/** Chooses what to show: the step that the person picked, otherwise the one thing to do next. */
export function chooseView(state: AppState, picked: JourneyStep | null): View {
  const { configuration } = state
  if (configuration.kind === 'refused') {
    return { kind: 'configuration-refused', path: configuration.path, problems: configuration.problems }
  }
  if (state.replay !== null) return chooseReplay(state, picked)
  return picked === null ? chooseNext(state) : choosePicked(state, picked)
}

/** The step that the view belongs to, for the list on the left. Null where it belongs to none. */
export function stepOf(view: View): JourneyStep | null {
  switch (view.kind) {
    case 'session':
      return 'identity'
    case 'findings':
    case 'quiet':
      return view.step
    case 'scanning':
    case 'files':
      return 'files'
    case 'report':
      return 'report'
    case 'access':
    case 'ready':
    case 'preflight':
    case 'overview':
    case 'configuration-refused':
    case 'checking':
    case 'check-broken':
      return null
  }
}

function chooseNext(state: AppState): View {
  const { session, check } = state
  const result = lastResult(check)
  // Started as somebody else, Landfall would sign in a person whose computer it cannot see.
  const context = (result === null ? [] : journeyFindings(result)).filter(({ code }) => isContext(code))
  if (context.length > 0) return { kind: 'findings', step: null, findings: context }
  if (result?.phase === 'ready' && session.kind !== 'signing-in') return chooseReady(result, state)
  if (session.kind !== 'signed-in') return { kind: 'session', session }

  if (result === null) return check.kind === 'broken' ? { kind: 'check-broken' } : { kind: 'checking' }
  if (currentResult(state) === null) return { kind: 'checking' }
  const general = journeyFindings(result)
  if (general.length > 0) return { kind: 'findings', step: null, findings: general }
  if (state.access === 'to-ask') return { kind: 'access' }
  const step = findNextStep(result)
  const isHeld = step === 'old-account' || step === 'report' || isOnlyUnseen(result, step)
  if (state.scan.kind !== 'idle' && isHeld) {
    return { kind: 'scanning', scan: state.scan }
  }
  if (step === 'files') return chooseFiles(state, result)
  if (step !== 'report') return { kind: 'findings', step, findings: findingsOf(result, step) }
  const doubts = findingsOf(result, 'all')
  return doubts.length > 0 ? { kind: 'findings', step: null, findings: doubts } : { kind: 'report' }
}

/** A look that was stopped is all that is open at the step. */
function isOnlyUnseen(result: CheckResult, step: JourneyStep): boolean {
  const isUnseen = ({ code, outcome }: Finding): boolean =>
    outcome === 'pass' || code === 'files.not-looked-through'
  return step === 'files' && findingsOf(result, step).every(isUnseen)
}

/** A replay has no next step: the helpdesk reads all of it, or one step. */
function chooseReplay(state: AppState, picked: JourneyStep | null): View {
  const result = lastResult(state.check)
  if (result === null) return state.check.kind === 'broken' ? { kind: 'check-broken' } : { kind: 'checking' }
  if (picked === null || picked === 'report') {
    return { kind: 'overview', findings: result.findings.filter(isShown) }
  }
  const findings = findingsOf(result, picked)
  if (findings.length > 0) return { kind: 'findings', step: picked, findings }
  return {
    kind: 'quiet',
    step: picked,
    status: findStatus(state, picked, null),
    reason: reasonOf(state, picked),
  }
}

/** Before the move: no sign-in is needed, and there is nothing to report. */
function chooseReady(result: CheckResult, state: AppState): View {
  const { scan } = state
  if (state.access === 'to-ask') return { kind: 'access' }
  const step = findNextStep(result)
  if (scan.kind !== 'idle' && isOnlyUnseen(result, step)) return { kind: 'scanning', scan }
  if (scan.kind === 'idle' && findPreflight(result) !== null) return { kind: 'preflight', result }
  if (step === 'files') return chooseFiles(state, result)
  if (step !== 'report') return { kind: 'findings', step, findings: findingsOf(result, step) }
  return scan.kind === 'idle' ? { kind: 'ready' } : { kind: 'scanning', scan }
}

/** The list where there is one; what needs the new account waits for it. */
function chooseFiles(state: AppState, result: CheckResult): View {
  const findings = findingsOf(result, 'files')
  const stage = chooseStage(state.rescue, state.comparison, findings)
  if (stage === null) return { kind: 'findings', step: 'files', findings }
  const first = stage.kind === 'no-target' ? findStepToTarget(result) : null
  if (first !== null) return { kind: 'findings', step: first, findings: findingsOf(result, first) }
  return { kind: 'files', stage, findings }
}

function choosePicked(state: AppState, picked: JourneyStep): View {
  const { session } = state
  if (picked === 'identity' && session.kind !== 'signed-in') return { kind: 'session', session }
  if (state.access === 'to-ask' && picked !== 'identity' && picked !== 'web') return { kind: 'access' }
  if (picked === 'report') return { kind: 'report' }
  const result = currentResult(state)
  const findings = result === null ? [] : findingsOf(result, picked)
  if (picked === 'files' && state.scan.kind !== 'idle') return { kind: 'scanning', scan: state.scan }
  const stage = picked === 'files' ? chooseStage(state.rescue, state.comparison, findings) : null
  if (stage !== null) return { kind: 'files', stage, findings }
  if (findings.length > 0) return { kind: 'findings', step: picked, findings }
  if (picked === 'identity') return { kind: 'session', session }
  return {
    kind: 'quiet',
    step: picked,
    // As the list says it: what is not checked by the end is not "still to come".
    status: findStatus(state, picked, stepOf(chooseNext(state))),
    reason: reasonOf(state, picked),
  }
}

function reasonOf(state: AppState, picked: JourneyStep): UnaskedReason | null {
  return currentResult(state)?.steps.find(({ id }) => id === picked)?.reason ?? null
}

function isContext(code: string): boolean {
  return code.startsWith('context.')
}
