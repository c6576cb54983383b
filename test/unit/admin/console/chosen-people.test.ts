import { beforeEach, describe, expect, it } from 'vitest'
import {
  chooseEverybody,
  chooseNobody,
  countChosen,
  isChosen,
  keepChoiceOf,
  mostChosen,
  toggleChosen,
  toSelection,
  useChosen,
} from '../../../../admin/console/pages/people/chosen-people.ts'

const person = (id: string) => ({ id, sourceUpn: `${id}@contoso.com`, targetUpn: `${id}@fabrikam.com` })
const stuck = { state: 'stuck' as const }
beforeEach(chooseNobody)

describe('the chosen people', () => {
  it('are those who were ticked, and go to the endpoint by their ids', () => {
    toggleChosen(person('amy'))
    toggleChosen(person('bob'))
    toggleChosen(person('amy'))
    expect(toSelection(useChosen.getState())).toEqual({ only: ['bob'] })
    expect(countChosen(useChosen.getState())).toBe(1)
  })

  it('are no more by name than the endpoint takes', () => {
    for (let place = 0; place <= mostChosen; place += 1) toggleChosen(person(`p${place}`))
    expect(countChosen(useChosen.getState())).toBe(mostChosen)
  })

  it('are everybody of a filter, however many, but those who are taken out', () => {
    chooseEverybody(stuck, { people: 20_000, isExact: true })
    toggleChosen(person('amy'))
    const state = useChosen.getState()
    expect([isChosen(state, 'amy'), isChosen(state, 'bob')]).toEqual([false, true])
    expect(countChosen(state)).toBe(19_999)
    expect(toSelection(state)).toEqual({ state: 'stuck', except: ['amy'] })
    toggleChosen(person('amy'))
    expect(toSelection(useChosen.getState())).toEqual({ state: 'stuck' })
  })

  it('are of no known number where a filter was counted in part', () => {
    chooseEverybody({ search: 'con' }, { people: 1000, isExact: false })
    expect(countChosen(useChosen.getState())).toBeNull()
  })

  it('are not everybody of another filter', () => {
    chooseEverybody(stuck, { people: 20, isExact: true })
    keepChoiceOf({ state: 'stuck' })
    expect(useChosen.getState().everybody).not.toBeNull()
    keepChoiceOf({ state: 'done' })
    expect(toSelection(useChosen.getState())).toEqual({ only: [] })
  })
})
