import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import { Circle20Regular } from '@fluentui/react-icons/svg/circle'
import { ErrorCircle20Regular } from '@fluentui/react-icons/svg/error-circle'
import { Eye20Regular } from '@fluentui/react-icons/svg/eye'
import { LockClosed20Regular } from '@fluentui/react-icons/svg/lock-closed'
import type { ReactElement } from 'react'
import type { Duty } from '../../api/answers.ts'
import { useWords } from '../../use-words.ts'

const icons = {
  done: CheckmarkCircle20Regular,
  said: CheckmarkCircle20Regular,
  open: Circle20Regular,
  look: Eye20Regular,
  locked: LockClosed20Regular,
  late: ErrorCircle20Regular,
} as const

/** The state of a duty as a sign and a word. */
export function DutyState({ state }: { state: Duty['state'] }): ReactElement {
  const { say } = useWords()
  const Icon = icons[state]
  return (
    <span className={`state duty-${state}`}>
      <Icon aria-hidden />
      {say(`duty-state/${state}`)}
    </span>
  )
}
