import { Button } from '@fluentui/react-components'
import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import { useEffect, useState, type ReactElement } from 'react'
import { useWords } from '../use-words.ts'
import { announce } from './announcer.tsx'

const copiedForMilliseconds = 5000

type CopyButtonProps = {
  readonly label: string
  /** Asks main to copy: the window has no clipboard of its own. */
  readonly copy: () => Promise<void>
}

/** Copies, and says so for a moment, each time anew. */
export function CopyButton({ label, copy }: CopyButtonProps): ReactElement {
  const { say } = useWords()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), copiedForMilliseconds)
    return () => clearTimeout(timer)
  }, [isCopied])
  async function press(): Promise<void> {
    // Emptied first, so that a second copy is seen too.
    setCopied(false)
    await copy()
    setCopied(true)
    announce(say('sign-in/code-copied'))
  }
  return (
    <div className="copy">
      <Button onClick={() => void press()}>{label}</Button>
      <span className="copied">
        {isCopied && (
          <>
            <CheckmarkCircle20Regular className="tone-done" aria-hidden />
            {say('sign-in/code-copied')}
          </>
        )}
      </span>
    </div>
  )
}
