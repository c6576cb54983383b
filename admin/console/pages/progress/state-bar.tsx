import type { ReactElement } from 'react'
import { personStates, type Counts } from '../../api/answers.ts'

/** How many people are where, as a bar; the numbers are beside it as text. */
export function StateBar({ counts }: { counts: Counts }): ReactElement {
  return (
    <div className="bar" aria-hidden>
      {[...personStates]
        .reverse()
        .filter((state) => counts[state] > 0)
        .map((state) => (
          <span key={state} className={`bar-part bar-${state}`} style={{ flexGrow: counts[state] }} />
        ))}
    </div>
  )
}
