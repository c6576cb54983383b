import type { ReactElement } from 'react'
import { useWords, type WordKey } from '../../use-words.ts'
import { orderAfter, type PeopleOrder, type PeopleSort } from './people-order.ts'

type OrderProps = { readonly order: PeopleOrder; readonly onOrder: (order: PeopleOrder) => void }

/** The name of what each order goes by. */
export const sortWords = {
  name: 'people/name',
  address: 'people/address',
  wave: 'filter/wave',
  state: 'filter/state',
  seen: 'people/last-seen',
} as const satisfies Readonly<Record<PeopleSort, WordKey>>

/** The names of the columns, which sort by them. */
export function PeopleHead({ isAdmin, ...given }: OrderProps & { isAdmin: boolean }): ReactElement {
  const { say } = useWords()
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" className="grid-row" aria-rowindex={1}>
        {isAdmin && (
          <span role="columnheader">
            <span className="unseen">{say('people/choose')}</span>
          </span>
        )}
        <SortHead {...given} sorts={['name', 'address']} />
        <SortHead {...given} sorts={['wave']} />
        <SortHead {...given} sorts={['state']} />
        <span role="columnheader">{say('filter/blocker')}</span>
        <SortHead {...given} sorts={['seen']} />
      </div>
    </div>
  )
}

/** A column that has what these orders go by. */
function SortHead({ order, onOrder, sorts }: OrderProps & { sorts: readonly PeopleSort[] }): ReactElement {
  const { say } = useWords()
  const direction = order.order === 'asc' ? 'ascending' : 'descending'
  return (
    <span
      role="columnheader"
      className="sort-head"
      aria-sort={sorts.includes(order.sort) ? direction : 'none'}
    >
      {sorts.map((sort) => (
        <button
          key={sort}
          type="button"
          className="sort"
          aria-label={say('people/sort-by', { column: say(sortWords[sort]) })}
          aria-pressed={order.sort === sort}
          onClick={() => onOrder(orderAfter(order, sort))}
        >
          {say(sortWords[sort])}
          <span aria-hidden className="sort-mark">
            {order.sort === sort && (order.order === 'asc' ? '▲' : '▼')}
          </span>
        </button>
      ))}
    </span>
  )
}
