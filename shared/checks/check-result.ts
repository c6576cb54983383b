import type { Finding } from '../finding.ts'
import type { Outcome, Phase, StepId, Verdict } from '../vocabulary.ts'

export type StepResult = { readonly id: StepId; readonly outcome: Outcome }

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
  readonly phase: Phase
  readonly verdict: Verdict
  readonly steps: readonly StepResult[]
  readonly findings: readonly Finding[]
  readonly supportCode: string
  readonly exitCode: number
}
