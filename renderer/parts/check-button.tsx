import { Button, Spinner } from '@fluentui/react-components'
import { useEffect, useRef, useState, type ReactElement } from 'react'
import { useWords } from '../use-words.ts'
import { announce } from './announcer.tsx'

type CheckButtonProps = {
  readonly appearance: 'primary' | 'secondary'
  /** What is shown now, for a screen reader when another check has found nothing else. */
  readonly title: string
  readonly takenAt: string | null
}

/** Looks again. Only the look that the person asked for is announced; the quiet ones are not. */
export function CheckButton({ appearance, title, takenAt }: CheckButtonProps): ReactElement {
  const { say, toTime } = useWords()
  const [isRunning, setRunning] = useState(false)
  const isAnswered = useRef(false)
  async function look(): Promise<void> {
    announce(say('checking/again'))
    setRunning(true)
    await window.landfall.runChecks()
    isAnswered.current = true
    setRunning(false)
  }
  // What is shown when the look has ended, and not what was shown at the press.
  useEffect(() => {
    if (!isAnswered.current || isRunning) return
    isAnswered.current = false
    if (takenAt !== null) announce(say('checking/nothing-new', { time: toTime(takenAt), title }))
  }, [isRunning, takenAt, title, say, toTime])
  return (
    <Button
      appearance={appearance}
      disabledFocusable={isRunning}
      onClick={() => void look()}
      {...(isRunning && { icon: <Spinner size="extra-tiny" aria-hidden /> })}
    >
      {say(isRunning ? 'do/checking' : 'do/check-again')}
    </Button>
  )
}
