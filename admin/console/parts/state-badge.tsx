import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import { ArrowUndo20Regular } from '@fluentui/react-icons/svg/arrow-undo'
import { Clock20Regular } from '@fluentui/react-icons/svg/clock'
import { ErrorCircle20Regular } from '@fluentui/react-icons/svg/error-circle'
import { EyeOff20Regular } from '@fluentui/react-icons/svg/eye-off'
import { PlayCircle20Regular } from '@fluentui/react-icons/svg/play-circle'
import type { ReactElement } from 'react'
import type { PersonState } from '../api/answers.ts'
import { useWords } from '../use-words.ts'

/** The state of a person as a sign and a word, so that no reader depends on colours. */
export function StateBadge({ state }: { state: PersonState }): ReactElement {
  const { say } = useWords()
  return (
    <span className={`state state-${state}`}>
      <StateIcon state={state} />
      {say(`state/${state}`)}
    </span>
  )
}

export function StateIcon({ state }: { state: PersonState }): ReactElement {
  switch (state) {
    case 'not-due':
      return <Clock20Regular aria-hidden />
    case 'never-seen':
      return <EyeOff20Regular aria-hidden />
    case 'started':
      return <PlayCircle20Regular aria-hidden />
    case 'stuck':
      return <ErrorCircle20Regular aria-hidden />
    case 'done':
      return <CheckmarkCircle20Regular aria-hidden />
    case 'returned':
      return <ArrowUndo20Regular aria-hidden />
  }
}
