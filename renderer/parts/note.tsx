import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import { Info20Regular } from '@fluentui/react-icons/svg/info'
import { Warning20Regular } from '@fluentui/react-icons/svg/warning'
import type { ReactElement } from 'react'

type NoteProps = {
  readonly tone: 'done' | 'quiet' | 'attention'
  readonly title: string
  readonly text: string
}

/** A short remark beside the next step. */
export function Note({ tone, title, text }: NoteProps): ReactElement {
  return (
    <div className="note">
      {toIcon(tone)}
      <div>
        <strong>{title}</strong>
        <p>{text}</p>
      </div>
    </div>
  )
}

function toIcon(tone: NoteProps['tone']): ReactElement {
  switch (tone) {
    case 'done':
      return <CheckmarkCircle20Regular className="tone-done" aria-hidden />
    case 'quiet':
      return <Info20Regular className="tone-quiet" aria-hidden />
    case 'attention':
      return <Warning20Regular className="tone-attention" aria-hidden />
  }
}
