import { LockClosed20Regular } from '@fluentui/react-icons/svg/lock-closed'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { Duty } from '../../api/answers.ts'
import { useWords } from '../../use-words.ts'
import { toPeopleAddress } from '../people/people-filter.ts'

type Reason = Duty['blockers'][number]

/** Where a reason is settled, or its people are found; people in several states have no one address. */
const addresses: Readonly<Record<Reason['kind'], string | null>> = {
  'addresses-missing': '/settings',
  'nobody-in-map': '/imports',
  'moves-open': toPeopleAddress({ state: 'not-due' }),
  'moves-failed': toPeopleAddress({ blocker: 'plan.move-failed' }),
  'people-open': null,
  'people-never-seen': toPeopleAddress({ state: 'never-seen' }),
  'people-started': toPeopleAddress({ state: 'started' }),
  'people-stuck': toPeopleAddress({ state: 'stuck' }),
  'people-returning': null,
}

/** What a duty waits for, in words, each with where it is settled. */
export function DutyBlockers({
  blockers,
  isLocked,
}: Pick<Duty, 'blockers'> & { isLocked: boolean }): ReactElement {
  const { say } = useWords()
  return (
    <div className="gate gate-shut">
      <p>
        <LockClosed20Regular aria-hidden />
        <strong>{say(isLocked ? 'gate/shut' : 'duty/waits')}</strong>
      </p>
      <ul>
        {blockers.map((reason) => (
          <Blocker key={reason.kind} reason={reason} />
        ))}
      </ul>
    </div>
  )
}

function Blocker({ reason: { kind, people } }: { reason: Reason }): ReactElement {
  const { say } = useWords()
  const words = say(`gate/${kind}`, { count: people })
  const address = addresses[kind]
  if (address === null) return <li>{words}</li>
  const link =
    kind === 'addresses-missing'
      ? say('licences/to-settings')
      : kind === 'nobody-in-map'
        ? say('pages/imports')
        : say('gate/who')
  return (
    <li>
      {words}{' '}
      <Link className="link" href={address} aria-label={`${link}: ${words}`}>
        {link}
      </Link>
    </li>
  )
}
