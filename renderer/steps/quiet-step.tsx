import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { StepId } from '../../shared/vocabulary.ts'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { useWords } from '../use-words.ts'
import type { StepStatus } from './step-status.ts'

type QuietStepProps = {
  readonly step: StepId
  readonly status: StepStatus
  /** Null where this is the next step itself. */
  readonly onBack: (() => void) | null
}

/** A step that asks for nothing: settled, or not looked at yet. */
export function QuietStep({ step, status, onBack }: QuietStepProps): ReactElement {
  const { say } = useWords()
  const isDone = status === 'done'
  return (
    <div className="panel-content">
      <PanelHeading
        icon={isDone ? 'done' : 'waiting'}
        step={step}
        title={say(isDone ? `step/${step}/done` : 'quiet/not-checked')}
        meaning={isDone ? say('quiet/done') : say(`step/${step}/about`)}
      />
      {!isDone && <p className="card-text">{say('quiet/not-checked-meaning')}</p>}
      {onBack !== null && (
        <div className="buttons">
          <Button onClick={onBack}>{say('quiet/back')}</Button>
        </div>
      )}
    </div>
  )
}
