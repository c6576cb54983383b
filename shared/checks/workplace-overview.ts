import { silentApps, workplaceSubjects } from '../facts/workplace.ts'
import type { Evidence } from '../findings/finding.ts'

/**
 * What a subject names of the two organisations. `unknown`: it names something, and nothing tells whose it is, or it tells nothing at
 * all. `absent`: it was read and names neither.
 */
export const workplaceStates = ['old', 'new', 'both', 'unknown', 'absent'] as const
export type WorkplaceState = (typeof workplaceStates)[number]

/** How sure a line is. `likely`: by a host or an address. `unread`: it could not be read. `silent`: the program tells no other one. */
export const certainties = ['certain', 'likely', 'unknown', 'unread', 'silent'] as const
export type Certainty = (typeof certainties)[number]

/** From where a line was read. */
export const overviewSources = ['registry', 'local-state', 'one-auth', 'system'] as const
export type OverviewSource = (typeof overviewSources)[number]

/** All that the overview speaks of, in its order: what is read, the join of the computer, and what tells nothing. */
export const overviewSubjects = [...workplaceSubjects, 'device', ...silentApps] as const
export type OverviewSubject = (typeof overviewSubjects)[number]

/** One line of the overview; there is none for a subject that names neither organisation. */
export type OverviewLine = {
  readonly subject: OverviewSubject
  readonly state: Exclude<WorkplaceState, 'absent'>
  readonly source: OverviewSource
  readonly sure: Certainty
}

/** `office`: `both · registry · likely`. The helpdesk reads it as it is; `--check` and diagnostics files have it. */
export function toOverviewEvidence(
  lines: readonly (Omit<OverviewLine, 'source'> & { readonly source: string })[],
): Evidence {
  return Object.fromEntries(
    lines.map(({ subject, state, source, sure }) => [subject, `${state} · ${source} · ${sure}`]),
  )
}

/** The lines again, in the order of the overview. A line of another version that says more is left out. */
export function readOverview(evidence: Evidence): OverviewLine[] {
  return overviewSubjects.flatMap((subject) => {
    const [state, source, sure] = String(evidence[subject] ?? '').split(' · ')
    const line = {
      state: (['old', 'new', 'both', 'unknown'] as const).find((known) => known === state),
      source: overviewSources.find((known) => known === source),
      sure: certainties.find((known) => known === sure),
    }
    if (line.state === undefined || line.source === undefined || line.sure === undefined) return []
    return [{ subject, state: line.state, source: line.source, sure: line.sure }]
  })
}
