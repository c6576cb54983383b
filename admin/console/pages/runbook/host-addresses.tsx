import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { Runbook } from '../../api/answers.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { useNames, useWords } from '../../use-words.ts'

/** Both tenants' addresses as the settings have them, or what tells them. */
export function HostAddresses({ runbook }: { runbook: Runbook }): ReactElement {
  const { say } = useWords()
  const names = useNames()
  const { sourceHostUrl, targetHostUrl, hostUrlCommands } = runbook
  const known = [
    [names.source ?? say('names/source'), sourceHostUrl],
    [names.target ?? say('names/target'), targetHostUrl],
  ] as const
  return (
    <>
      <ul className="addresses">
        {known.map(
          ([tenant, address]) =>
            address !== null && <li key={tenant}>{say('duty/address-of', { tenant, address })}</li>,
        )}
      </ul>
      {(sourceHostUrl === null || targetHostUrl === null) && (
        <>
          <p>{say('runbook/host-addresses')}</p>
          <ol className="steps">
            {hostUrlCommands.map(({ tenant, command }) => (
              <li key={tenant}>
                <h3>{say(`runbook/on-${tenant}`)}</h3>
                <CommandLine command={command} what={say(`runbook/host-address-of-${tenant}`)} />
              </li>
            ))}
          </ol>
        </>
      )}
      <Link href="/settings" className="link">
        {say('licences/to-settings')}
      </Link>
    </>
  )
}
