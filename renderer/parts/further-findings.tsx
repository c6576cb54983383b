import type { ReactElement } from 'react'
import type { Finding } from '../../shared/findings/finding.ts'
import type { AppState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { Disclosure } from './disclosure.tsx'
import { FurtherFinding } from './finding-card.tsx'

type FurtherFindingsProps = {
  readonly findings: readonly Finding[]
  readonly state: AppState
  readonly label?: 'finding/also' | 'finding/good-to-know'
}

/** What else was found at a step, folded away with its number: one thing to do at a time. Null where there is nothing. */
export function FurtherFindings({
  findings,
  state,
  label = 'finding/also',
}: FurtherFindingsProps): ReactElement | null {
  const { say, toNumber } = useWords()
  if (findings.length === 0) return null
  return (
    <Disclosure label={say(label, { findings: toNumber(findings.length) })}>
      <ul className="further">
        {findings.map((finding, place) => (
          <FurtherFinding key={`${finding.code} ${place}`} finding={finding} state={state} />
        ))}
      </ul>
    </Disclosure>
  )
}
