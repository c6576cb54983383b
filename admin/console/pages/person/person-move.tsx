import type { ReactElement } from 'react'
import type { Person } from '../../api/answers.ts'
import { useWords } from '../../use-words.ts'

/** What Microsoft's migration jobs say of one person; nothing where the endpoint does not read them. */
export function PersonMove({ person: { live } }: { person: Person }): ReactElement | null {
  const { say, toMoment } = useWords()
  if (live === null) return null
  const { readAt, isStale, workloads, contradiction, errors } = live
  return (
    <section className="section">
      <h2>{say('source/title')}</h2>
      <dl className="facts">
        {workloads.map(({ workload, state }) => (
          <div key={workload}>
            <dt>{say(`workload/${workload}`)}</dt>
            <dd>{state === null ? say('source/not-moved') : say(`workload-state/${state}`)}</dd>
          </div>
        ))}
      </dl>
      {contradiction !== null && (
        <p className="note">{say('source/contradiction', { state: say(`move/${contradiction}`) })}</p>
      )}
      {errors.map(({ code, meaning }) => (
        <p key={code}>
          {say(`migration-error/${meaning}`)} <code>{code}</code>
        </p>
      ))}
      <p className="quiet">
        {readAt === null ? say('source/never') : say('source/person-read', { time: toMoment(readAt) })}
        {readAt !== null && isStale && ` ${say('source/person-stale')}`}
      </p>
    </section>
  )
}
