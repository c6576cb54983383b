import { ChevronDown20Regular } from '@fluentui/react-icons/svg/chevron-down'
import { useId, useState, type ReactElement } from 'react'
import type { AppState } from '../../shared/window/state.ts'
import type { JourneyStep } from '../steps/next-step.ts'
import { countDone, listSteps } from '../steps/step-status.ts'
import { useWords } from '../use-words.ts'
import { StatusIcon } from './status-icon.tsx'

type StepListProps = {
  readonly state: AppState
  readonly next: JourneyStep | null
  readonly shown: JourneyStep | null
  readonly onPick: (step: JourneyStep) => void
}

/** The journey on the left. In a narrow window it folds away, so that the one thing to do comes first. */
export function StepList({ state, next, shown, onPick }: StepListProps): ReactElement {
  const { say } = useWords()
  const [isOpen, setOpen] = useState(false)
  const listId = useId()
  const steps = listSteps(state, next)
  return (
    <nav className="steps" aria-label={say('steps/list-label')}>
      <button
        type="button"
        className="steps-toggle"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronDown20Regular aria-hidden />
        <span>{say('steps/toggle')}</span>
        <span>{say('steps/progress', { done: countDone(steps), all: steps.length })}</span>
      </button>
      <ol className="step-list" id={listId}>
        {steps.map(({ id, status }) => (
          <li key={id}>
            <button
              type="button"
              className="step-button"
              data-step={id}
              data-status={status}
              data-next={id === next}
              aria-current={id === shown ? 'step' : undefined}
              onClick={() => {
                setOpen(false)
                onPick(id)
              }}
            >
              <span className="step-icon">
                <StatusIcon status={status} />
              </span>
              <span className="step-name">{say(`step/${id}/name`)}</span>
              <span className="step-status">{say(`status/${status}`)}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
