import type { ReactElement } from 'react'
import { useWords } from '../use-words.ts'

/** Landfall watches the computer and checks again when something changes; this says so, and when it last did. */
export function Watching({ takenAt }: { takenAt: string }): ReactElement {
  const { say, toTime } = useWords()
  return (
    <p className="watching">
      <span className="watching-dot" aria-hidden />
      {say('finding/watching', { time: toTime(takenAt) })}
    </p>
  )
}
