import type { CheckResult } from '../checks/check-result.ts'
import { exitCodes } from '../findings/exit-code.ts'
import type { ReportState } from '../window/state.ts'
import type { Phase, StepId, Verdict } from '../findings/vocabulary.ts'

/** Beside the person's other data; what `--status` and the organisation's scripts answer from. */
export const statusName = 'status.json'

/**
 * Why a start in the background did not look: neither organisation's OneDrive is linked for this person, or this Landfall is older than
 * the organisation wants.
 */
export type RestReason = 'not-in-wave' | 'outdated'

/** The result of the last check: codes alone, so that anybody may read it. On disk as `statusName`. */
export type Status = {
  readonly formatVersion: 1
  readonly app: { readonly name: string; readonly version: string }
  /** ISO 8601. */
  readonly takenAt: string
  readonly phase: Phase
  readonly verdict: Verdict | RestReason
  readonly openSteps: readonly StepId[]
  readonly findings: readonly string[]
  readonly report: ReportState['kind']
  readonly supportCode: string
  readonly exitCode: number
  /** Nothing of the computer was looked at, because macOS would have asked the person; left out where it was. */
  readonly isUnlooked?: true
  /** The mark of the computer that was looked at: the file roams with the person. Not in older files. */
  readonly computer?: string
  /** With `outdated`: what the last look left open, which an older Landfall must not forget. */
  readonly left?: Status
}

const isOnItsWay: ReadonlySet<ReportState['kind']> = new Set(['unsaved', 'sending', 'queued'])

/** The check in brief; done with a report that still waits is `12`, as on the command line. */
export function toStatus(result: CheckResult, report: ReportState['kind']): Status {
  const { app, takenAt, phase, verdict, steps, findings, supportCode, exitCode } = result
  const isQueued = exitCode === exitCodes.done && isOnItsWay.has(report)
  return {
    formatVersion: 1,
    app,
    takenAt,
    phase,
    verdict,
    openSteps: steps.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skipped').map(({ id }) => id),
    findings: [...new Set(findings.map(({ code }) => code))],
    report,
    supportCode,
    exitCode: isQueued ? exitCodes.reportQueued : exitCode,
  }
}

export function isRest({ verdict }: Pick<Status, 'verdict'>): boolean {
  return verdict === 'not-in-wave' || verdict === 'outdated'
}

/** What a look found to be left, also where `outdated` was written over it since; null where nothing is. */
function toLeft(before: Status | null): Status | null {
  if (before === null) return null
  if (isRest(before)) return before.left ?? null
  return before.exitCode === exitCodes.done ? null : before
}

/**
 * What counts where no one may look without the person: what an earlier look found, unless the plan has said meanwhile that it is not
 * time, or that somebody else has to act. `isTime`: the person's turn has come and no one has looked, so that the window has to be opened.
 */
export function chooseUnasked(
  before: Status | null,
  now: Status,
): { readonly status: Status; readonly isTime: boolean } {
  const isDue = now.phase !== 'not-due' && now.phase !== 'ready' && now.verdict !== 'blocked'
  const last = toLeft(before) ?? before
  const isLooked = last !== null && !isRest(last) && last.isUnlooked !== true && last.phase === now.phase
  if (isDue && isLooked) return { status: last, isTime: false }
  return { status: { ...now, isUnlooked: true }, isTime: isDue }
}

/**
 * The status of a start that looked at nothing else, so that scripts tell it from one that never was. `before` is what was last known.
 * In the middle of a move neither OneDrive may be linked: what a look found to be left then stays, instead of "not in the wave", until
 * the next look. An old Landfall is reported in any case, and is not a pass.
 */
export function toRestStatus(
  reason: RestReason,
  app: Status['app'],
  takenAt: string,
  before: Status | null,
): Status {
  const left = toLeft(before)
  if (reason === 'not-in-wave' && left !== null) return left
  return {
    formatVersion: 1,
    app,
    takenAt,
    phase: 'not-due',
    verdict: reason,
    openSteps: [],
    findings: [],
    report: 'none',
    supportCode: '',
    exitCode: reason === 'not-in-wave' ? exitCodes.done : exitCodes.unknown,
    ...(left !== null && { left }),
  }
}

/**
 * A status as it was written; null for anything else. Proven by hand: `--status` has no time for a library, and what it
 * says is read, not acted upon.
 */
export function parseStatus(value: unknown): Status | null {
  if (typeof value !== 'object' || value === null) return null
  const status = value as Partial<Record<keyof Status, unknown>>
  const isText = (name: keyof Status): boolean => typeof status[name] === 'string'
  const isList = (list: unknown): boolean =>
    Array.isArray(list) && list.every((entry) => typeof entry === 'string')
  const app = status.app as Partial<Status['app']> | null | undefined
  const isWhole =
    status.formatVersion === 1 &&
    typeof app?.name === 'string' &&
    typeof app.version === 'string' &&
    typeof status.takenAt === 'string' &&
    !Number.isNaN(Date.parse(status.takenAt)) &&
    isText('phase') &&
    isText('verdict') &&
    isText('report') &&
    isText('supportCode') &&
    isList(status.openSteps) &&
    isList(status.findings) &&
    Number.isInteger(status.exitCode) &&
    (status.computer === undefined || isText('computer')) &&
    (status.left === undefined || isLeft(status.left))
  return isWhole ? (value as Status) : null
}

// One that was left holds no other.
function isLeft(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !('left' in value) && parseStatus(value) !== null
}
