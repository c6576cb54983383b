import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { UnaskedReason } from '../../shared/checks/check-result.ts'
import type { StepId } from '../../shared/findings/vocabulary.ts'
import type { AppState } from '../../shared/window/state.ts'
import { LibraryList } from '../parts/library-list.tsx'
import { OldLinks } from '../parts/old-links/old-links.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { useWords, type WordKey } from '../use-words.ts'
import type { StepStatus } from './step-status.ts'

type QuietStepProps = {
  readonly step: StepId
  readonly status: StepStatus
  readonly reason: UnaskedReason | null
  readonly libraries: AppState['libraries']
  readonly oldLinks: AppState['oldLinks']
  /** Somebody else's computer. */
  readonly isReplay: boolean
  /** Null where this is the next step itself. */
  readonly onBack: (() => void) | null
}

/** A step that asks for nothing: settled, or not looked at yet. */
export function QuietStep({
  step,
  status,
  reason,
  libraries,
  oldLinks,
  isReplay,
  onBack,
}: QuietStepProps): ReactElement {
  const { say } = useWords()
  const isDone = status === 'done'
  return (
    <div className="panel-content">
      <PanelHeading
        icon={isDone ? 'done' : 'waiting'}
        step={step}
        title={say(toTitle(step, status, reason))}
        meaning={isDone ? say('quiet/done') : say(`step/${step}/about`)}
      />
      {step === 'workplace' && <LibraryList libraries={libraries} isReplay={isReplay} />}
      {step === 'workplace' && <OldLinks oldLinks={oldLinks} />}
      {!isDone && <p className="card-text">{say(toMeaning(step, status, reason))}</p>}
      {onBack !== null && (
        <div className="buttons">
          <Button onClick={onBack}>{say('quiet/back')}</Button>
        </div>
      )}
    </div>
  )
}

function toTitle(step: StepId, status: StepStatus, reason: UnaskedReason | null): WordKey {
  const isDone = status === 'done'
  if (isDone && reason === 'not-applicable')
    return step === 'files' ? 'quiet/no-old-folder' : 'quiet/not-applicable'
  if (isDone) return `step/${step}/done`
  if (reason === 'not-told') return step === 'workplace' ? 'quiet/workplace-not-told' : 'quiet/not-told'
  if (reason === 'switched-off') return 'quiet/switched-off'
  return status === 'left-out' ? 'quiet/left-out' : 'quiet/not-checked'
}

function toMeaning(step: StepId, status: StepStatus, reason: UnaskedReason | null): WordKey {
  if (reason === 'not-told')
    return step === 'workplace' ? 'quiet/workplace-not-told-meaning' : 'quiet/not-told-meaning'
  if (reason === 'switched-off') return 'quiet/switched-off-meaning'
  return status === 'left-out' ? 'quiet/left-out-meaning' : 'quiet/not-checked-meaning'
}
