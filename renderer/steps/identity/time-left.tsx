import { useEffect, useState, type ReactElement } from 'react'
import { useWords } from '../../use-words.ts'

/** How long the sign-in is waited for. Silent: a screen reader would be interrupted every second. */
export function TimeLeft({ until }: { until: string }): ReactElement {
  const { say, toDuration } = useWords()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const secondsLeft = Math.max(0, (Date.parse(until) - now) / 1000)
  return <p className="aside">{say('sign-in/time-left', { time: toDuration(secondsLeft) })}</p>
}
