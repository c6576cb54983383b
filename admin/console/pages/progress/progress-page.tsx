import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useApi } from '../../api/api.ts'
import type { Progress } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { Empty } from '../../parts/empty.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { WaveFilter } from '../../parts/wave-filter.tsx'
import { useIsAdmin } from '../../role.ts'
import { useWords } from '../../use-words.ts'
import { readFilter } from '../people/people-filter.ts'
import { BlockerList } from './blocker-list.tsx'
import { BurnDown } from './burn-down.tsx'
import { FoundSection } from './found-section.tsx'
import { SetUpList } from './set-up-list.tsx'
import { SourceSection } from './source-section.tsx'
import { Standings } from './standings.tsx'
import { WaveTable } from './wave-table.tsx'

/** How far everybody is, and what holds them up. */
export function ProgressPage(): ReactElement {
  const { say, toMoment } = useWords()
  const wave = readFilter(useSearch()).wave ?? null
  const [, navigate] = useLocation()
  const query = useQuery({ ...queries.progress(useApi(), wave), placeholderData: (last) => last })
  return (
    <>
      <PageHeading title={say('pages/progress')} text={say('progress/about')}>
        {query.data !== undefined && (
          <WaveFilter
            waves={query.data.waves.map((one) => one.wave)}
            value={wave}
            onChange={(next) => navigate(next === null ? '/' : `/?wave=${encodeURIComponent(next)}`)}
          />
        )}
      </PageHeading>
      <Loaded query={query}>
        {(progress) =>
          progress.waves.length === 0 ? (
            <NobodyYet />
          ) : (
            <>
              <Standings counts={progress.overall} wave={wave} />
              <Held progress={progress} wave={wave} />
              <FoundSection wave={wave} />
              <SourceSection />
              <BurnDown
                days={progress.burnDown}
                waves={progress.waves.filter((one) => wave === null || one.wave === wave)}
                licencesExpireOn={progress.licencesExpireOn}
              />
              <WaveTable waves={progress.waves} />
              <p className="read-at">{say('progress/read-at', { time: toMoment(progress.readAt) })}</p>
            </>
          )
        }
      </Loaded>
    </>
  )
}

function Held({ progress, wave }: { progress: Progress; wave: string | null }): ReactElement {
  const { say } = useWords()
  const { blockers, unverified } = progress
  return (
    <section className="section">
      <h2>{say('progress/held')}</h2>
      {blockers.length === 0 ? (
        <p className="quiet">{say('progress/nobody-held')}</p>
      ) : (
        <BlockerList name={say('progress/held')} blockers={blockers} wave={wave} />
      )}
      {unverified.length > 0 && (
        <>
          <h3>{say('progress/unverified')}</h3>
          <p className="quiet">{say('progress/unverified-meaning')}</p>
          <BlockerList name={say('progress/unverified')} blockers={unverified} wave={wave} isUnverified />
        </>
      )}
    </section>
  )
}

function NobodyYet(): ReactElement {
  const { say } = useWords()
  if (useIsAdmin()) return <SetUpList />
  return <Empty title={say('progress/nobody')} text={say('progress/nobody-helpdesk')} />
}
