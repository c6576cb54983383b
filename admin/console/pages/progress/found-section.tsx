import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useApi } from '../../api/api.ts'
import type { FoundOnComputers } from '../../api/answers.ts'
import { queries } from '../../api/queries.ts'
import { OwnerWords } from '../../parts/owner-words.tsx'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'
import { toPeopleAddress } from '../people/people-filter.ts'
import { FindingCells } from './finding-cells.tsx'

type Part = FoundOnComputers['after']
type Time = 'after' | 'before'

/**
 * What computers told beside what holds people up: leftovers after the move, and what will hurt on the day before it. Nothing as
 * long as no computer has reported.
 */
export function FoundSection({ wave }: { wave: string | null }): ReactElement | null {
  const { data } = useQuery({ ...queries.found(useApi(), wave), placeholderData: (last) => last })
  if (data === undefined) return null
  return (
    <>
      <Found time="after" part={data.after} wave={wave} />
      <Found time="before" part={data.before} wave={wave} />
    </>
  )
}

type FoundProps = { readonly time: Time; readonly part: Part; readonly wave: string | null }

function Found({ time, part, wave }: FoundProps): ReactElement | null {
  const { say } = useWords()
  const { people, found } = part
  if (people === 0) return null
  const holdsNobody = time === 'after' && found.length > 0 && found.every(({ held }) => held === 0)
  return (
    <section className="section">
      <h2>{say(`found/${time}`)}</h2>
      <p className="quiet">
        {say(`found/${time}-people`, { count: people })} {holdsNobody && say('found/informs')}
      </p>
      {found.length === 0 ? (
        <p className="quiet">{say(`found/${time}-nothing`)}</p>
      ) : (
        <FoundTable time={time} found={found} wave={wave} />
      )}
    </section>
  )
}

function FoundTable({
  time,
  found,
  wave,
}: Omit<FoundProps, 'part'> & { readonly found: Part['found'] }): ReactElement {
  const { say } = useWords()
  return (
    <WideTable name={say(`found/${time}`)}>
      <thead>
        <tr>
          <th scope="col">{say('found/what')}</th>
          <th scope="col">{say('progress/people')}</th>
          {time === 'after' && <th scope="col">{say('found/held')}</th>}
          <th scope="col" className="number">
            {say('found/found')}
          </th>
          <th scope="col">{say('progress/owner')}</th>
          <th scope="col">{say('progress/steps-to-fix')}</th>
        </tr>
      </thead>
      <tbody>
        {found.map((row) => (
          <FoundRow key={row.code} time={time} row={row} wave={wave} />
        ))}
      </tbody>
    </WideTable>
  )
}

type FoundRowProps = Omit<FoundProps, 'part'> & { readonly row: Part['found'][number] }

function FoundRow({ time, row, wave }: FoundRowProps): ReactElement {
  const { say, sayFinding, sayFix, toNumber } = useWords()
  const { code, owner, people, held, found } = row
  const show = say('progress/show-people', { count: people })
  const filter = {
    finding: code,
    ...(time === 'before' && { state: 'not-due' as const }),
    ...(wave !== null && { wave }),
  }
  return (
    <tr className="blocker">
      <FindingCells code={code} show={show} href={toPeopleAddress(filter)} />
      {time === 'after' && (
        <td>{held === 0 ? say('found/holds-nobody') : say('found/holds', { count: held })}</td>
      )}
      <td className="number">{toNumber(found)}</td>
      <td>
        <OwnerWords owner={owner} />
      </td>
      <td className="blocker-fix">{sayFix(code) ?? sayFinding(code, 'action')}</td>
    </tr>
  )
}
