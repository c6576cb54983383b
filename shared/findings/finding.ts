import { meaningOf, type FindingCode, type Meaning, type Outcome, type Owner } from './vocabulary.ts'

/** Plain values a person at the machine may read: paths and addresses stay here and are never reported. */
export type Evidence = { readonly [key: string]: string | number | boolean | null | readonly string[] }

/** A piece of evidence as it is shown, the parts of a list in lines. */
export function toEvidenceText(value: Evidence[string]): string {
  if (value === null || value === undefined) return '–'
  return typeof value === 'object' ? value.join('\n') || '–' : String(value)
}

/** What was found out about one thing, and where that was read. */
export type Finding = {
  readonly code: FindingCode
  readonly step: Meaning['step']
  readonly outcome: Outcome
  readonly owner: Owner | null
  readonly evidence: Evidence
  /** Where the facts come from: `registry`, `graph`, `token`, `processes`, `configuration`, … */
  readonly source: string
  /** ISO 8601, UTC. */
  readonly readAt: string
}

/** Makes a finding: step, outcome and owner follow from the code. */
export function createFinding(
  code: FindingCode,
  read: { source: string; readAt: string },
  evidence: Evidence = {},
): Finding {
  const { step, outcome, owner } = meaningOf(code)
  return { code, step, outcome, owner, evidence, source: read.source, readAt: read.readAt }
}
