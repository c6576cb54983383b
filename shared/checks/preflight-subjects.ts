import type { Evidence } from '../findings/finding.ts'

/** What the page before the move speaks of, in its order: what the person can do first. */
export const preflightSubjects = ['mail', 'notebooks', 'room', 'folders', 'deletion', 'people'] as const
export type PreflightSubject = (typeof preflightSubjects)[number]

/** `open`: there is a finding. `unknown`: it could not be seen, so that nothing is promised. */
export const preflightStates = ['fine', 'open', 'unknown'] as const
export type PreflightState = (typeof preflightStates)[number]

/** The states as the evidence of `preflight.overview` has them; a state of another version is unknown. */
export function readPreflight(
  evidence: Evidence,
): { readonly subject: PreflightSubject; readonly state: PreflightState }[] {
  return preflightSubjects.map((subject) => ({
    subject,
    state: preflightStates.find((known) => known === evidence[subject]) ?? 'unknown',
  }))
}
