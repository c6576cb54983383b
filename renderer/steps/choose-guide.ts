import { findingsOf } from './next-step.ts'
import type { Action } from './choose-action.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import { folderHolds } from '../../shared/checks/folder-policies.ts'
import { lastResult, type AppState } from '../../shared/window/state.ts'

/** Numbered lines with a drawing of the place to press. */
export const guideIds = ['start-client', 'resume', 'add-account', 'backup', 'unlink'] as const
export type GuideId = (typeof guideIds)[number]

/** The guide for a finding; null where its own sentence says what to do, or where the button that it names is not offered. */
export function chooseGuide({ code, evidence }: Finding, action: Action): GuideId | null {
  if (action.kind !== 'remedy') return null
  switch (code) {
    case 'client.not-running':
      return 'start-client'
    case 'sync.paused':
      return 'resume'
    case 'account.target-not-linked':
      return 'add-account'
    case 'folders.in-source':
      return folderHolds.some((hold) => hold === evidence['hold']) ? null : 'backup'
    case 'old-account.linked':
    case 'old-account.added-again':
      return 'unlink'
    default:
      return null
  }
}

/** True where the files were looked through, passed, and nothing looks again: what Landfall knows is not asked of the person. */
export function haveFilesPassed(state: AppState): boolean {
  const result = lastResult(state.check)
  if (result === null || state.check.kind !== 'done' || state.scan.kind === 'running') return false
  const hasPassed = result.steps.some(
    ({ id, outcome, reason }) => id === 'files' && outcome === 'pass' && reason === undefined,
  )
  return hasPassed && findingsOf(result, 'files').every(({ outcome }) => outcome === 'pass')
}
