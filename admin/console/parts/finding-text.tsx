import type { ReactElement } from 'react'
import type { Owner } from '../api/answers.ts'
import { useWords } from '../use-words.ts'
import { arrivalsOf } from './arrivals-of.ts'
import { OwnerWords } from './owner-words.tsx'

type FindingTextProps = {
  readonly code: string
  readonly owner: Owner
  readonly counts?: Readonly<Record<string, number>>
}

/** A finding by its admin title, then as the person reads it in the window, with the code that support tables have. */
export function FindingText({ code, owner, counts = {} }: FindingTextProps): ReactElement {
  const { say, sayFinding, sayFix, sayTitle, toNumber } = useWords()
  const fix = sayFix(code)
  const arrivals = arrivalsOf(counts)
  const numbers = Object.entries(counts).filter(([name]) => name !== 'withAdditions')
  return (
    <li className="finding">
      <strong>{sayTitle(code)}</strong>
      <p className="quiet">{say('findings/in-window', { title: sayFinding(code, 'title') })}</p>
      <p>{sayFinding(code, 'meaning')}</p>
      <p>{sayFinding(code, 'action')}</p>
      {arrivals !== null && (
        <p>
          {say('person/arrivals', {
            unchanged: toNumber(arrivals.unchanged),
            additions: toNumber(arrivals.withAdditions),
          })}
        </p>
      )}
      {fix !== null && <p className="fix">{fix}</p>}
      <p className="finding-foot">
        <OwnerWords owner={owner} /> <code>{code}</code>
        {numbers.map(([name, value]) => (
          <code key={name}>
            {/* Microsoft's number of a refusal is a name, not an amount. */}
            {name} {name === 'number' ? value : toNumber(value)}
          </code>
        ))}
      </p>
    </li>
  )
}
