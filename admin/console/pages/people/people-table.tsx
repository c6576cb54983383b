import type { ReactElement } from 'react'
import type { PersonRow } from '../../api/answers.ts'
import { useIsAdmin } from '../../role.ts'
import { useWords } from '../../use-words.ts'
import { PeopleHead } from './people-head.tsx'
import type { PeopleOrder } from './people-order.ts'
import { ChooseCell, PersonCells } from './people-cells.tsx'
import { usePeopleRows } from './use-people-rows.ts'

type PeopleTableProps = {
  readonly people: readonly PersonRow[]
  /** How many people match; -1 where only a part was counted. */
  readonly total: number
  readonly address: string
  readonly order: PeopleOrder
  readonly onOrder: (order: PeopleOrder) => void
  readonly isMore: boolean
  readonly onMore: () => void
}

/** A table of any length. Only the rows in sight exist. */
export function PeopleTable({ total, order, onOrder, ...list }: PeopleTableProps): ReactElement {
  const { people } = list
  const { say } = useWords()
  const isAdmin = useIsAdmin()
  const { frame, virtualizer, moveFocus } = usePeopleRows(list)
  return (
    <div
      className="grid"
      role="table"
      aria-label={say('pages/people')}
      aria-rowcount={total === -1 ? -1 : total + 1}
      data-admin={isAdmin}
    >
      <div role="presentation" className="grid-body" ref={frame} onKeyDown={moveFocus}>
        <PeopleHead isAdmin={isAdmin} order={order} onOrder={onOrder} />
        <div role="rowgroup" className="grid-all" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const person = people[index]
            if (person === undefined) return null
            return (
              <div
                key={key}
                role="row"
                className="grid-row"
                aria-rowindex={index + 2}
                data-place={index}
                data-index={index}
                ref={virtualizer.measureElement}
                style={{ transform: `translateY(${start - virtualizer.options.scrollMargin}px)` }}
              >
                {isAdmin && <ChooseCell person={person} />}
                <PersonCells person={person} />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
