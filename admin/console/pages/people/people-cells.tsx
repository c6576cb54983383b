import { Checkbox } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { PersonRow } from '../../api/answers.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { useWords } from '../../use-words.ts'
import { isChosen, toggleChosen, useChosen } from './chosen-people.ts'

export function ChooseCell({ person }: { person: PersonRow }): ReactElement {
  const { say } = useWords()
  const chosen = useChosen((state) => isChosen(state, person.id))
  return (
    <span role="cell">
      <Checkbox
        aria-label={say('people/choose-one', { upn: person.targetUpn })}
        checked={chosen}
        onChange={() => toggleChosen(person)}
      />
    </span>
  )
}

export function PersonCells({ person }: { person: PersonRow }): ReactElement {
  const { say, sayTitle, toMoment } = useWords()
  const { blocker, unverified } = person
  return (
    <>
      <span role="cell" className="cell-address">
        <Link href={`/people/${person.id}`} className="link person-link">
          {person.displayName ?? person.targetUpn}
        </Link>
        {person.displayName !== null && <small>{person.targetUpn}</small>}
        <small>{person.sourceUpn}</small>
      </span>
      <span role="cell">{person.wave ?? <span className="quiet">{say('filter/without-wave')}</span>}</span>
      <span role="cell">
        <StateBadge state={person.state} />
      </span>
      <span role="cell" className="cell-blocker">
        {blocker !== null && sayTitle(blocker)}
        {unverified !== null && (
          <small className="unverified">
            {say('people/unverified')}
            {unverified.code !== null && `: ${sayTitle(unverified.code)}`}
          </small>
        )}
      </span>
      <span role="cell">
        {person.lastSeenAt === null ? (
          <span className="quiet">{say('people/never')}</span>
        ) : (
          <time dateTime={person.lastSeenAt}>{toMoment(person.lastSeenAt)}</time>
        )}
      </span>
    </>
  )
}
