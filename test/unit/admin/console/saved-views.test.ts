import { describe, expect, it } from 'vitest'
import {
  mostViews,
  readViews,
  removeView,
  saveView,
} from '../../../../admin/console/pages/people/saved-views.ts'

function createKeep(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, value) {
      kept.set(key, value)
    },
  }
}
const stuck = { name: 'Stuck', address: '/people?state=stuck&sort=seen' }
const north = { name: 'North', address: '/people?wave=North' }

describe('saved views', () => {
  it('are kept for each account, by name', () => {
    const keep = createKeep()
    saveView(keep, 'Ada@fabrikam.com', stuck)
    saveView(keep, 'ada@fabrikam.com', north)
    saveView(keep, 'hal@fabrikam.com', { name: 'Mine', address: '/people' })
    expect(readViews(keep, 'ada@fabrikam.com')).toEqual([north, stuck])
    expect(removeView(keep, 'ada@fabrikam.com', 'North')).toEqual([stuck])
    expect(readViews(keep, 'hal@fabrikam.com')).toHaveLength(1)
  })

  it('take the place of one with the same name, and stay as they are without a name or room', () => {
    const keep = createKeep()
    saveView(keep, 'ada', stuck)
    expect(saveView(keep, 'ada', { name: ' Stuck ', address: '/people' })).toEqual([
      { name: 'Stuck', address: '/people' },
    ])
    expect(saveView(keep, 'ada', { name: '  ', address: '/people' })).toHaveLength(1)
    for (let place = 1; place < mostViews; place += 1) saveView(keep, 'ada', { ...north, name: `${place}` })
    expect(saveView(keep, 'ada', { ...north, name: 'one more' })).toHaveLength(mostViews)
  })

  it.each([
    ['no list', '{'],
    ['an address that leads away', '[{"name":"x","address":"//elsewhere.example"}]'],
    ['a script as an address', '[{"name":"x","address":"javascript:alert(1)"}]'],
  ])('are none where the browser holds %s', (_name, text) => {
    expect(readViews({ getItem: () => text, setItem: () => {} }, 'ada')).toEqual([])
  })

  it('stay as they were where the browser keeps nothing', () => {
    const refuse = (): never => {
      throw new Error('QuotaExceededError')
    }
    expect(saveView({ getItem: () => null, setItem: refuse }, 'ada', stuck)).toEqual([])
  })
})
