import { Checkbox, Input, Select } from '@fluentui/react-components'
import { useEffect, useId, useState, type ReactElement } from 'react'
import { rescueStatuses, rowOrders, type RescueState, type RowOrder } from '../../../shared/files/rescue.ts'
import { notUploadedReasons } from '../../../shared/files/scan.ts'
import { useWords } from '../../use-words.ts'
import type { Filter } from './use-filter.ts'

type ListToolsProps = {
  readonly filter: Filter
  readonly onFilter: (change: Partial<Filter>) => void
  readonly rescue: RescueState
}

/** Debounces typing. */
const typingMilliseconds = 150

/** Search, filters and order of the list. */
export function ListTools({ filter, onFilter, rescue }: ListToolsProps): ReactElement {
  const { say, toNumber } = useWords()
  const [text, setText] = useState(filter.search)
  const id = useId()
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text !== filter.search) onFilter({ search: text })
    }, typingMilliseconds)
    return () => clearTimeout(timer)
  }, [text, filter.search, onFilter])
  const { totals, run } = rescue
  const hasRenames = run.kind === 'planned' && run.plan.renames.length > 0
  return (
    <div className="file-tools" role="search">
      <label htmlFor={`${id}-search`}>
        <span>{say('files/search')}</span>
        <Input
          id={`${id}-search`}
          type="search"
          maxLength={400}
          value={text}
          onChange={(_, { value }) => setText(value)}
        />
      </label>
      <label htmlFor={`${id}-reason`}>
        <span>{say('files/filter-reason')}</span>
        <Select
          id={`${id}-reason`}
          value={filter.reason ?? ''}
          onChange={(_, { value }) =>
            onFilter({ reason: notUploadedReasons.find((reason) => reason === value) ?? null })
          }
        >
          <option value="">{say('files/groups-all')}</option>
          {totals?.reasons.map(({ reason, counts }) => (
            <option key={reason} value={reason}>
              {`${say(`files/reason/${reason}/name`)} (${toNumber(counts.all.files)})`}
            </option>
          ))}
        </Select>
      </label>
      <label htmlFor={`${id}-status`}>
        <span>{say('files/filter-status')}</span>
        <Select
          id={`${id}-status`}
          value={filter.status ?? ''}
          onChange={(_, { value }) =>
            onFilter({ status: rescueStatuses.find((status) => status === value) ?? null })
          }
        >
          <option value="">{say('files/filter-status-all')}</option>
          {rescueStatuses
            .filter((status) => status === filter.status || (totals?.all[status].files ?? 0) > 0)
            .map((status) => (
              <option key={status} value={status}>
                {`${say(`files/all-${status}`)} (${toNumber(totals?.all[status].files ?? 0)})`}
              </option>
            ))}
        </Select>
      </label>
      <label htmlFor={`${id}-order`}>
        <span>{say('files/order')}</span>
        <Select id={`${id}-order`} value={filter.order} onChange={(_, { value }) => onFilter(toOrder(value))}>
          {rowOrders.map((order) => (
            <option key={order} value={order}>
              {say(`files/order-${order}`)}
            </option>
          ))}
        </Select>
      </label>
      {(hasRenames || filter.onlyRenamed) && (
        <Checkbox
          checked={filter.onlyRenamed}
          label={say('files/only-renamed')}
          onChange={(_, { checked }) => onFilter({ onlyRenamed: checked === true })}
        />
      )}
    </div>
  )
}

/** Names begin at the beginning, sizes and dates at the largest. */
function toOrder(value: string): Pick<Filter, 'order' | 'isDescending'> {
  const order: RowOrder = rowOrders.find((known) => known === value) ?? 'folder'
  return { order, isDescending: order === 'size' || order === 'modified' }
}
