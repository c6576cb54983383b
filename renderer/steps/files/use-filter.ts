import { useState } from 'react'
import type { RowOrder, RowsQuery } from '../../../shared/files/rescue.ts'

/** Which files the list shows, and in which order. */
export type Filter = Omit<RowsQuery, 'from' | 'count'>

export const wholeList: Filter = {
  reason: null,
  status: null,
  onlyRenamed: false,
  search: '',
  order: 'folder',
  isDescending: false,
}

export function useFilter(): readonly [Filter, (change: Partial<Filter>) => void] {
  const [filter, setFilter] = useState(wholeList)
  return [filter, (change) => setFilter((last) => ({ ...last, ...change }))]
}

/** The order that a press on a column's name gives: names begin at the beginning, sizes and dates at the largest; then the other way. */
export function turnOrder(
  filter: Pick<Filter, 'order' | 'isDescending'>,
  column: RowOrder,
): Pick<Filter, 'order' | 'isDescending'> {
  if (filter.order === column) return { order: column, isDescending: !filter.isDescending }
  return { order: column, isDescending: column === 'size' || column === 'modified' }
}

export function isSameFilter(left: Filter, right: Filter): boolean {
  return (
    left.reason === right.reason &&
    left.status === right.status &&
    left.onlyRenamed === right.onlyRenamed &&
    left.search === right.search &&
    left.order === right.order &&
    left.isDescending === right.isDescending
  )
}
