import { ArrowDown16Regular } from '@fluentui/react-icons/svg/arrow-down'
import { ArrowUp16Regular } from '@fluentui/react-icons/svg/arrow-up'
import { useRef, type KeyboardEvent, type ReactElement } from 'react'
import type { RowOrder } from '../../../shared/files/rescue.ts'
import { useWords } from '../../use-words.ts'
import { turnOrder, type Filter } from './use-filter.ts'

type FileHeadProps = {
  readonly filter: Filter
  readonly onFilter: (change: Partial<Filter>) => void
  /** The arrow down leads back to the row that has the focus. */
  readonly onLeave: () => void
}

const columns = ['name', 'modified', 'size'] as const satisfies readonly RowOrder[]

/** The columns' names, which sort. The arrow up from the first row leads here; arrows go from one to the next. */
export function FileHead({ filter, onFilter, onLeave }: FileHeadProps): ReactElement {
  const { say } = useWords()
  const root = useRef<HTMLDivElement>(null)

  function press(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') onLeave()
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      const buttons = [...(root.current?.querySelectorAll('button') ?? [])]
      const isForward = (event.key === 'ArrowRight') !== (document.documentElement.dir === 'rtl')
      const at = buttons.findIndex((button) => button === document.activeElement)
      buttons[at + (isForward ? 1 : -1)]?.focus()
    } else if (event.key !== 'ArrowUp') return
    event.stopPropagation()
    event.preventDefault()
  }

  return (
    <div role="rowgroup">
      <div className="file-head" role="row" aria-rowindex={1} ref={root} onKeyDown={press}>
        <span className="file-choice" role="columnheader">
          <span className="unseen">{say('files/column-choice')}</span>
        </span>
        {columns.map((column) => (
          <span
            key={column}
            className={`file-${column}`}
            role="columnheader"
            aria-sort={toSort(filter, column)}
          >
            <button
              type="button"
              className="file-sort"
              tabIndex={-1}
              onClick={() => onFilter(turnOrder(filter, column))}
            >
              {say(`files/column-${column}`)}
              {filter.order === column &&
                (filter.isDescending ? <ArrowDown16Regular aria-hidden /> : <ArrowUp16Regular aria-hidden />)}
            </button>
          </span>
        ))}
        <span className="file-leave" role="columnheader">
          <span className="unseen">{say('files/row-waive')}</span>
        </span>
      </div>
    </div>
  )
}

function toSort({ order, isDescending }: Filter, column: RowOrder): 'ascending' | 'descending' | 'none' {
  if (order !== column) return 'none'
  return isDescending ? 'descending' : 'ascending'
}
