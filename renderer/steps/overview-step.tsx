import type { ReactElement } from 'react'
import type { Finding } from '../../shared/findings/finding.ts'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { FurtherFinding } from '../parts/finding-card.tsx'
import { FindingDetails } from '../parts/finding-details.tsx'
import { LibraryList } from '../parts/library-list.tsx'
import { OldLinks } from '../parts/old-links/old-links.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { findOverview, WorkplaceOverview } from '../parts/workplace-overview.tsx'
import { findPreflight } from '../preflight/find-open.ts'
import { PreflightList } from '../preflight/preflight-list.tsx'
import { useWords } from '../use-words.ts'

/** All that was found on a replayed computer, in the order of the journey, for the helpdesk. */
export function OverviewStep({
  findings,
  state,
}: {
  findings: readonly Finding[]
  state: AppState
}): ReactElement {
  const { say, toNumber } = useWords()
  const overview = findOverview(findings)
  const before = findPreflight(lastResult(state.check) ?? { findings })
  const cards = findings.filter((finding) => finding !== overview)
  const isClean = cards.length === 0
  return (
    <div className="panel-content">
      <PanelHeading
        icon={isClean ? 'done' : 'info'}
        step={null}
        title={isClean ? say('replay/clean') : say('replay/found', { findings: toNumber(cards.length) })}
        meaning={say(isClean ? 'replay/clean-meaning' : 'replay/found-meaning')}
      />
      {!isClean && (
        <section className="further">
          <h2 className="card-title">{say('finding/to-do')}</h2>
          <ul className="further">
            {cards.map((finding, place) => (
              <FurtherFinding key={`${finding.code} ${place}`} finding={finding} state={state} />
            ))}
          </ul>
        </section>
      )}
      <LibraryList libraries={state.libraries} isReplay={state.replay !== null} />
      {before !== null && <PreflightList finding={before} />}
      <OldLinks oldLinks={state.oldLinks} />
      {overview !== null && <WorkplaceOverview finding={overview} />}
      {findings.length > 0 && <FindingDetails findings={findings} />}
    </div>
  )
}
