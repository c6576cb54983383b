import { Button, Checkbox } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { hasNoReason, type RescueRow, type RescueStatus } from '../../../shared/files/rescue.ts'
import { useWords, type Words } from '../../use-words.ts'
import type { FileChanges } from './choose-stage.ts'
import { canBeChosen, canBeWaived, folderChoiceOf, hasNews } from './row-actions.ts'

type FileRowProps = {
  readonly place: number
  readonly start: number
  readonly size: number
  /** Null while it is on its way. */
  readonly row: RescueRow | null
  /** The folder that begins with this row. */
  readonly folder: string | null
  readonly isActive: boolean
  readonly changes: FileChanges
  readonly onActive: (place: number) => void
  readonly onChoose: (row: RescueRow) => void
  readonly onChooseFolder: (row: RescueRow) => void
  readonly onWaive: (row: RescueRow) => void
}

/** One file: its name, and below it size, date, why it is only here and what becomes of it. */
export function FileRow(props: FileRowProps): ReactElement {
  const { place, start, size, row, folder, isActive, changes, onActive } = props
  const words = useWords()
  return (
    <div
      className="file-row"
      role="row"
      aria-rowindex={place + 2}
      data-place={place}
      tabIndex={isActive ? 0 : -1}
      style={{ height: size, transform: `translateY(${start}px)` }}
      onFocus={() => onActive(place)}
      {...(changes === 'all' && row !== null && { 'aria-selected': row.isSelected })}
    >
      {folder !== null && row !== null && <FolderCell {...props} row={row} folder={folder} />}
      {row === null ? (
        <div className="file-line" role="gridcell">
          <span className="file-ghost" aria-label={words.say('files/row-loading')} />
        </div>
      ) : (
        <FileCells {...props} row={row} words={words} />
      )}
    </div>
  )
}

type LoadedProps = FileRowProps & { readonly row: RescueRow }

function FolderCell({
  row,
  folder,
  isActive,
  changes,
  onChooseFolder,
}: LoadedProps & { folder: string }): ReactElement {
  const { say } = useWords()
  const choice = canBeChosen(row, changes) ? folderChoiceOf(row) : null
  return (
    <div className="file-folder" role="gridcell">
      <bdi dir="ltr" title={folder}>
        {folder === '' ? say('files/folder-top') : folder}
      </bdi>
      {choice === 'none' && <span className="file-facts">{say('files/folder-notebooks')}</span>}
      {choice !== null && choice !== 'none' && (
        <Button
          appearance="subtle"
          size="small"
          tabIndex={isActive ? 0 : -1}
          onClick={() => onChooseFolder(row)}
        >
          {say(choice === 'chosen' ? 'files/folder-leave' : 'files/folder-choose')}
        </Button>
      )}
    </div>
  )
}

function FileCells({
  row,
  words,
  isActive,
  changes,
  onChoose,
  onWaive,
}: LoadedProps & { words: Words }): ReactElement {
  const { say } = words
  const { name } = row
  const tabIndex = isActive ? 0 : -1
  const news = toNews(words, row)
  return (
    <div className="file-line" role="presentation">
      <div role="gridcell" className="file-choice">
        {canBeChosen(row, changes) && (
          <Checkbox
            checked={row.isSelected}
            tabIndex={tabIndex}
            aria-label={say('files/row-choose', { name })}
            onChange={() => onChoose(row)}
          />
        )}
      </div>
      <div role="gridcell" className="file-text">
        <span className="file-name" title={row.path}>
          <bdi>{name}</bdi>
        </span>
        {!hasNoReason(row.status) && (
          <span className="file-facts">{say(`files/reason/${row.reason}/name`)}</span>
        )}
        {news !== null && (
          <span className={toTone(row)} title={news}>
            {news}
          </span>
        )}
      </div>
      <span role="gridcell" className="file-modified file-facts">
        {row.modifiedAt === null ? say('files/row-unknown-date') : words.toDay(row.modifiedAt)}
      </span>
      <span role="gridcell" className="file-size file-facts">
        {words.toBytes(row.size)}
      </span>
      <div role="gridcell" className="file-leave">
        {canBeWaived(row, changes) && (
          <Button
            size="small"
            tabIndex={tabIndex}
            aria-label={`${say('files/row-waive')}: ${name}`}
            onClick={() => onWaive(row)}
          >
            {say('files/row-waive')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** What becomes or became of it; null where there is nothing to say. */
function toNews({ say }: Words, row: RescueRow): string | null {
  const { name, failure, target, renamed } = row
  if (!hasNews(row)) return null
  const standing = toStanding(row)
  if (failure !== null && standing === 'failed') return say(`files/failure/${failure}`)
  if (standing !== 'left' && standing !== 'failed') {
    const became = say(`files/row-${standing}`, { name: name.replace(/\.url$/i, '') })
    return row.lacksStreams ? say('files/row-streams-left', { became }) : became
  }
  // The path keeps its own direction among the words.
  return say('files/row-target', {
    target: `\u2068${target}\u2069`,
    reason: say(`files/rename/${renamed ?? 'exists'}`),
  })
}

/** Of a link, also what the new OneDrive says of its notebook. */
function toStanding({
  status,
  hasNotebook,
  hasNoPlace,
}: RescueRow): RescueStatus | 'notebook-found' | 'notebook-missing' | 'notebook-unasked' {
  if (status !== 'notebook-link') return status
  if (hasNotebook === undefined) return hasNoPlace ? 'notebook-unasked' : status
  return hasNotebook ? 'notebook-found' : 'notebook-missing'
}

function toTone({ status }: RescueRow): string {
  if (status === 'failed') return 'file-news tone-blocked'
  return status === 'proven' || status === 'present' ? 'file-news tone-done' : 'file-news'
}
