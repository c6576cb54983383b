import { Button } from '@fluentui/react-components'
import { CopyRegular } from '@fluentui/react-icons/svg/copy'
import { useRef, useState, type ReactElement } from 'react'
import { useWords } from '../use-words.ts'

const saidMilliseconds = 4000

/** Puts a text on the clipboard and says so. `what` tells one button from the next. */
export function CopyButton({ text, what }: { text: string; what: string }): ReactElement {
  const { say } = useWords()
  const [news, setNews] = useState<'copied' | 'not-copied' | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  async function copy(): Promise<void> {
    clearTimeout(timer.current)
    setNews(null)
    const outcome = await navigator.clipboard.writeText(text).then(
      () => 'copied' as const,
      () => 'not-copied' as const,
    )
    setNews(outcome)
    timer.current = setTimeout(() => setNews(null), saidMilliseconds)
  }
  return (
    <span className="copy">
      <Button
        appearance="secondary"
        icon={<CopyRegular />}
        aria-label={say('do/copy-what', { what })}
        onClick={() => void copy()}
      >
        {say('do/copy')}
      </Button>
      <span className="copy-news" role="status">
        {news !== null && say(`do/${news}`)}
      </span>
    </span>
  )
}
