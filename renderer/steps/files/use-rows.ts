import { useEffect, useRef } from 'react'
import { mostRows, type RescueRow, type RescueState } from '../../../shared/files/rescue.ts'
import { isSameFilter, type Filter } from './use-filter.ts'

/** Rows are asked for in steps, so that not every line of scrolling asks. */
const step = 50
/** How many rows are had ready above what is seen. */
const ahead = 75
/** While somebody scrolls main is asked no more often than this. */
const restMilliseconds = 40

export type Rows = {
  /** How many rows there are; null while main has not said. */
  readonly total: number | null
  /** The row at a place of the list; null while it is on its way. */
  readonly at: (place: number) => RescueRow | null
}

/** The rows round the first that is seen. Main holds the list; only a part of it is ever here. */
export function useRows({ rows }: RescueState, filter: Filter, first: number): Rows {
  const from = Math.max(0, Math.floor((first - ahead) / step) * step)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const askedAt = useRef(0)
  useEffect(() => {
    const ask = (): void => {
      askedAt.current = performance.now()
      void window.landfall.listRescue({ ...filter, from, count: mostRows })
    }
    const rest = restMilliseconds - (performance.now() - askedAt.current)
    timer.current = setTimeout(ask, Math.max(0, rest))
    return () => clearTimeout(timer.current)
  }, [filter, from])
  const isOurs = rows !== null && isSameFilter(rows.query, filter)
  return {
    total: isOurs ? rows.total.files : null,
    at: (place) => (isOurs ? (rows.rows[place - rows.query.from] ?? null) : null),
  }
}
