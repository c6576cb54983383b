import { useQuery } from '@tanstack/react-query'
import { useEffect, type ReactElement } from 'react'
import { useApi } from '../../api/api.ts'
import type { Duty } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../use-words.ts'
import { DutyContent } from './duty-content.tsx'
import { DutyRow } from './duty-row.tsx'
import { SendBack } from './send-back.tsx'

/** The admin's last duties in their order, with these tenants' values filled in. */
export function RunbookPage(): ReactElement {
  const { say } = useWords()
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
            <ol className="duties">
              {runbook.duties.map((duty, place) => (
                <DutyRow
                  key={duty.id}
                  duty={duty}
                  number={place + 1}
                  waitsAs={placeOfSame(runbook.duties, place)}
                >
                  <DutyContent duty={duty} runbook={runbook} />
                </DutyRow>
              ))}
            </ol>
            <SendBack />
          </>
        )}
      </Loaded>
    </>
  )
}

/** The number of the first duty above that waits for exactly the same; null where none does. */
function placeOfSame(duties: readonly Duty[], place: number): number | null {
  const own = JSON.stringify(duties[place]?.blockers)
  const first = duties.findIndex(({ blockers }) => JSON.stringify(blockers) === own)
  return first === place ? null : first + 1
}
