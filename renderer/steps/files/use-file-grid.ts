import { defaultRangeExtractor, useVirtualizer, type Range, type VirtualItem } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import type { RescueRow, RescueRows } from '../../../shared/files/rescue.ts'
import { hasNews } from './row-actions.ts'
import type { Filter } from './use-filter.ts'
import type { Rows } from './use-rows.ts'

/** Beyond this the browser could not tell the places of rows apart; a search finds the others. */
export const mostListed = 400_000
const rowHeight = 60
const folderHeight = 40
const newsHeight = 20

export type FileGrid = {
  /** How many rows the grid holds: at most `mostListed`. */
  readonly count: number
  /** The one row in the tab order. */
  readonly active: number
  readonly setActive: (place: number) => void
  /** The height of all rows together, in pixels. */
  readonly height: number
  readonly items: readonly VirtualItem[]
  /** The folder that begins with a row; null where it does not begin there. */
  readonly folderAt: (place: number) => string | null
  /** Moves the focus to a row. */
  readonly focus: (place: number) => void
  /** Moves the focus as the arrow keys do. False for a key that leads nowhere. */
  readonly press: (event: KeyboardEvent) => boolean
}

type GridInput = {
  /** The element that scrolls. */
  readonly box: RefObject<HTMLDivElement | null>
  readonly list: Rows
  readonly rows: RescueRows | null
  readonly filter: Filter
  /** Told the first row in sight whenever it changes. */
  readonly onFirst: (place: number) => void
}

/** As many rows as can be seen, however long the list is. One tab stop; arrow keys go through it. */
export function useFileGrid({ box, list, rows, filter, onFirst }: GridInput): FileGrid {
  const { total, at } = list
  const count = Math.min(total ?? 0, mostListed)
  const isGrouped = filter.order === 'folder'
  const folderAt = (place: number): string | null => {
    const row = at(place)
    if (!isGrouped || row === null) return null
    return place === 0 || at(place - 1)?.folder !== row.folder ? row.folder : null
  }
  const { active, setActive, go } = useActiveRow(box, count)
  // The row that has the focus stays, wherever the wheel goes.
  const extract = useCallback(
    (range: Range) => [...new Set([...defaultRangeExtractor(range), active])].toSorted((a, b) => a - b),
    [active],
  )
  // It is called where its values are read, in this component alone.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: (place) => heightOf(at(place), folderAt(place) !== null),
    overscan: 6,
    rangeExtractor: extract,
    onChange: ({ range }) => onFirst(range?.startIndex ?? 0),
  })
  useEffect(() => virtual.measure(), [virtual, rows, isGrouped])
  useEffect(() => {
    box.current?.scrollTo({ top: 0 })
    setActive(0)
  }, [box, filter, setActive])
  const focus = (place: number): void => {
    go(place)
    virtual.scrollToIndex(place)
  }
  return {
    count,
    active,
    setActive,
    height: virtual.getTotalSize(),
    items: virtual.getVirtualItems(),
    folderAt,
    focus,
    press: ({ key }) => {
      const place = placeFor(key, active, count, box.current?.clientHeight ?? rowHeight)
      if (place === null) return false
      if (place === head) box.current?.closest('[role=grid]')?.querySelector('button')?.focus()
      else focus(place)
      return true
    },
  }
}

/** A move by the keyboard focuses the row it reaches; one by the wheel takes the focus nowhere. */
function useActiveRow(
  box: RefObject<HTMLDivElement | null>,
  count: number,
): Pick<FileGrid, 'active' | 'setActive'> & { readonly go: (place: number) => void } {
  const [wanted, setActive] = useState(0)
  const wantsFocus = useRef(false)
  const active = Math.min(wanted, Math.max(0, count - 1))
  const focusRow = (place: number): void => {
    const row = box.current?.querySelector<HTMLElement>(`[data-place="${place}"]`)
    wantsFocus.current = row === null || row === undefined
    row?.focus({ preventScroll: true })
  }
  useEffect(() => {
    if (wantsFocus.current) focusRow(active)
  })
  const go = (place: number): void => {
    setActive(place)
    // The row may be the active one already, and then nothing is drawn again.
    focusRow(place)
  }
  return { active, setActive, go }
}

/** The place of the columns' names, above the first row. */
export const head = -1

/** The row that a key leads to from `active`, or `head`; null for a key that leads nowhere. */
export function placeFor(key: string, active: number, count: number, boxHeight: number): number | null {
  const page = Math.max(1, Math.floor(boxHeight / rowHeight) - 1)
  const places: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: count - 1,
  }
  const place = places[key]
  if (key === 'ArrowUp' && active === 0) return head
  return place === undefined ? null : Math.max(0, Math.min(count - 1, place))
}

function heightOf(row: RescueRow | null, beginsFolder: boolean): number {
  const news = row !== null && hasNews(row) ? newsHeight : 0
  return rowHeight + news + (beginsFolder ? folderHeight : 0)
}
