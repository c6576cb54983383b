import type { ReactElement } from 'react'
import type { PersonRow } from '../../api/answers.ts'
import { useIsAdmin } from '../../role.ts'
import { useWords } from '../../use-words.ts'
import { ChooseCell, PersonCells } from './people-cells.tsx'
import { usePeopleRows } from './use-people-rows.ts'

type PeopleTableProps = {
  readonly people: readonly PersonRow[]
  /** How many people match; -1 where only a part was counted. */
  readonly total: number
  readonly isMore: boolean
  readonly onMore: () => void
}

/** A table of any length. Only the rows in sight exist. */
export function PeopleTable({ people, total, isMore, onMore }: PeopleTableProps): ReactElement {
  const { say } = useWords()
  const isAdmin = useIsAdmin()
  const { frame, virtualizer, moveFocus } = usePeopleRows(people, isMore, onMore)
  return (
    <div
      className="grid"
      role="table"
      aria-label={say('pages/people')}
      aria-rowcount={total === -1 ? -1 : total + 1}
      data-admin={isAdmin}
    >
      <div role="presentation" className="grid-body" ref={frame} onKeyDown={moveFocus}>
        <PeopleHead isAdmin={isAdmin} />
        <div role="rowgroup" className="grid-all" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start, size }) => {
            const person = people[index]
            if (person === undefined) return null
            return (
              <div
                key={key}
                role="row"
                className="grid-row"
                aria-rowindex={index + 2}
                data-place={index}
                style={{
                  height: size,
                  transform: `translateY(${start - virtualizer.options.scrollMargin}px)`,
                }}
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

function PeopleHead({ isAdmin }: { isAdmin: boolean }): ReactElement {
  const { say } = useWords()
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" className="grid-row" aria-rowindex={1}>
        {isAdmin && (
          <span role="columnheader">
            <span className="unseen">{say('people/choose')}</span>
          </span>
        )}
        <span role="columnheader">{say('people/address')}</span>
        <span role="columnheader">{say('filter/wave')}</span>
        <span role="columnheader">{say('filter/state')}</span>
        <span role="columnheader">{say('filter/blocker')}</span>
        <span role="columnheader">{say('people/last-seen')}</span>
      </div>
    </div>
  )
}
