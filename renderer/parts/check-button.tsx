import { Button, Spinner } from '@fluentui/react-components'
import { useState, type ReactElement } from 'react'
import { useWords } from '../use-words.ts'

type CheckButtonProps = {
  readonly appearance: 'primary' | 'secondary'
  /** What stands there now, to be read out when another look has found nothing else. */
  readonly title: string
  readonly takenAt: string | null
}

/** Looks again. Only the look that the person asked for is announced; the quiet ones are not. */
export function CheckButton({ appearance, title, takenAt }: CheckButtonProps): ReactElement {
  const { say, toTime } = useWords()
  const [asked, setAsked] = useState<'not-yet' | 'running' | 'answered'>('not-yet')
  async function look(): Promise<void> {
    setAsked('running')
    await window.landfall.runChecks()
    setAsked('answered')
  }
  const isRunning = asked === 'running'
  const news =
    asked === 'answered' && takenAt !== null
      ? say('checking/nothing-new', { time: toTime(takenAt), title })
      : isRunning
        ? say('checking/again')
        : ''
  return (
    <>
      <Button
        appearance={appearance}
        disabledFocusable={isRunning}
        onClick={() => void look()}
        {...(isRunning && { icon: <Spinner size="extra-tiny" aria-hidden /> })}
      >
        {say(isRunning ? 'do/checking' : 'do/check-again')}
      </Button>
      <span className="unseen" role="status">
        {news}
      </span>
    </>
  )
}
