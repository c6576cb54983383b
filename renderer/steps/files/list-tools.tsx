import { Checkbox, Input, Select } from '@fluentui/react-components'
import { useEffect, useId, useState, type ReactElement, type ReactNode } from 'react'
import { rescueStatuses, type RescueState } from '../../../shared/files/rescue.ts'
import { useWords } from '../../use-words.ts'
import type { Filter } from './use-filter.ts'

type ListToolsProps = {
  readonly filter: Filter
  readonly onFilter: (change: Partial<Filter>) => void
  readonly rescue: RescueState
  /** What was found, at the end of the row. */
  readonly children: ReactNode
}

/** Debounces typing. */
const typingMilliseconds = 150

/** Search, and what else the list leaves out or keeps together. Reasons and order have buttons of their own. */
export function ListTools({ filter, onFilter, rescue, children }: ListToolsProps): ReactElement {
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
  const statuses = rescueStatuses.filter(
    (status) => status === filter.status || (totals?.all[status].files ?? 0) > 0,
  )
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
      {statuses.length > 1 && (
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
            {statuses.map((status) => (
              <option key={status} value={status}>
                {`${say(`files/all-${status}`)} (${toNumber(totals?.all[status].files ?? 0)})`}
              </option>
            ))}
          </Select>
        </label>
      )}
      <Checkbox
        checked={filter.order === 'folder'}
        label={say('files/order-folder')}
        onChange={(_, { checked }) =>
          onFilter({ order: checked === true ? 'folder' : 'name', isDescending: false })
        }
      />
      {(hasRenames || filter.onlyRenamed) && (
        <Checkbox
          checked={filter.onlyRenamed}
          label={say('files/only-renamed')}
          onChange={(_, { checked }) => onFilter({ onlyRenamed: checked === true })}
        />
      )}
      {children}
    </div>
  )
}
