import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { workloadStates } from '../../../../shared/move/live-source.ts'
import { useApi } from '../../api/api.ts'
import type { LiveSource } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'

/** How far the move itself is, where the endpoint follows it in Microsoft Graph; nothing where it does not. */
export function SourceSection(): ReactElement | null {
  const { say, toNumber } = useWords()
  const { data } = useQuery(queries.source(useApi()))
  const source = data?.source ?? null
  if (source === null) return null
  const { jobs, people, notInMap, contradictions } = source
  return (
    <section className="section">
      <h2>{say('source/title')}</h2>
      <p className="quiet">{say('source/about')}</p>
      <Age source={source} />
      <p>
        {say('source/jobs', {
          count: jobs.running,
          running: toNumber(jobs.running),
          over: toNumber(jobs.over),
          people: toNumber(people),
        })}{' '}
        {notInMap > 0 && say('source/not-in-map', { count: notInMap, number: toNumber(notInMap) })}
      </p>
      {contradictions > 0 && (
        <p className="note">
          {say('source/contradictions', { count: contradictions, number: toNumber(contradictions) })}
        </p>
      )}
      <Workloads source={source} />
      {source.errors.length > 0 && <Errors source={source} />}
    </section>
  )
}

/** When it was read, and why not since. */
function Age({ source: { listedAt, isStale, trouble } }: { source: LiveSource }): ReactElement {
  const { say, toMoment } = useWords()
  return (
    <>
      <p>
        {listedAt === null ? say('source/never') : say('source/read', { time: toMoment(listedAt) })}
        {listedAt !== null && isStale && ` ${say('source/stale')}`}
      </p>
      {trouble !== null && (
        <p className="note">
          {say('source/trouble', {
            time: toMoment(trouble.since),
            reason: say(`live-trouble/${trouble.code}`),
          })}{' '}
          <code>{trouble.code}</code>
        </p>
      )}
    </>
  )
}

function Workloads({ source }: { source: LiveSource }): ReactElement {
  const { say, toNumber } = useWords()
  return (
    <WideTable name={say('source/title')}>
      <thead>
        <tr>
          <th scope="col">{say('source/workload')}</th>
          {workloadStates.map((state) => (
            <th scope="col" className="number" key={state}>
              {say(`workload-state/${state}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {source.workloads.map(({ workload, counts }) => (
          <tr key={workload}>
            <th scope="row">{say(`workload/${workload}`)}</th>
            {workloadStates.map((state) => (
              <td className="number" key={state}>
                {toNumber(counts[state])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}

function Errors({ source }: { source: LiveSource }): ReactElement {
  const { say, toNumber } = useWords()
  return (
    <>
      <h3>{say('source/errors')}</h3>
      <WideTable name={say('source/errors')}>
        <thead>
          <tr>
            <th scope="col">{say('source/code')}</th>
            <th scope="col" className="number">
              {say('progress/people')}
            </th>
            <th scope="col">{say('source/meaning')}</th>
          </tr>
        </thead>
        <tbody>
          {source.errors.map(({ code, people, meaning }) => (
            <tr key={code}>
              <th scope="row">
                <code>{code}</code>
              </th>
              <td className="number">{toNumber(people)}</td>
              <td>{say(`migration-error/${meaning}`)}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </>
  )
}
