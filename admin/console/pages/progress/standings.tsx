import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { personStates, type Counts } from '../../api/answers.ts'
import { StateIcon } from '../../parts/state-badge.tsx'
import { useWords } from '../../use-words.ts'
import { toPeopleAddress } from '../people/people-filter.ts'
import { StateBar } from './state-bar.tsx'

/** How many people are where; each number leads to them. */
export function Standings({ counts, wave }: { counts: Counts; wave: string | null }): ReactElement {
  const { say, toNumber, toPercent } = useWords()
  const share = (people: number): number => (counts.people === 0 ? 0 : people / counts.people)
  const finished = counts.done + counts.returned
  return (
    <section className="section" aria-label={say('progress/standings')}>
      <p className="headline">
        <strong>{toPercent(share(finished))}</strong>{' '}
        {say('progress/finished', { count: counts.people, finished: toNumber(finished) })}
      </p>
      <StateBar counts={counts} />
      <ul className="tiles">
        {personStates.map((state) => (
          <li key={state}>
            <Link
              href={toPeopleAddress({ state, ...(wave !== null && { wave }) })}
              className={`tile tile-${state}`}
            >
              <span className="tile-name">
                <StateIcon state={state} />
                {say(`state/${state}`)}
              </span>
              <strong className="tile-number">{toNumber(counts[state])}</strong>
              <span className="tile-share">{toPercent(share(counts[state]))}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
