import { useVirtualizer, defaultRangeExtractor, type Range } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import type { RescueRow, RescueState } from '../../../shared/files/rescue.ts'
import { useWords } from '../../use-words.ts'
import type { FileChanges } from './choose-stage.ts'
import { FileRow } from './file-row.tsx'
import { ListTools } from './list-tools.tsx'
import { canBeChosen, folderChoiceOf, hasNews } from './row-actions.ts'
import type { Filter } from './use-filter.ts'
import { useRows } from './use-rows.ts'

type FileListProps = {
  readonly rescue: RescueState
  readonly filter: Filter
  readonly onFilter: (change: Partial<Filter>) => void
  readonly changes: FileChanges
}

/** Beyond this the browser could not tell the places of rows apart; a search finds the others. */
const mostListed = 400_000
const rowHeight = 60
const folderHeight = 40
const newsHeight = 20

/** The files: as many rows as can be seen exist, however long the list is. One tab stop; arrow keys go through it. */
export function FileList({ rescue, filter, onFilter, changes }: FileListProps): ReactElement {
  const { say, toNumber, toBytes } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [first, setFirst] = useState(0)
  const [active, setActive] = useState(0)
  /** A move by the keyboard focuses the row it reaches; one by the wheel takes the focus nowhere. */
  const wantsFocus = useRef(false)
  const { total, at } = useRows(rescue, filter, first)
  const count = Math.min(total ?? 0, mostListed)
  const isGrouped = filter.order === 'folder'
  const beginsFolder = (place: number): boolean => {
    const row = at(place)
    return isGrouped && row !== null && (place === 0 || at(place - 1)?.folder !== row.folder)
  }
  const activeRow = Math.min(active, Math.max(0, count - 1))
  // The row that has the focus stays, wherever the wheel goes.
  const extract = useCallback(
    (range: Range) => [...new Set([...defaultRangeExtractor(range), activeRow])].toSorted((a, b) => a - b),
    [activeRow],
  )
  // It is called where its values are read, in this component alone.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: (place) => heightOf(at(place), beginsFolder(place)),
    overscan: 6,
    rangeExtractor: extract,
    onChange: ({ range }) => setFirst(range?.startIndex ?? 0),
  })
  const rows = rescue.rows
  useEffect(() => virtual.measure(), [virtual, rows, isGrouped])
  useEffect(() => {
    box.current?.scrollTo({ top: 0 })
    setActive(0)
  }, [filter])
  useEffect(() => {
    if (!wantsFocus.current) return
    const row = box.current?.querySelector<HTMLElement>(`[data-place="${activeRow}"]`)
    if (row === null || row === undefined) return
    wantsFocus.current = false
    row.focus({ preventScroll: true })
  })

  function go(place: number): void {
    const next = Math.max(0, Math.min(count - 1, place))
    wantsFocus.current = true
    setActive(next)
    virtual.scrollToIndex(next)
  }

  function press(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? rowHeight) / rowHeight) - 1)
    const places: Readonly<Record<string, number>> = {
      ArrowDown: activeRow + 1,
      ArrowUp: activeRow - 1,
      PageDown: activeRow + page,
      PageUp: activeRow - page,
      Home: 0,
      End: count - 1,
    }
    const place = places[event.key]
    const row = at(activeRow)
    if (place !== undefined) go(place)
    else if (event.target instanceof HTMLElement && event.target.dataset['place'] === undefined) return
    else if (event.key === ' ' && row !== null && canBeChosen(row, changes)) choose(row)
    else return
    event.preventDefault()
  }

  return (
    <section className="files" aria-labelledby="files-list">
      <h2 className="card-title" id="files-list" tabIndex={-1}>
        {say('files/list')}
      </h2>
      <ListTools filter={filter} onFilter={onFilter} rescue={rescue} />
      <p className="aside" role="status">
        {total === 0 && say('files/found-none')}
        {total !== null &&
          total > 0 &&
          say('files/found', { files: toNumber(total), size: toBytes(rows?.total.bytes ?? 0) })}{' '}
        {total !== null && total > mostListed && say('files/found-more', { files: toNumber(mostListed) })}
      </p>
      <div
        className="file-box"
        ref={box}
        role="grid"
        aria-labelledby="files-list"
        aria-describedby="files-help"
        aria-rowcount={total ?? -1}
        aria-readonly={changes !== 'all'}
        tabIndex={count === 0 ? 0 : -1}
        onKeyDown={press}
      >
        <div className="file-space" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, size }) => (
            <FileRow
              key={index}
              place={index}
              start={start}
              size={size}
              row={at(index)}
              folder={beginsFolder(index) ? (at(index)?.folder ?? null) : null}
              isActive={index === activeRow}
              changes={changes}
              onActive={setActive}
              onChoose={choose}
              onChooseFolder={chooseFolder}
              onWaive={waive}
            />
          ))}
        </div>
      </div>
      <p className="aside" id="files-help">
        {say(`files/list-help-${changes}`)}
      </p>
    </section>
  )
}

function heightOf(row: RescueRow | null, beginsFolder: boolean): number {
  const news = row !== null && hasNews(row) ? newsHeight : 0
  return rowHeight + news + (beginsFolder ? folderHeight : 0)
}

function choose({ path, isSelected }: RescueRow): void {
  void window.landfall.selectForRescue({ kind: 'item', path }, !isSelected)
}

function chooseFolder(row: RescueRow): void {
  const isSelected = folderChoiceOf(row) !== 'chosen'
  void window.landfall.selectForRescue({ kind: 'folder', folder: row.folder }, isSelected)
}

function waive({ path }: RescueRow): void {
  void window.landfall.askWaiver({ kind: 'item', path })
}
