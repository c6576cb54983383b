import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { personStates, type Progress } from '../../api/answers.ts'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'
import { toPeopleAddress } from '../people/people-filter.ts'

/** Every wave with its day and its numbers. */
export function WaveTable({ waves }: { waves: Progress['waves'] }): ReactElement {
  const { say, toDay, toNumber } = useWords()
  return (
    <section className="section">
      <h2>{say('progress/waves')}</h2>
      <WideTable name={say('progress/waves')}>
        <thead>
          <tr>
            <th scope="col">{say('filter/wave')}</th>
            <th scope="col">{say('progress/cutover')}</th>
            <th scope="col" className="number">
              {say('progress/people')}
            </th>
            {personStates.map((state) => (
              <th scope="col" className="number" key={state}>
                {say(`state/${state}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {waves.map(({ wave, cutoverOn, counts, isFinished }) => (
            <tr key={wave ?? ''}>
              <th scope="row">
                <Link
                  className="link"
                  href={toPeopleAddress(wave === null ? { withoutWave: true } : { wave })}
                >
                  {wave ?? say('filter/without-wave')}
                </Link>
                {isFinished && (
                  <span className="state state-done">
                    <CheckmarkCircle20Regular aria-hidden />
                    {say('progress/wave-finished')}
                  </span>
                )}
              </th>
              <td>{cutoverOn === null ? say('progress/no-cutover') : toDay(cutoverOn)}</td>
              <td className="number">{toNumber(counts.people)}</td>
              {personStates.map((state) => (
                <td className="number" key={state}>
                  {toNumber(counts[state])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  )
}
