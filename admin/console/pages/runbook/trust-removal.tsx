import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import { LockClosed20Regular } from '@fluentui/react-icons/svg/lock-closed'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { Runbook } from '../../api/answers.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { useWords } from '../../use-words.ts'
import { toPeopleAddress, type PeopleFilter } from '../people/people-filter.ts'

/** The gate before the trust goes, and the commands behind it. */
export function TrustRemoval({ runbook }: { runbook: Runbook }): ReactElement {
  const { say } = useWords()
  const { gate, trustRemoval } = runbook
  return (
    <>
      <p>{say('runbook/trust-meaning')}</p>
      <Gate gate={gate} />
      {trustRemoval === null ? (
        <HostAddresses runbook={runbook} />
      ) : gate.isOpen ? (
        <Commands commands={trustRemoval} />
      ) : (
        <details className="more">
          <summary>{say('runbook/commands-later')}</summary>
          <Commands commands={trustRemoval} />
        </details>
      )}
    </>
  )
}

type Reason = Runbook['gate']['reasons'][number]['kind']

function Gate({ gate }: { gate: Runbook['gate'] }): ReactElement {
  const { say } = useWords()
  if (gate.isOpen)
    return (
      <p className="gate gate-open">
        <CheckmarkCircle20Regular aria-hidden />
        <strong>{say('gate/open')}</strong>
      </p>
    )
  return (
    <div className="gate gate-shut">
      <p>
        <LockClosed20Regular aria-hidden />
        <strong>{say('gate/shut')}</strong>
      </p>
      <ul>
        {gate.reasons.map(({ kind, people }) => {
          return (
            <li key={kind}>
              {say(`gate/${kind}`, { count: people })}{' '}
              {filters[kind] !== null && (
                <Link
                  className="link"
                  href={toPeopleAddress(filters[kind])}
                  aria-label={`${say('gate/who')}: ${say(`gate/${kind}`, { count: people })}`}
                >
                  {say('gate/who')}
                </Link>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** Where the people of a reason are found; several states have no one address. */
const filters: Readonly<Record<Reason, PeopleFilter | null>> = {
  'nobody-in-map': null,
  'people-open': null,
  'people-stuck': { state: 'stuck' },
  'moves-failed': { blocker: 'plan.move-failed' },
  'people-returning': null,
}

/** The commands, each with whose role it names: the partner's, not the tenant's own. */
function Commands({ commands }: { commands: NonNullable<Runbook['trustRemoval']> }): ReactElement {
  const { say } = useWords()
  return (
    <>
      <ol className="steps">
        {commands.map(({ tenant, command, partnerRole }) => (
          <li key={command}>
            <h3>{say(`runbook/on-${tenant}`)}</h3>
            <p>{say(`runbook/role-on-${tenant}`, { role: partnerRole })}</p>
            <CommandLine command={command} what={say(`runbook/removal-on-${tenant}`)} />
          </li>
        ))}
      </ol>
      <p className="note">{say('runbook/role-why')}</p>
    </>
  )
}

function HostAddresses({ runbook }: { runbook: Runbook }): ReactElement {
  const { say } = useWords()
  return (
    <>
      <p>{say('runbook/host-addresses')}</p>
      <ol className="steps">
        {runbook.hostUrlCommands.map(({ tenant, command }) => (
          <li key={tenant}>
            <h3>{say(`runbook/on-${tenant}`)}</h3>
            <CommandLine command={command} what={say(`runbook/host-address-of-${tenant}`)} />
          </li>
        ))}
      </ol>
      <Link href="/settings" className="link">
        {say('licences/to-settings')}
      </Link>
    </>
  )
}
