import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useApi } from '../../api/api.ts'
import type { Person } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { useIsAdmin } from '../../role.ts'
import { useWords } from '../../use-words.ts'
import { DeviceCard } from './device-card.tsx'
import { Notes } from './notes.tsx'
import { PersonMove } from './person-move.tsx'
import { ResetButton } from './reset-button.tsx'
import { Timeline } from './timeline.tsx'
import { DuplicateCandidates } from './duplicate-candidates.tsx'
import { UnverifiedDeviceCard } from './unverified-device-card.tsx'

/** One person: their state, the findings of each computer, and the history. */
export function PersonPage({ id }: { id: string }): ReactElement {
  const { say } = useWords()
  const query = useQuery(queries.person(useApi(), id))
  return (
    <>
      <p>
        <Link href="/people" className="link">
          {say('person/back')}
        </Link>
      </p>
      <Loaded query={query}>{(person) => <PersonView person={person} />}</Loaded>
    </>
  )
}

function PersonView({ person }: { person: Person }): ReactElement {
  const { say, sayTitle, toMoment } = useWords()
  const isAdmin = useIsAdmin()
  const { unverified } = person
  return (
    <>
      <div className="heading">
        <div>
          <h1 className="address">{person.displayName ?? person.targetUpn}</h1>
          {person.displayName !== null && <p className="address">{person.targetUpn}</p>}
          <p className="standing">
            <StateBadge state={person.state} />
            {person.blocker !== null && ` ${sayTitle(person.blocker)}`}
          </p>
        </div>
        {isAdmin && (
          <div className="buttons">
            <ResetButton person={person} />
          </div>
        )}
      </div>
      {unverified !== null && (
        <p className="unverified-note">
          {say('person/unverified', { time: toMoment(unverified.at) })}{' '}
          {unverified.code !== null && sayTitle(unverified.code)}
        </p>
      )}
      <Facts person={person} />
      <DuplicateCandidates person={person} />
      <PersonMove person={person} />
      <section className="section">
        <h2>{say('person/devices')}</h2>
        {person.devicesSeen.length === 0 && <p className="quiet">{say('person/no-devices')}</p>}
        {person.devicesSeen.length + person.devicesUnverified.length > 0 && (
          <ul className="cards">
            {person.devicesUnverified.map((device) => (
              <UnverifiedDeviceCard key={device.deviceId} device={device} />
            ))}
            {person.devicesSeen.map((device) => (
              <DeviceCard key={device.deviceId} device={device} />
            ))}
          </ul>
        )}
      </section>
      <Timeline entries={person.timeline} isCut={person.isTimelineCut} />
      <Notes person={person} />
    </>
  )
}

function Facts({ person }: { person: Person }): ReactElement {
  const { say, toDay, toMoment } = useWords()
  const facts: readonly (readonly [name: string, value: string])[] = [
    [say('person/old-address'), person.sourceUpn],
    [say('filter/wave'), person.wave ?? say('filter/without-wave')],
    [
      say('progress/cutover'),
      person.cutoverOn === null ? say('progress/no-cutover') : toDay(person.cutoverOn),
    ],
    [say('person/move'), say(`move/${person.moveState}`)],
    [say('person/direction'), say(`direction/${person.direction}`)],
    [say('people/last-seen'), person.lastSeenAt === null ? say('people/never') : toMoment(person.lastSeenAt)],
    [say('person/reminded'), person.remindedAt === null ? say('people/never') : toMoment(person.remindedAt)],
  ]
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
