import type { ReactElement } from 'react'
import { overviewSubjects, readOverview, type OverviewLine } from '../../shared/checks/workplace-overview.ts'
import { silentApps } from '../../shared/facts/workplace.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import type { GroupStatus } from '../steps/step-groups.ts'
import { useWords } from '../use-words.ts'
import { StatusIcon } from './status-icon.tsx'

/** What was seen of the rest of the computer, if anything names one of the organisations or tells nothing. */
export function findOverview(findings: readonly Finding[]): Finding | null {
  return findings.find(({ code }) => code === 'workplace.overview') ?? null
}

/** What each subject names of the two organisations, how it was read and how sure that is; for what is unknown, where to look. */
export function WorkplaceOverview({ finding: { evidence } }: { finding: Finding }): ReactElement {
  const { say, toList } = useWords()
  const lines = readOverview(evidence)
  // Of a program that tells nothing, no line says that it is not there.
  const neither = overviewSubjects
    .filter((subject) => !silentApps.some((app) => app === subject))
    .filter((subject) => !lines.some((line) => line.subject === subject))
  return (
    <section className="card" aria-labelledby="workplace-overview">
      <h2 className="card-title" id="workplace-overview">
        {say('rest/title')}
      </h2>
      <ul className="outcomes">
        {lines.map((line) => (
          <OverviewItem key={line.subject} line={line} />
        ))}
      </ul>
      {neither.length > 0 && (
        <p className="aside">
          {say('rest/neither', {
            subjects: toList(neither.map((subject) => say(`rest/subject/${subject}`))),
          })}
        </p>
      )}
      {lines.some(({ state }) => state !== 'new') && <p className="card-text">{say('rest/reset')}</p>}
    </section>
  )
}

function OverviewItem({ line: { subject, state, source, sure } }: { line: OverviewLine }): ReactElement {
  const { say } = useWords()
  return (
    <li data-state={state}>
      <StatusIcon status={icons[state]} />
      <div>
        <strong>{say(`rest/subject/${subject}`)}</strong>
        <p className="overview-state">{say(`rest/state/${state}`)}</p>
        <p>
          {say(`rest/source/${source}`)} {say(`rest/sure/${sure}`)}
        </p>
        {state === 'unknown' && <p>{say(`rest/look/${subject}`)}</p>}
      </div>
    </li>
  )
}

const icons: Readonly<Record<OverviewLine['state'], GroupStatus>> = {
  old: 'now',
  new: 'done',
  both: 'partly',
  unknown: 'unknown',
}
