import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { assertNever } from '../../shared/assert-never.ts'
import type { Action } from '../steps/choose-action.ts'
import { useWords } from '../use-words.ts'
import { CheckButton } from './check-button.tsx'

type FindingActionProps = {
  readonly action: Action
  readonly appearance: 'primary' | 'secondary'
  readonly title: string
  readonly takenAt: string | null
  /** Somebody has signed in already, as somebody else. */
  readonly isAgain?: boolean
}

/** The button of a finding. */
export function FindingAction({
  action,
  appearance,
  title,
  takenAt,
  isAgain = false,
}: FindingActionProps): ReactElement | null {
  const { say } = useWords()
  switch (action.kind) {
    case 'remedy':
      return (
        <Button appearance={appearance} onClick={() => void window.landfall.openRemedy(action.remedy)}>
          {say(`do/${action.remedy}`)}
        </Button>
      )
    case 'sign-in':
      return (
        <Button appearance={appearance} onClick={() => void window.landfall.signIn('here')}>
          {say(isAgain ? 'do/try-again' : 'do/sign-in')}
        </Button>
      )
    case 'send-report':
      return (
        <Button appearance={appearance} onClick={() => void window.landfall.submitReport()}>
          {say('do/send-report')}
        </Button>
      )
    case 'check':
      return <CheckButton appearance={appearance} title={title} takenAt={takenAt} />
    case 'none':
      return null
    default:
      return assertNever(action)
  }
}
