import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { CommandLine } from '../../parts/command-line.tsx'
import { useWords } from '../../use-words.ts'

/** The command that writes the move states as the import takes them, with this target's address in it. */
export function MoveStates({ command }: { command: string | null }): ReactElement {
  const { say } = useWords()
  return (
    <>
      <p>{say('runbook/move-states-meaning')}</p>
      {command === null ? (
        <p>
          {say('runbook/move-states-no-host')}{' '}
          <Link href="/settings" className="link">
            {say('licences/to-settings')}
          </Link>
        </p>
      ) : (
        <>
          <h3>{say('runbook/on-source')}</h3>
          <CommandLine command={command} what={say('runbook/move-states')} />
          <p className="note">{say('runbook/several-hosts')}</p>
        </>
      )}
    </>
  )
}
