import { Checkbox } from '@fluentui/react-components'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useSyncExternalStore, type KeyboardEvent, type ReactElement } from 'react'
import { Link } from 'wouter'
import type { PersonRow } from '../../api/answers.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { useIsAdmin } from '../../role.ts'
import { useWords } from '../../use-words.ts'
import { isChosen, toggleChosen, useChosen } from './chosen-people.ts'

type PeopleTableProps = {
  readonly people: readonly PersonRow[]
  /** How many there are; -1 where only a part was counted. */
  readonly total: number
  readonly isMore: boolean
  readonly onMore: () => void
}

const narrow = window.matchMedia('(max-width: 760px)')
const rowHeights = { wide: 53, narrow: 156 }
// As the style has it; a narrow page has none.
const headHeight = 36

/** A table of any length: only the rows in sight are made, and the next page is fetched before its rows are due. */
export function PeopleTable({ people, total, isMore, onMore }: PeopleTableProps): ReactElement {
  const { say } = useWords()
  const isAdmin = useIsAdmin()
  const isNarrow = useSyncExternalStore(listenToWidth, () => narrow.matches)
  const frame = useRef<HTMLDivElement>(null)
  // No compiler memoizes here, which is what this rule is about.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: people.length,
    getScrollElement: () => frame.current,
    estimateSize: () => (isNarrow ? rowHeights.narrow : rowHeights.wide),
    overscan: 12,
    scrollMargin: isNarrow ? 0 : headHeight,
    scrollPaddingStart: isNarrow ? 0 : headHeight,
    getItemKey: (place) => people[place]?.id ?? place,
  })
  useEffect(() => virtualizer.measure(), [isNarrow, virtualizer])
  const rows = virtualizer.getVirtualItems()
  const lastShown = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (isMore && lastShown > people.length - 60) onMore()
  }, [isMore, lastShown, people.length, onMore])

  function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-place]')
    if (row === null) return
    const place = Number(row.dataset['place'])
    const rowsInSight = Math.max(1, rows.length - 24)
    const moves: Record<string, number> = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      PageDown: place + rowsInSight,
      PageUp: place - rowsInSight,
      Home: 0,
      End: people.length - 1,
    }
    const wanted = moves[event.key]
    if (wanted === undefined) return
    event.preventDefault()
    const next = Math.min(people.length - 1, Math.max(0, wanted))
    virtualizer.scrollToIndex(next)
    // The row may only now come into being.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        frame.current?.querySelector<HTMLElement>(`[data-place="${next}"] .person-link`)?.focus(),
      ),
    )
  }

  return (
    <div
      className="grid"
      role="table"
      aria-label={say('pages/people')}
      aria-rowcount={total === -1 ? -1 : total + 1}
      data-admin={isAdmin}
    >
      <div role="presentation" className="grid-body" ref={frame} onKeyDown={moveFocus}>
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
        <div role="rowgroup" className="grid-all" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map(({ index, key, start, size }) => {
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

function ChooseCell({ person }: { person: PersonRow }): ReactElement {
  const { say } = useWords()
  const chosen = useChosen((state) => isChosen(state, person.id))
  return (
    <span role="cell">
      <Checkbox
        aria-label={say('people/choose-one', { upn: person.targetUpn })}
        checked={chosen}
        onChange={() => toggleChosen(person)}
      />
    </span>
  )
}

function PersonCells({ person }: { person: PersonRow }): ReactElement {
  const { say, sayTitle, toMoment } = useWords()
  const { blocker, unverified } = person
  return (
    <>
      <span role="cell" className="cell-address">
        <Link href={`/people/${person.id}`} className="link person-link">
          {person.targetUpn}
        </Link>
        <small>{person.sourceUpn}</small>
      </span>
      <span role="cell">{person.wave ?? <span className="quiet">{say('filter/without-wave')}</span>}</span>
      <span role="cell">
        <StateBadge state={person.state} />
      </span>
      <span role="cell" className="cell-blocker">
        {blocker !== null && sayTitle(blocker)}
        {unverified !== null && (
          <small className="unverified">
            {say('people/unverified')}
            {unverified.code !== null && `: ${sayTitle(unverified.code)}`}
          </small>
        )}
      </span>
      <span role="cell">
        {person.lastSeenAt === null ? (
          <span className="quiet">{say('people/never')}</span>
        ) : (
          <time dateTime={person.lastSeenAt}>{toMoment(person.lastSeenAt)}</time>
        )}
      </span>
    </>
  )
}

function listenToWidth(changed: () => void): () => void {
  narrow.addEventListener('change', changed)
  return () => narrow.removeEventListener('change', changed)
}
