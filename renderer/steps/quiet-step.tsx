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

/** A step that asks for nothing: settled, not looked at yet, or never looked at by this version. */
export function QuietStep({ step, status, onBack }: QuietStepProps): ReactElement {
  const { say } = useWords()
  const isDone = status === 'done'
  const hint = status === 'unsupported' && step === 'links' ? step : null
  return (
    <div className="panel-content">
      <PanelHeading
        icon={isDone ? 'done' : hint === null ? 'waiting' : 'info'}
        step={step}
        title={say(isDone ? `step/${step}/done` : hint === null ? 'quiet/not-checked' : 'quiet/unsupported')}
        meaning={isDone ? say('quiet/done') : say(`step/${step}/about`)}
      />
      {!isDone && hint === null && <p className="card-text">{say('quiet/not-checked-meaning')}</p>}
      {hint !== null && (
        <>
          <p className="card-text">{say('quiet/unsupported-meaning')}</p>
          <section className="card" aria-label={say('quiet/look-yourself')}>
            <h2 className="card-title">{say('quiet/look-yourself')}</h2>
            <p className="card-text">{say(`step/${hint}/hint`)}</p>
          </section>
        </>
      )}
      {onBack !== null && (
        <div className="buttons">
          <Button onClick={onBack}>{say('quiet/back')}</Button>
        </div>
      )}
    </div>
  )
}
