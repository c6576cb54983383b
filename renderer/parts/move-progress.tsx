import type { ReactElement } from 'react'
import type { Finding } from '../../shared/findings/finding.ts'
import { workloads, type WorkloadState } from '../../shared/move/live-source.ts'
import type { PlanKnowledge } from '../../shared/move/plan.ts'
import type { GroupStatus } from '../steps/step-groups.ts'
import { useWords } from '../use-words.ts'
import { StatusIcon } from './status-icon.tsx'

const icons: Readonly<Record<WorkloadState, GroupStatus>> = {
  waiting: 'not-checked',
  moving: 'waiting',
  done: 'done',
  failed: 'blocked',
  unknown: 'unknown',
}

type MoveProgressProps = { readonly finding: Finding; readonly plan: PlanKnowledge }

/**
 * What of a person has arrived, beside a finding that their move is not over: mail, OneDrive, chats, meetings, and how old that is.
 * Nothing where the endpoint does not follow Microsoft's jobs.
 */
export function MoveProgress({ finding, plan }: MoveProgressProps): ReactElement | null {
  const { say, toMoment } = useWords()
  const isOfMove = finding.code === 'plan.not-due' || finding.code === 'plan.move-failed'
  if (!isOfMove || plan.kind !== 'known' || plan.source !== 'endpoint') return null
  const { live } = plan.plan
  if (live === undefined) return null
  return (
    <section className="card" aria-label={say('move/title')}>
      <h2 className="card-title">{say('move/title')}</h2>
      <ul className="outcomes">
        {workloads.map((workload) => {
          const state = live[workload]
          if (state === null) return null
          return (
            <li key={workload}>
              <StatusIcon status={icons[state]} />
              <div>
                <strong>{say(`move/${workload}`)}</strong>
                <span className="aside"> {say(`move/${state}`)}</span>
              </div>
            </li>
          )
        })}
      </ul>
      <p className="aside">
        {say('move/read', { time: toMoment(live.readAt) })}
        {live.isStale && ` ${say('move/stale')}`}
      </p>
    </section>
  )
}
