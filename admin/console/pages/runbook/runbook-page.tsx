import { useQuery } from '@tanstack/react-query'
import { useEffect, type ReactElement } from 'react'
import { useApi } from '../../api/api.ts'
import { queries } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../use-words.ts'
import { MoveStates } from './move-states.tsx'
import { LicenceCountdown } from './licence-countdown.tsx'
import { SendBack } from './send-back.tsx'
import { TrustRemoval } from './trust-removal.tsx'

/** The admin's last duties in their order, with these tenants' values filled in. */
export function RunbookPage(): ReactElement {
  const { say, toNumber } = useWords()
  const query = useQuery(queries.runbook(useApi()))
  const isThere = query.data !== undefined
  useEffect(() => {
    // The part of the page that the address names is there only now.
    if (isThere && location.hash.length > 1) document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }, [isThere])
  return (
    <>
      <PageHeading title={say('pages/runbook')} text={say('runbook/about')} />
      <Loaded query={query}>
        {(runbook) => (
          <>
            <LicenceCountdown licences={runbook.licences} />
            <ol className="duties">
              <li className="section">
                <h2>{say('runbook/move-states')}</h2>
                <MoveStates command={runbook.moveStatesCommand} />
              </li>
              <li className="section">
                <h2>{say('runbook/permissions')}</h2>
                <p>{say('runbook/permissions-meaning', { number: toNumber(runbook.inMap) })}</p>
              </li>
              <li className="section">
                <h2>{say('runbook/links')}</h2>
                <p>{say('runbook/links-meaning')}</p>
              </li>
              <li className="section">
                <h2>{say('runbook/trust')}</h2>
                <TrustRemoval runbook={runbook} />
              </li>
            </ol>
            <SendBack />
          </>
        )}
      </Loaded>
    </>
  )
}
