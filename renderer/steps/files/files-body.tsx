import type { ReactElement } from 'react'
import type { RescueTotals } from '../../../shared/files/rescue.ts'
import type { AppState } from '../../../shared/window/state.ts'
import { Disclosure } from '../../parts/disclosure.tsx'
import { useWords } from '../../use-words.ts'
import { changesOf, isListFirst, type FileChanges, type FilesStage } from './choose-stage.ts'
import { CannotKnow } from './cannot-know.tsx'
import { FileList } from './file-list.tsx'
import { ProofCard } from './proof-card.tsx'
import { ReasonChips } from './reason-chips.tsx'
import { StageCard } from './stage-card.tsx'
import { TotalsList } from './totals-list.tsx'
import { useFilter, type Filter } from './use-filter.ts'
import { WaiverList } from './waiver-list.tsx'

/**
 * Everything below the heading. Where files are to be chosen, the list is the screen, with what to do at its foot; where Landfall is
 * busy or has something to say, that comes first. Loaded when it is first shown.
 */
export function FilesBody({ stage, state }: { stage: FilesStage; state: AppState }): ReactElement | null {
  const { rescue, proof } = state
  const [filter, setFilter] = useFilter()
  const { totals } = rescue
  if (totals === null) return null
  const show = (change: Partial<Filter>): void => {
    setFilter(change)
    document.getElementById('files-list')?.focus()
  }
  const isReplay = state.replay !== null
  const changes = isReplay ? 'none' : changesOf(stage, rescue)
  const isFirst = isListFirst(stage, rescue)
  const card = !isReplay && (
    <StageCard
      stage={stage}
      state={state}
      isBar={isFirst}
      onShowRenamed={() => show({ onlyRenamed: true })}
    />
  )
  return (
    <>
      {!isFirst && stage.kind !== 'waiting' && card}
      {totals.all.copied.files + totals.all.proven.files > 0 && <ProofCard totals={totals} proof={proof} />}
      {stage.kind === 'waiting' && card}
      <ReasonChips
        totals={totals}
        reason={filter.reason}
        isAdvice={stage.kind === 'advice'}
        changes={changes}
        onReason={(reason) => setFilter({ reason })}
      />
      <FileList rescue={rescue} filter={filter} onFilter={setFilter} changes={changes} />
      <MoreAbout totals={totals} changes={changes} />
      {isFirst && card}
    </>
  )
}

/** What became of the files so far, folded away: it is not what is to be done now. */
function MoreAbout({ totals, changes }: { totals: RescueTotals; changes: FileChanges }): ReactElement {
  const { say } = useWords()
  const { all, waivers } = totals
  return (
    <div className="extras">
      <CannotKnow totals={totals} />
      {all.left.files < all.all.files && (
        <Disclosure label={say('files/so-far')}>
          <TotalsList counts={all} />
        </Disclosure>
      )}
      {waivers.length > 0 && <WaiverList waivers={waivers} canChange={changes !== 'none'} />}
    </div>
  )
}
