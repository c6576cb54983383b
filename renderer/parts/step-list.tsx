import { ChevronDown20Regular } from '@fluentui/react-icons/svg/chevron-down'
import { useId, useState, type ReactElement } from 'react'
import type { AppState } from '../../shared/window/state.ts'
import type { JourneyStep } from '../steps/next-step.ts'
import { groupOf, groupSteps, leadOf, type ListedGroup } from '../steps/step-groups.ts'
import { listSteps } from '../steps/step-status.ts'
import { useWords } from '../use-words.ts'
import { StatusIcon } from './status-icon.tsx'

type StepListProps = {
  readonly state: AppState
  readonly next: JourneyStep | null
  readonly shown: JourneyStep | null
  readonly onPick: (step: JourneyStep) => void
}

/** The journey on the left, in five groups; the current one shows its steps. A narrow window folds it all away. */
export function StepList({ state, next, shown, onPick }: StepListProps): ReactElement {
  const { say } = useWords()
  const [isOpen, setOpen] = useState(false)
  const listId = useId()
  const groups = groupSteps(listSteps(state, next))
  const current = shown ?? next
  const done = groups.filter(({ status }) => status === 'done').length
  const pick = (step: JourneyStep): void => {
    setOpen(false)
    onPick(step)
  }
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
        <span>{say('steps/progress', { done, all: groups.length })}</span>
      </button>
      <ol className="group-list" id={listId}>
        {groups.map((group) => (
          <li key={group.id}>
            <Group
              group={group}
              isOpen={current !== null && groupOf(current).id === group.id}
              next={next}
              shown={shown}
              onPick={pick}
            />
          </li>
        ))}
      </ol>
    </nav>
  )
}

type GroupProps = {
  readonly group: ListedGroup
  readonly isOpen: boolean
  readonly next: JourneyStep | null
  readonly shown: JourneyStep | null
  readonly onPick: (step: JourneyStep) => void
}

function Group({ group, isOpen, next, shown, onPick }: GroupProps): ReactElement {
  const { say } = useWords()
  const { id, status, steps } = group
  const lead = leadOf(group)
  // A group of one step is that step: it has no rows of its own.
  const isOne = steps.length === 1
  const listId = useId()
  const isQuiet = status === 'not-checked' || status === 'waiting'
  return (
    <>
      <button
        type="button"
        className="group-button"
        data-group={id}
        data-status={status}
        data-open={isOpen}
        {...(isOne
          ? { 'data-step': lead, 'aria-current': lead === shown ? 'step' : undefined }
          : { 'aria-expanded': isOpen, 'aria-controls': isOpen ? listId : undefined })}
        onClick={() => onPick(lead)}
      >
        {isQuiet ? (
          <span className="group-number" aria-hidden>
            {groupOf(lead).place}
          </span>
        ) : (
          <span className="step-icon">
            <StatusIcon status={status} />
          </span>
        )}
        <span className="step-name">{say(`group/${id}`)}</span>
        <span className={status === 'not-checked' ? 'unseen' : 'step-status'}>{say(`status/${status}`)}</span>
      </button>
      {isOpen && !isOne && (
        <ol className="step-list" id={listId}>
          {steps.map((step) => (
            <li key={step.id}>
              <button
                type="button"
                className="step-button"
                data-step={step.id}
                data-status={step.status}
                data-next={step.id === next}
                aria-current={step.id === shown ? 'step' : undefined}
                onClick={() => onPick(step.id)}
              >
                <span className="step-icon">
                  <StatusIcon status={step.status} />
                </span>
                <span className="step-name">{say(`step/${step.id}/name`)}</span>
                <span className="step-status">{say(`status/${step.status}`)}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
