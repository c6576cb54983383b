import { Field, Select } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { useWords } from '../../use-words.ts'
import { sortWords } from './people-head.tsx'
import { peopleSorts, type PeopleOrder } from './people-order.ts'

type OrderFieldsProps = { readonly order: PeopleOrder; readonly onOrder: (order: PeopleOrder) => void }

/** The order on a narrow page, which has no columns to press. */
export function OrderFields({ order, onOrder }: OrderFieldsProps): ReactElement {
  const { say } = useWords()
  return (
    <div className="order-fields">
      <Field label={say('people/sort')}>
        <Select
          value={order.sort}
          onChange={(_event, { value }) => {
            const sort = peopleSorts.find((one) => one === value)
            if (sort !== undefined) onOrder({ ...order, sort })
          }}
        >
          {peopleSorts.map((sort) => (
            <option key={sort} value={sort}>
              {say(sortWords[sort])}
            </option>
          ))}
        </Select>
      </Field>
      <Select
        aria-label={say('people/sort')}
        value={order.order}
        onChange={(_event, { value }) => onOrder({ ...order, order: value === 'desc' ? 'desc' : 'asc' })}
      >
        <option value="asc">{say('people/sort-up')}</option>
        <option value="desc">{say('people/sort-down')}</option>
      </Select>
    </div>
  )
}
