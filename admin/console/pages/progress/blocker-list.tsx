import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { Blocker, Owner } from '../../api/answers.ts'
import { OwnerWords } from '../../parts/owner-words.tsx'
import { useWords } from '../../use-words.ts'
import { toPeopleAddress } from '../people/people-filter.ts'

type Held = {
  readonly code: string
  readonly owner: Owner
  readonly people: number
  readonly waves?: Blocker['waves']
}

type BlockerListProps = {
  readonly blockers: readonly Held[]
  readonly wave: string | null
  readonly isUnverified?: boolean
}

/** One entry for each thing that holds people up, for any number of people: one policy, not 312 rows. */
export function BlockerList({ blockers, wave, isUnverified = false }: BlockerListProps): ReactElement {
  const { say, sayFinding, sayFix } = useWords()
  return (
    <ol className="blockers">
      {blockers.map(({ code, owner, people, waves = [] }) => (
        <li key={code} className="blocker">
          <p className="blocker-sum">
            {say(code.startsWith('policy.') ? 'progress/policy-holds' : 'progress/holds', { count: people })}
          </p>
          <h3>{sayFinding(code, 'title')}</h3>
          <p>{sayFix(code) ?? sayFinding(code, 'meaning')}</p>
          <p className="blocker-foot">
            <OwnerWords owner={owner} />
            <code>{code}</code>
            {wave === null && waves.length > 1 && (
              <span>{say('progress/in-waves', { count: waves.length })}</span>
            )}
          </p>
          <Link
            className="link"
            aria-label={`${say(isUnverified ? 'progress/show-unverified' : 'progress/show-people', { count: people })}: ${sayFinding(code, 'title')}`}
            href={toPeopleAddress({
              ...(isUnverified ? { unverified: true } : { blocker: code }),
              ...(wave !== null && { wave }),
            })}
          >
            {say(isUnverified ? 'progress/show-unverified' : 'progress/show-people', { count: people })}
          </Link>
        </li>
      ))}
    </ol>
  )
}
