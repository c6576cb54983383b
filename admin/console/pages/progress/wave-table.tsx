import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import type { Progress } from '../../api/answers.ts'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'
import { toPeopleAddress } from '../people/people-filter.ts'
import { StateBar } from './state-bar.tsx'

type Wave = Progress['waves'][number]

/** Every wave with its day, how far it is, who is stuck, and its people. */
export function WaveTable({ waves }: { waves: readonly Wave[] }): ReactElement {
  const { say } = useWords()
  return (
    <section className="section">
      <h2>{say('progress/waves')}</h2>
      <WideTable name={say('progress/waves')}>
        <thead>
          <tr>
            <th scope="col">{say('filter/wave')}</th>
            <th scope="col">{say('progress/cutover')}</th>
            <th scope="col" className="wave-far">
              {say('progress/how-far')}
            </th>
            <th scope="col" className="number">
              {say('state/stuck')}
            </th>
            <th scope="col">{say('progress/people')}</th>
          </tr>
        </thead>
        <tbody>
          {waves.map((wave) => (
            <WaveRow key={wave.wave ?? ''} wave={wave} />
          ))}
        </tbody>
      </WideTable>
    </section>
  )
}

function WaveRow({ wave: { wave, cutoverOn, counts, isFinished } }: { wave: Wave }): ReactElement {
  const { say, toDay, toNumber, toPercent } = useWords()
  const name = wave ?? say('filter/without-wave')
  const filter = wave === null ? { withoutWave: true as const } : { wave }
  const finished = counts.done + counts.returned
  return (
    <tr>
      <th scope="row">
        {name}
        {isFinished && (
          <span className="state state-done">
            <CheckmarkCircle20Regular aria-hidden />
            {say('progress/wave-finished')}
          </span>
        )}
      </th>
      <td>{cutoverOn === null ? say('progress/no-cutover') : toDay(cutoverOn)}</td>
      <td className="wave-far">
        <StateBar counts={counts} />
        <small>
          {toPercent(counts.people === 0 ? 0 : finished / counts.people)}{' '}
          {say('progress/finished', { count: counts.people, finished: toNumber(finished) })}
        </small>
      </td>
      <td className="number">
        {counts.stuck === 0 ? (
          toNumber(0)
        ) : (
          <Link
            className="link"
            href={toPeopleAddress({ ...filter, state: 'stuck' })}
            aria-label={say('progress/stuck-of', { count: counts.stuck, wave: name })}
          >
            {toNumber(counts.stuck)}
          </Link>
        )}
      </td>
      <td>
        <Link
          className="link"
          href={toPeopleAddress(filter)}
          aria-label={say('progress/open-wave', { wave: name })}
        >
          {say('progress/open-people')}
        </Link>
      </td>
    </tr>
  )
}
