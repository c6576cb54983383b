import { create } from 'zustand'
import type { PersonRow } from '../../api/answers.ts'

export type ChosenPerson = Pick<PersonRow, 'id' | 'sourceUpn' | 'targetUpn'>
type Chosen = { readonly people: readonly ChosenPerson[] }

/** As many as the endpoint takes at once. */
export const mostChosen = 500

/** Whom the admin has ticked, over every filter and page, as long as this tab is open. */
export const useChosen = create<Chosen>(() => ({ people: [] }))

export function isChosen({ people }: Chosen, id: string): boolean {
  return people.some((one) => one.id === id)
}

/** Ticks a person, or takes the tick away. More than fit are not taken. */
export function toggleChosen({ id, sourceUpn, targetUpn }: ChosenPerson): void {
  useChosen.setState((state) => {
    if (isChosen(state, id)) return { people: state.people.filter((one) => one.id !== id) }
    if (state.people.length >= mostChosen) return state
    return { people: [...state.people, { id, sourceUpn, targetUpn }] }
  })
}

export function chooseNobody(): void {
  useChosen.setState({ people: [] })
}
