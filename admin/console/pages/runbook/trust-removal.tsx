import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import type { ReactElement } from 'react'
import type { Duty, Runbook } from '../../api/answers.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { useWords } from '../../use-words.ts'

/** The commands that remove the trust on one side; folded away while they have to wait. */
export function TrustRemoval({ duty, runbook }: { duty: Duty; runbook: Runbook }): ReactElement {
  const { say } = useWords()
  const tenant = duty.id === 'trust-source' ? 'source' : 'target'
  const commands = runbook.trustRemoval?.filter((one) => one.tenant === tenant) ?? []
  return (
    <>
      {tenant === 'source' && duty.state !== 'late' && <p>{say('runbook/trust-meaning')}</p>}
      {tenant === 'source' && duty.state === 'look' && (
        <p className="gate gate-open">
          <CheckmarkCircle20Regular aria-hidden />
          <strong>{say('gate/open')}</strong>
        </p>
      )}
      {duty.state === 'late' && <p className="note">{say('duty/late-trust')}</p>}
      {commands.length > 0 &&
        (duty.state === 'look' ? (
          <Commands commands={commands} />
        ) : (
          <details className="more">
            <summary>{say('runbook/commands-later')}</summary>
            <Commands commands={commands} />
          </details>
        ))}
    </>
  )
}

/** Each with whose role it names: the partner's, not the tenant's own. */
function Commands({ commands }: { commands: NonNullable<Runbook['trustRemoval']> }): ReactElement {
  const { say } = useWords()
  return (
    <>
      <ol className="steps">
        {commands.map(({ tenant, command, partnerRole }) => (
          <li key={command}>
            <p>{say(`runbook/role-on-${tenant}`, { role: partnerRole })}</p>
            <CommandLine command={command} what={say(`runbook/removal-on-${tenant}`)} />
          </li>
        ))}
      </ol>
      <p className="note">{say('runbook/role-why')}</p>
    </>
  )
}
