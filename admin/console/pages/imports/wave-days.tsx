import type { ReactElement } from 'react'
import type { Import } from '../../api/answers.ts'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'

/** The waves of a file with the date that it gives each: a date that was not read is seen before it is missed. */
export function WaveDays({ waves }: { waves: Import['waves'] | undefined }): ReactElement | null {
  const { say, toDay, toNumber } = useWords()
  // An endpoint that is not of this version yet says nothing of it.
  if (waves === undefined || waves.length === 0) return null
  return (
    <WideTable name={say('imports/waves-in-file')}>
      <thead>
        <tr>
          <th scope="col">{say('filter/wave')}</th>
          <th scope="col">{say('progress/cutover')}</th>
          <th scope="col" className="number">
            {say('progress/people')}
          </th>
        </tr>
      </thead>
      <tbody>
        {waves.map(({ wave, cutoverOn, people }) => (
          <tr key={wave}>
            <th scope="row">{wave}</th>
            <td>{cutoverOn === null ? say('imports/day-kept') : toDay(cutoverOn)}</td>
            <td className="number">{toNumber(people)}</td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}
