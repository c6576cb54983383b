import type { ReactElement } from 'react'
import { readPreflight, type PreflightState } from '../../shared/checks/preflight-subjects.ts'
import type { Finding } from '../../shared/findings/finding.ts'
import { StatusIcon } from '../parts/status-icon.tsx'
import type { GroupStatus } from '../steps/step-groups.ts'
import { useWords } from '../use-words.ts'

/** All that was looked at before the move: what is fine, what has a finding, and what is not known. */
export function PreflightList({ finding: { evidence } }: { finding: Finding }): ReactElement {
  const { say } = useWords()
  return (
    <section className="card" aria-labelledby="preflight-looked">
      <h2 className="card-title" id="preflight-looked">
        {say('preflight/looked')}
      </h2>
      <ul className="outcomes">
        {readPreflight(evidence).map(({ subject, state }) => (
          <li key={subject} data-state={state}>
            <StatusIcon status={icons[state]} />
            <div>
              <strong>{say(`preflight/subject/${subject}`)}</strong>
              <p>{say(`preflight/state/${state}`)}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

const icons: Readonly<Record<PreflightState, GroupStatus>> = {
  fine: 'done',
  open: 'now',
  unknown: 'unknown',
}
