import type { Finding } from '../findings/finding.ts'
import type { Outcome, Phase, StepId, Verdict } from '../findings/vocabulary.ts'

/**
 * Why a step was not asked. `not-applicable` alone is a pass: there is nothing to ask about. `waits` is for what another step
 * brings, which has a finding of its own, or for a look through folders that has not ended. `not-told`: this system does not say it
 * to anybody.
 */
export const unaskedReasons = [
  'not-in-phase',
  'outside-this-look',
  'switched-off',
  'waits',
  'not-applicable',
  'not-told',
] as const
export type UnaskedReason = (typeof unaskedReasons)[number]

/** `reason` is there for a step that was not asked. `informs`: the organisation lets its findings hold no one up. */
export type StepResult = {
  readonly id: StepId
  readonly outcome: Outcome
  readonly reason?: UnaskedReason
  readonly informs?: true
}

/** `local`: only this computer was asked, because no one can sign in here. `full`: every step of the phase. */
export const scopes = ['local', 'full'] as const
export type Scope = (typeof scopes)[number]

/** The JSON of `--check --json`, and what the window and the report are made of. */
export type CheckResult = {
  readonly formatVersion: 1
  readonly app: { readonly name: string; readonly version: string }
  /** ISO 8601, UTC. */
  readonly takenAt: string
  readonly machine: {
    readonly platform: 'windows' | 'macos' | 'linux'
    readonly osVersion: string
    readonly recorded: boolean
  }
  readonly scope: Scope
  readonly phase: Phase
  readonly verdict: Verdict
  readonly steps: readonly StepResult[]
  readonly findings: readonly Finding[]
  readonly supportCode: string
  readonly exitCode: number
}
