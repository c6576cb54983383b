import type { ReactElement } from 'react'
import type { AppState } from '../../../shared/window/state.ts'
import { changesOf, type FilesStage } from './choose-stage.ts'
import { CannotKnow } from './cannot-know.tsx'
import { FileList } from './file-list.tsx'
import { ProofCard } from './proof-card.tsx'
import { ReasonGroups } from './reason-groups.tsx'
import { StageCard } from './stage-card.tsx'
import { TotalsList } from './totals-list.tsx'
import { useFilter, type Filter } from './use-filter.ts'
import { WaiverList } from './waiver-list.tsx'

/** Everything below the heading: what to do, the proof, the reasons, the list. Loaded when it is first shown. */
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
  return (
    <>
      {!isReplay && (
        <StageCard stage={stage} state={state} onShowRenamed={() => show({ onlyRenamed: true })} />
      )}
      {totals.all.copied.files + totals.all.proven.files > 0 && <ProofCard totals={totals} proof={proof} />}
      <CannotKnow totals={totals} />
      <TotalsList counts={totals.all} />
      <ReasonGroups
        totals={totals}
        isAdvice={stage.kind === 'advice'}
        changes={changes}
        onShow={(reason) => show({ reason })}
      />
      <FileList rescue={rescue} filter={filter} onFilter={setFilter} changes={changes} />
      {totals.waivers.length > 0 && <WaiverList waivers={totals.waivers} canChange={changes !== 'none'} />}
    </>
  )
}
