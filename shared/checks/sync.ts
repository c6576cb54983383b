import { createFinding, type Evidence, type Finding } from '../findings/finding.ts'
import type { SyncAccount, SyncLog } from '../facts/machine.ts'
import type { Reading } from '../facts/reading.ts'

/** The client writes its log when it likes; up to an hour old is normal (pitfall 12). */
const freshMinutes = 60

/** The one code that four sources agree on; every other is a hint at most (pitfall 13). */
const pausedState = 65_536

/**
 * Judges from the client's own log whether an account's sync is finished. Counters come before codes, and a log
 * that is old, or says nothing, is neither a pass nor an error. Its age is counted to when it was read.
 */
export function judgeSync(
  logs: Reading<readonly SyncLog[]>,
  { slot, lastSignInAt }: Pick<SyncAccount, 'slot' | 'lastSignInAt'>,
  isRunning: boolean | null,
): Finding[] {
  const unknown = (reason: string, more: Evidence = {}): Finding[] => [
    createFinding('sync.unknown', logs, { reason, ...more }),
  ]
  if (logs.kind === 'unreadable') return unknown(logs.reason)
  const log = logs.value.find((candidate) => candidate.slot.toLowerCase() === slot.toLowerCase())
  if (log === undefined) return unknown('no-log')
  if (log.unreadable !== null) return unknown(log.unreadable)
  const { writtenAt } = log
  if (writtenAt === null) return unknown('no-time')
  const ageMinutes = Math.round((Date.parse(logs.readAt) - Date.parse(writtenAt)) / 60_000)
  const age = { ageMinutes, writtenAt }
  // A slot that was used before still has the log of the account that was there: no log of this one.
  if (lastSignInAt !== null && Date.parse(writtenAt) < Date.parse(lastSignInAt)) {
    return unknown('before-link', { ...age, lastSignInAt })
  }
  if (isRunning === false) return unknown('client-not-running', age)
  // A clock that was put right meanwhile may leave a log of the future.
  if (Math.abs(ageMinutes) > freshMinutes) {
    const told = judgeLog(log, age, logs).find(({ outcome }) => outcome !== 'unknown')
    return unknown('old', { ...age, ...(told !== undefined && { lastTold: told.code }) })
  }
  return judgeLog(log, age, logs)
}

/** True where there is no log of now, and the last one told of nothing that was open. */
export function saysNothing({ code, evidence }: Finding): boolean {
  if (code !== 'sync.unknown') return false
  const { reason, lastTold } = evidence
  return reason === 'no-log' || reason === 'before-link' || (reason === 'old' && lastTold === undefined)
}

function judgeLog(log: SyncLog, age: Evidence, logs: Reading<readonly SyncLog[]>): Finding[] {
  const { failures, isStalled, progressState } = log
  if ((failures ?? 0) > 0 || isStalled === true) {
    return [createFinding('sync.failing', logs, { failures, isStalled, progressState, ...age })]
  }
  const evidence = { ...toAmounts(log), progressState, ...age }
  if (progressState === pausedState) return [createFinding('sync.paused', logs, evidence)]
  const left = [log.filesToUpload, log.filesToDownload, log.changes, log.drivesWaiting]
  if (left.some((count) => (count ?? 0) > 0)) return [createFinding('sync.pending', logs, evidence)]
  // What is not counted is not 0: without it no one can tell that nothing waits, and that nothing failed.
  const missing = neededCounters.filter((name) => log[name] === null)
  if (missing.length === 0) return []
  const reason = missing.length === neededCounters.length ? 'nothing-counted' : 'not-counted'
  return [createFinding('sync.unknown', logs, { reason, missing, progressState, ...age })]
}

/** Every client whose log is known writes these; a finished sync says 0 of each. */
const neededCounters = ['filesToUpload', 'filesToDownload', 'changes', 'drivesWaiting', 'failures'] as const

/** `files` and `bytes` may be reported; the rest is for the helpdesk. */
function toAmounts(log: SyncLog): Evidence {
  const { filesToUpload, filesToDownload, bytesToUpload, bytesToDownload, changes, drivesWaiting } = log
  return {
    files: (filesToUpload ?? 0) + (filesToDownload ?? 0),
    bytes: (bytesToUpload ?? 0) + (bytesToDownload ?? 0),
    filesToUpload,
    filesToDownload,
    changes,
    drivesWaiting,
  }
}
