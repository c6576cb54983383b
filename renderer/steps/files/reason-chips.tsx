import { Button, Checkbox } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { RescueCounts, RescueTotals } from '../../../shared/files/rescue.ts'
import type { NotUploadedReason } from '../../../shared/files/scan.ts'
import { useWords } from '../../use-words.ts'
import { toAmount } from './amounts.ts'
import type { FileChanges } from './choose-stage.ts'

/** What these mean speaks of the copies. */
const isOfCopies: ReadonlySet<NotUploadedReason> = new Set([
  'invalid-name',
  'too-long',
  'too-large',
  'excluded-by-policy',
])
/** These are advised the same before the move and after it. */
const isForElsewhere: ReadonlySet<NotUploadedReason> = new Set(['too-large', 'excluded-by-policy'])

type ReasonChipsProps = {
  readonly totals: RescueTotals
  /** The reason that the list shows; null for all. */
  readonly reason: NotUploadedReason | null
  readonly isAdvice: boolean
  readonly changes: FileChanges
  readonly onReason: (reason: NotUploadedReason | null) => void
}

/** Why the files are only here, a button each that shows those alone; below them what the reason means and what helps. */
export function ReasonChips({
  totals,
  reason,
  isAdvice,
  changes,
  onReason,
}: ReasonChipsProps): ReactElement | null {
  const { say } = useWords()
  const { reasons } = totals
  if (reasons.length === 0) return null
  const [only] = reasons
  const told = reasons.length === 1 ? only : reasons.find((each) => each.reason === reason)
  return (
    <section className="reason-groups" aria-labelledby="files-reasons">
      <h2 className="card-title" id="files-reasons">
        {say('files/groups')}
      </h2>
      {reasons.length > 1 && (
        <div className="chips" role="group" aria-labelledby="files-reasons">
          <Chip isOn={reason === null} onPress={() => onReason(null)}>
            {say('files/groups-all')}
          </Chip>
          {reasons.map(({ reason: each, counts }) => (
            <Chip key={each} isOn={reason === each} counts={counts} onPress={() => onReason(each)}>
              {say(`files/reason/${each}/name`)}
            </Chip>
          ))}
        </div>
      )}
      {told !== undefined && (
        <ReasonCard reason={told.reason} counts={told.counts} isAdvice={isAdvice} changes={changes} />
      )}
    </section>
  )
}

type ChipProps = {
  readonly isOn: boolean
  readonly counts?: RescueCounts
  readonly onPress: () => void
  readonly children: string
}

function Chip({ isOn, counts, onPress, children }: ChipProps): ReactElement {
  const { toNumber } = useWords()
  return (
    <button type="button" className="chip" aria-pressed={isOn} onClick={onPress}>
      {children} {counts !== undefined && <span className="chip-number">{toNumber(counts.all.files)}</span>}
    </button>
  )
}

type ReasonCardProps = Pick<ReasonChipsProps, 'isAdvice' | 'changes'> & {
  readonly reason: NotUploadedReason
  readonly counts: RescueCounts
}

/** One reason: what it means, and what can be done with all of its files. */
function ReasonCard({ reason, counts, isAdvice, changes }: ReasonCardProps): ReactElement {
  const words = useWords()
  const { say } = words
  const name = say(`files/reason/${reason}/name`)
  const open = counts.left.files + counts.failed.files
  const isAll = counts.selected.files === open
  // Before the move, and where the organisation does not want files copied.
  const hasNoCopies = isAdvice || changes === 'waivers'
  return (
    <div className="reason-group">
      <div className="reason-head">
        <h3>{name}</h3>
        <span className="aside">{toAmount(words, counts.all)}</span>
      </div>
      {!(hasNoCopies && isOfCopies.has(reason)) && <p>{say(`files/reason/${reason}/meaning`)}</p>}
      {(isAdvice || (hasNoCopies && isForElsewhere.has(reason))) && (
        <p>{say(`files/reason/${reason}/advice`)}</p>
      )}
      <div className="buttons">
        {changes === 'all' && open > 0 && (
          <Checkbox
            checked={counts.selected.files === 0 ? false : isAll ? true : 'mixed'}
            label={say('files/select-reason')}
            aria-label={`${say('files/select-reason')}: ${name}`}
            onChange={() => void window.landfall.selectForRescue({ kind: 'reason', reason }, !isAll)}
          />
        )}
        {changes !== 'none' && open + counts.copied.files > 0 && (
          <Button
            size="small"
            aria-label={`${say('files/waive-reason')}: ${name}`}
            onClick={() => void window.landfall.askWaiver({ kind: 'reason', reason })}
          >
            {say('files/waive-reason')}
          </Button>
        )}
      </div>
    </div>
  )
}
