import { create } from 'zustand'
import type { PeoplePage, PersonRow } from '../../api/answers.ts'
import { toPeopleAddress, type PeopleFilter } from './people-filter.ts'

export type ChosenPerson = Pick<PersonRow, 'id' | 'sourceUpn' | 'targetUpn'>

/** Everybody of a filter but a few, however many that is. The endpoint knows who they are, and not this page. */
export type Everybody = {
  readonly filter: PeopleFilter
  readonly total: PeoplePage['total']
  /** Their ids. */
  readonly except: readonly string[]
}
type Chosen = {
  /** Ticked one by one; empty while `everybody` is there. */
  readonly people: readonly ChosenPerson[]
  readonly everybody: Everybody | null
}

/** As many as the endpoint takes by name at once. */
export const mostChosen = 500

/** Whom the admin has ticked, over every filter and page, or everybody of one filter, as long as this tab is open. */
export const useChosen = create<Chosen>(() => ({ people: [], everybody: null }))

export function isChosen({ people, everybody }: Chosen, id: string): boolean {
  return everybody === null ? people.some((one) => one.id === id) : !everybody.except.includes(id)
}

/** Ticks a person, or takes the tick away. More than fit are not taken. */
export function toggleChosen({ id, sourceUpn, targetUpn }: ChosenPerson): void {
  useChosen.setState((state) => {
    const { people, everybody } = state
    if (everybody !== null) {
      const { except } = everybody
      const isOut = except.includes(id)
      if (!isOut && except.length >= mostChosen) return state
      return {
        everybody: { ...everybody, except: isOut ? except.filter((one) => one !== id) : [...except, id] },
      }
    }
    if (isChosen(state, id)) return { people: people.filter((one) => one.id !== id) }
    if (people.length >= mostChosen) return state
    return { people: [...people, { id, sourceUpn, targetUpn }] }
  })
}

export function chooseEverybody(filter: PeopleFilter, total: Everybody['total']): void {
  useChosen.setState({ people: [], everybody: { filter, total, except: [] } })
}

/** Puts people in the place of those who were chosen. */
export function choosePeople(people: readonly ChosenPerson[]): void {
  useChosen.setState({
    people: people.map(({ id, sourceUpn, targetUpn }) => ({ id, sourceUpn, targetUpn })),
    everybody: null,
  })
}

export function chooseNobody(): void {
  choosePeople([])
}

/** Everybody of a filter is not everybody of another one: that choice ends with its filter. */
export function keepChoiceOf(filter: PeopleFilter): void {
  const { everybody } = useChosen.getState()
  if (everybody !== null && toPeopleAddress(everybody.filter) !== toPeopleAddress(filter)) chooseNobody()
}

/** How many are chosen; null where only a part of the filter was counted. */
export function countChosen({ people, everybody }: Chosen): number | null {
  if (everybody === null) return people.length
  return everybody.total.isExact ? everybody.total.people - everybody.except.length : null
}

/** The choice as the endpoint takes it. */
export function toSelection({ people, everybody }: Chosen) {
  if (everybody === null) return { only: people.map(({ id }) => id) }
  return { ...everybody.filter, ...(everybody.except.length > 0 && { except: [...everybody.except] }) }
}
