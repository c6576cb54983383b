import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import type { RescueRow, RescueState } from '../../../shared/files/rescue.ts'
import { announce } from '../../parts/announcer.tsx'
import { useWords } from '../../use-words.ts'
import type { FileChanges } from './choose-stage.ts'
import { FileHead } from './file-head.tsx'
import { FileRow } from './file-row.tsx'
import { ListTools } from './list-tools.tsx'
import { canBeChosen, folderChoiceOf } from './row-actions.ts'
import { mostListed, useFileGrid } from './use-file-grid.ts'
import type { Filter } from './use-filter.ts'
import { useRows } from './use-rows.ts'

type FileListProps = {
  readonly rescue: RescueState
  readonly filter: Filter
  readonly onFilter: (change: Partial<Filter>) => void
  readonly changes: FileChanges
}

/** The files: search and filters, how many there are, and the rows themselves. */
export function FileList({ rescue, filter, onFilter, changes }: FileListProps): ReactElement {
  const { say } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [first, setFirst] = useState(0)
  const list = useRows(rescue, filter, first)
  const { total, at } = list
  const grid = useFileGrid({ box, list, rows: rescue.rows, filter, onFirst: setFirst })

  function press(event: KeyboardEvent): void {
    const row = at(grid.active)
    const isOnRow = event.target instanceof HTMLElement && event.target.dataset['place'] !== undefined
    const isMove = grid.press(event)
    const isChoice = !isMove && isOnRow && event.key === ' ' && row !== null && canBeChosen(row, changes)
    if (isChoice) choose(row)
    if (isMove || isChoice) event.preventDefault()
  }

  return (
    <section className="files" aria-labelledby="files-list">
      <h2 className="card-title" id="files-list" tabIndex={-1}>
        {say('files/list')}
      </h2>
      <ListTools filter={filter} onFilter={onFilter} rescue={rescue}>
        <Found total={total} bytes={rescue.rows?.total.bytes ?? 0} filter={filter} />
      </ListTools>
      <div
        className="file-grid"
        role="grid"
        aria-labelledby="files-list"
        aria-describedby="files-help"
        aria-rowcount={total === null ? -1 : total + 1}
        aria-readonly={changes !== 'all'}
        onKeyDown={press}
      >
        <FileHead filter={filter} onFilter={onFilter} onLeave={() => grid.focus(grid.active)} />
        <div className="file-box" ref={box} role="rowgroup" tabIndex={grid.count === 0 ? 0 : -1}>
          <div className="file-space" role="presentation" style={{ height: grid.height }}>
            {grid.items.map(({ index, start, size }) => (
              <FileRow
                key={index}
                place={index}
                start={start}
                size={size}
                row={at(index)}
                folder={grid.folderAt(index)}
                isActive={index === grid.active}
                changes={changes}
                onActive={grid.setActive}
                onChoose={choose}
                onChooseFolder={chooseFolder}
                onWaive={waive}
              />
            ))}
          </div>
        </div>
      </div>
      <p className="unseen" id="files-help">
        {say(`files/list-help-${changes}`)}
      </p>
    </section>
  )
}

/** How many files fit the search, with their size; announced when a search or a choice of reasons has changed it. */
function Found({ total, bytes, filter }: FoundProps): ReactElement {
  const { say, toNumber, toBytes } = useWords()
  const isMore = total !== null && total > mostListed
  const text = [
    total === 0 && say('files/found-none'),
    total !== null && total > 0 && say('files/found', { files: toNumber(total), size: toBytes(bytes) }),
    isMore && say('files/found-more', { files: toNumber(mostListed) }),
  ]
    .filter((sentence) => sentence !== false)
    .join(' ')
  const told = useRef(filter)
  useEffect(() => {
    // Until main has answered there is nothing to say.
    if (told.current === filter || text === '') return
    told.current = filter
    announce(text)
  }, [filter, text])
  return <p className="aside">{text}</p>
}

type FoundProps = { readonly total: number | null; readonly bytes: number; readonly filter: Filter }

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
