import { z } from 'zod'
import type { CheckResult, Scope } from '../checks/check-result.ts'
import { isReasonCode } from '../findings/reason-code.ts'
import type { FindingCode, Outcome, Owner, Phase, StepId, Verdict } from '../findings/vocabulary.ts'

/** Evidence that may leave the machine: numbers under names that we chose. Nothing else is reported. */
export const reportedCounts = [
  'files',
  'bytes',
  'folders',
  'accounts',
  /** Things of one kind that name the old organisation: accounts, profiles, notebooks, drives. */
  'found',
  'rescued',
  'waiting',
  'present',
  'waived',
  /** Of `rescued` and `present`: documents with Microsoft's additions. */
  'withAdditions',
  /** Entra's own number of a refused sign-in. */
  'number',
] as const

/** One of ours, or a newer client's: kept as it came, and judged as what it is not. `z.custom` would say nothing to the contract. */
const word = <Known extends string>() =>
  z
    .string()
    .max(40)
    .regex(/^[a-z][a-z0-9-]*$/) as unknown as z.ZodType<Known, Known>

/** A code of ours, never a text of the computer: newer desktops may know more of them. */
const reasonSchema = z
  .string()
  .max(40)
  .regex(/^[a-z-]+$/)

const findingSchema = z.looseObject({
  /** Any code of the form, not only today's: newer clients may know more. */
  code: z
    .string()
    .max(80)
    .regex(/^[a-z-]+\.[a-z-]+$/),
  step: z.string().max(40),
  outcome: word<Outcome>(),
  owner: word<Owner>().nullable(),
  counts: z.record(z.string().max(40), z.number()).optional(),
  /** Why it could not be told. */
  reason: reasonSchema.optional(),
})

/** `PUT /v1/reports/{id}`. Loose on purpose: what a newer client adds is kept, not refused. */
export const reportSchema = z.looseObject({
  formatVersion: z.literal(1),
  id: z.guid().toLowerCase(),
  /** Counts up per installation; the highest is the newest, whatever arrives last. */
  sequence: z.int().min(1),
  /** Random, made on first start; not the name or serial number of the computer. */
  deviceId: z.guid().toLowerCase(),
  takenAt: z.iso.datetime(),
  app: z.looseObject({ name: z.string().max(40), version: z.string().max(40) }),
  machine: z.looseObject({
    platform: z.enum(['windows', 'macos', 'linux']),
    osVersion: z.string().max(60),
    recorded: z.boolean(),
  }),
  phase: word<Phase>(),
  verdict: word<Verdict>(),
  /** Whether every step of the phase was asked. Older desktops do not say. */
  scope: word<Scope>().optional(),
  steps: z
    .array(
      z.looseObject({
        id: word<StepId>(),
        outcome: word<Outcome>(),
        /** Why it was not asked. */
        reason: reasonSchema.optional(),
        /** True where the organisation lets the step’s findings hold no one up. */
        informs: z.boolean().optional(),
      }),
    )
    .max(60),
  findings: z.array(findingSchema).max(200),
  supportCode: z.string().max(20),
})
export type CompletionReport = z.infer<typeof reportSchema>

/** What the endpoint answers once the report is on its disk. The same report gets the same receipt. */
export const receiptSchema = z.looseObject({
  reportId: z.guid().toLowerCase(),
  /** Short, for reading aloud: `R-7K3QF2`. */
  receipt: z.string().min(1).max(40),
  receivedAt: z.iso.datetime(),
})
export type Receipt = z.infer<typeof receiptSchema>

/** Every refusal of the endpoint. `code` is stable, `message` is for the log and the admin. */
export const refusalSchema = z.looseObject({
  error: z.looseObject({ code: z.string(), message: z.string() }),
})

/**
 * Whether this code of a refusal is about the token, and no waiting mends it: how the endpoint or its application is set up has to
 * change, or the account. A token that has expired is got anew, and keys that cannot be fetched may be there in a moment.
 */
export function isTokenRefusalCode(code: string): boolean {
  return tokenRefusals.has(code)
}

const tokenRefusals: ReadonlySet<string> = new Set([
  'auth.invalid-token',
  'auth.wrong-audience',
  'auth.version-1-token',
  'auth.wrong-tenant',
  'auth.missing-scope',
  'auth.missing-role',
  'auth.guest',
  'auth.unknown-client',
])

/**
 * Builds the report from a check: codes, counts and ids. Evidence is projected onto `reportedCounts`, so
 * a path or an address cannot travel by accident; without counts, codes alone.
 */
export function buildReport(
  identity: { readonly id: string; readonly sequence: number; readonly deviceId: string },
  check: CheckResult,
  hasCounts = true,
): CompletionReport {
  return {
    formatVersion: 1,
    ...identity,
    takenAt: check.takenAt,
    app: check.app,
    machine: check.machine,
    phase: check.phase,
    verdict: check.verdict,
    scope: check.scope,
    steps: check.steps.map(({ id, outcome, reason, informs }) => ({
      id,
      outcome,
      ...(reason && { reason }),
      ...(informs && { informs }),
    })),
    findings: check.findings.map((finding) => {
      const counts: Record<string, number> = {}
      for (const name of hasCounts ? reportedCounts : []) {
        const value = finding.evidence[name]
        if (typeof value === 'number') counts[name] = value
      }
      const code: FindingCode = finding.code
      const { step, outcome, owner } = finding
      const { reason } = finding.evidence
      return {
        code,
        step,
        outcome,
        owner,
        ...(Object.keys(counts).length > 0 && { counts }),
        ...(isReasonCode(reason) && { reason }),
      }
    }),
    supportCode: check.supportCode,
  }
}
