import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { Duty, Runbook } from '../../api/answers.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { useWords } from '../../use-words.ts'
import { HostAddresses } from './host-addresses.tsx'
import { LicenceDays } from './licence-days.tsx'
import { MoveStates } from './move-states.tsx'
import { TrustRemoval } from './trust-removal.tsx'

/** What a duty is about, with these tenants' values and commands. */
export function DutyContent({ duty, runbook }: { duty: Duty; runbook: Runbook }): ReactElement | null {
  const { say, toNumber } = useWords()
  switch (duty.id) {
    case 'addresses':
      return <HostAddresses runbook={runbook} />
    case 'licences':
      return <LicenceDays licences={runbook.licences} />
    case 'moves':
      return <MoveStates command={runbook.moveStatesCommand} />
    case 'people':
      return (
        <p>
          <Link href="/people" className="link">
            {say('pages/people')}
          </Link>
        </p>
      )
    case 'permissions':
      return <p>{say('runbook/permissions-meaning', { number: toNumber(runbook.inMap) })}</p>
    case 'links':
      return (
        <>
          <p>{say('runbook/links-meaning')}</p>
          <p>{say('duty/redirects')}</p>
          <CommandLine command={runbook.redirectSitesCommand} what={say('duty/redirects-command')} />
        </>
      )
    case 'trust-source':
    case 'trust-target':
      return <TrustRemoval duty={duty} runbook={runbook} />
  }
}
