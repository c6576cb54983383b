import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useSyncExternalStore, type KeyboardEvent, type RefObject } from 'react'
import type { PersonRow } from '../../api/answers.ts'

const narrow = window.matchMedia('(max-width: 760px)')
/** What a row takes whose texts need one line each; longer ones wrap, and a row is measured once it is made. */
const rowHeights = { wide: 53, narrow: 156 }
/** In pixels, as the style has it; a narrow page has no header row. */
const headHeight = 36
/** Rows that are made above and below those in sight. */
const overscan = 12

export type PeopleRows = {
  readonly frame: RefObject<HTMLDivElement | null>
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>
  /** Moves the keyboard focus by row, by page, and to both ends. */
  readonly moveFocus: (event: KeyboardEvent<HTMLDivElement>) => void
}

type PeopleList = {
  readonly people: readonly PersonRow[]
  /** Another filter or order is another list, which begins at its first row. */
  readonly address: string
  readonly isMore: boolean
  readonly onMore: () => void
}

/** Makes only the rows in sight, and asks for the next page before its rows are due. */
export function usePeopleRows({ people, address, isMore, onMore }: PeopleList): PeopleRows {
  const isNarrow = useSyncExternalStore(listenToWidth, () => narrow.matches)
  const frame = useRef<HTMLDivElement>(null)
  // No compiler memoizes here, which is what this rule is about.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: people.length,
    getScrollElement: () => frame.current,
    estimateSize: () => (isNarrow ? rowHeights.narrow : rowHeights.wide),
    overscan,
    scrollMargin: isNarrow ? 0 : headHeight,
    scrollPaddingStart: isNarrow ? 0 : headHeight,
    getItemKey: (place) => people[place]?.id ?? place,
  })
  useEffect(() => virtualizer.measure(), [isNarrow, virtualizer])
  // By the virtualizer, which may still be on its way to another row.
  useEffect(() => virtualizer.scrollToOffset(0), [address, virtualizer])
  const rows = virtualizer.getVirtualItems()
  const lastShown = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (isMore && lastShown > people.length - 60) onMore()
  }, [isMore, lastShown, people.length, onMore])

  function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-place]')
    if (row === null) return
    const wanted = targetOf(event.key, Number(row.dataset['place']), rows.length, people.length)
    if (wanted === undefined) return
    event.preventDefault()
    const next = Math.min(people.length - 1, Math.max(0, wanted))
    virtualizer.scrollToIndex(next)
    // The row may not exist before the next frame.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        frame.current?.querySelector<HTMLElement>(`[data-place="${next}"] .person-link`)?.focus(),
      ),
    )
  }

  return { frame, virtualizer, moveFocus }
}

/** The row that a key moves to, perhaps beyond an end; undefined for other keys. */
function targetOf(key: string, place: number, rowsMade: number, people: number): number | undefined {
  const page = Math.max(1, rowsMade - 2 * overscan)
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + page,
    PageUp: place - page,
    Home: 0,
    End: people - 1,
  }
  return targets[key]
}

function listenToWidth(changed: () => void): () => void {
  narrow.addEventListener('change', changed)
  return () => narrow.removeEventListener('change', changed)
}
