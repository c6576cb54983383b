import { Spinner } from '@fluentui/react-components'
import { ArrowCircleRightFilled } from '@fluentui/react-icons/svg/arrow-circle-right'
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle'
import { CircleRegular } from '@fluentui/react-icons/svg/circle'
import { ClockRegular } from '@fluentui/react-icons/svg/clock'
import { InfoRegular } from '@fluentui/react-icons/svg/info'
import { LockClosedFilled } from '@fluentui/react-icons/svg/lock-closed'
import { QuestionCircleFilled } from '@fluentui/react-icons/svg/question-circle'
import { SubtractCircleRegular } from '@fluentui/react-icons/svg/subtract-circle'
import { WarningFilled } from '@fluentui/react-icons/svg/warning'
import type { ReactElement } from 'react'
import { assertNever } from '../../shared/assert-never.ts'
import type { Outcome } from '../../shared/findings/vocabulary.ts'
import type { GroupStatus } from '../steps/step-groups.ts'

export type Tone = 'done' | 'now' | 'attention' | 'blocked' | 'quiet'

/** The icon of a step or a group in the list. Its word is beside it, so a screen reader skips it. */
export function StatusIcon({ status }: { status: GroupStatus }): ReactElement {
  switch (status) {
    case 'done':
      return <CheckmarkCircleFilled className="tone-done" aria-hidden />
    case 'now':
      return <ArrowCircleRightFilled className="tone-now" aria-hidden />
    case 'yours':
    case 'busy':
      return <Spinner size="extra-tiny" aria-hidden />
    case 'waiting':
      return <ClockRegular className="tone-quiet" aria-hidden />
    case 'blocked':
      return <LockClosedFilled className="tone-blocked" aria-hidden />
    case 'unknown':
      return <QuestionCircleFilled className="tone-attention" aria-hidden />
    case 'not-checked':
      return <CircleRegular className="tone-quiet" aria-hidden />
    case 'left-out':
    case 'partly':
      return <SubtractCircleRegular className="tone-quiet" aria-hidden />
    default:
      return assertNever(status)
  }
}

export type HeadingIconName =
  'done' | 'now' | 'attention' | 'blocked' | 'unknown' | 'waiting' | 'busy' | 'info'

/** The large icon beside a heading, in the circle of its tone. */
export function HeadingIcon({ name }: { name: HeadingIconName }): ReactElement {
  return (
    <span className={`heading-icon tone-${toneOf(name)}`} aria-hidden>
      {toIcon(name)}
    </span>
  )
}

function toIcon(name: HeadingIconName): ReactElement {
  switch (name) {
    case 'done':
      return <CheckmarkCircleFilled />
    case 'now':
      return <ArrowCircleRightFilled />
    case 'attention':
      return <WarningFilled />
    case 'blocked':
      return <LockClosedFilled />
    case 'unknown':
      return <QuestionCircleFilled />
    case 'waiting':
      return <ClockRegular />
    case 'busy':
      return <Spinner size="small" />
    case 'info':
      return <InfoRegular />
    default:
      return assertNever(name)
  }
}

function toneOf(name: HeadingIconName): Tone {
  switch (name) {
    case 'done':
    case 'now':
    case 'attention':
    case 'blocked':
      return name
    case 'unknown':
      return 'attention'
    case 'waiting':
    case 'busy':
    case 'info':
      return 'quiet'
  }
}

/** The heading's icon for what was found. */
export function toHeadingIcon(outcome: Outcome): HeadingIconName {
  switch (outcome) {
    case 'attention':
    case 'blocked':
    case 'unknown':
      return outcome
    case 'skipped':
      return 'waiting'
    case 'pass':
      return 'done'
  }
}
