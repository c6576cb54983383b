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

type ReasonGroupsProps = {
  readonly totals: RescueTotals
  readonly isAdvice: boolean
  readonly changes: FileChanges
  readonly onShow: (reason: NotUploadedReason) => void
}

/** The reasons, each with what it means and what can be done with all of its files. */
export function ReasonGroups({ totals, isAdvice, changes, onShow }: ReasonGroupsProps): ReactElement {
  const { say } = useWords()
  return (
    <section className="reason-groups" aria-labelledby="files-reasons">
      <h2 className="card-title" id="files-reasons">
        {say('files/groups')}
      </h2>
      <ul>
        {totals.reasons.map(({ reason, counts }) => (
          <ReasonGroup
            key={reason}
            reason={reason}
            counts={counts}
            isAdvice={isAdvice}
            changes={changes}
            onShow={() => onShow(reason)}
          />
        ))}
      </ul>
    </section>
  )
}

type ReasonGroupProps = Omit<ReasonGroupsProps, 'totals' | 'onShow'> & {
  readonly reason: NotUploadedReason
  readonly counts: RescueCounts
  readonly onShow: () => void
}

function ReasonGroup({ reason, counts, isAdvice, changes, onShow }: ReasonGroupProps): ReactElement {
  const words = useWords()
  const { say } = words
  const name = say(`files/reason/${reason}/name`)
  const open = counts.left.files + counts.failed.files
  const isAll = counts.selected.files === open
  // Before the move, and where the organisation does not want files copied.
  const hasNoCopies = isAdvice || changes === 'waivers'
  return (
    <li className="reason-group">
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
        <Button size="small" aria-label={`${say('files/show-reason')}: ${name}`} onClick={onShow}>
          {say('files/show-reason')}
        </Button>
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
    </li>
  )
}
