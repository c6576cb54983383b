import type { RegressionPlan } from '../../api/answers.ts'

type Planned = RegressionPlan['people'][number]
type Held = Planned & { readonly obstacle: NonNullable<Planned['obstacle']> }

export type ReturnCommands = {
  /** Who can go back, in the order of the commands. */
  readonly people: readonly Planned[]
  readonly held: readonly Held[]
  /** First, on the original source: one line for each person who can go back. */
  readonly redirects: string
  /** Second, on the new source; null while one of them cannot be written. */
  readonly moves: string | null
}

/** The commands in the order in which an admin types them: all redirect links before the first move. Held people are left out. */
export function toReturnCommands(plan: RegressionPlan): ReturnCommands {
  const held = plan.people.filter((person): person is Held => person.obstacle !== null)
  const people = plan.people.filter(({ obstacle }) => obstacle === null)
  const moves = people.flatMap(({ move }) => move ?? [])
  return {
    people,
    held,
    redirects: people.map(({ redirectRemoval }) => redirectRemoval).join('\n'),
    moves: moves.length === people.length ? moves.join('\n') : null,
  }
}
