import type { ReactElement } from 'react'
import type { Blocker, Owner } from '../../api/answers.ts'
import { OwnerWords } from '../../parts/owner-words.tsx'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'
import { toPeopleAddress } from '../people/people-filter.ts'
import { FindingCells } from './finding-cells.tsx'

type Held = {
  readonly code: string
  readonly owner: Owner
  readonly people: number
  readonly waves?: Blocker['waves']
}

type BlockerListProps = {
  readonly name: string
  readonly blockers: readonly Held[]
  readonly wave: string | null
  readonly isUnverified?: boolean
}

const wavesNamed = 3

/** One row for each thing that holds people up, for any number of people: one policy, not 312 rows. The most people first. */
export function BlockerList({ name, blockers, wave, isUnverified = false }: BlockerListProps): ReactElement {
  const { say } = useWords()
  return (
    <WideTable name={name}>
      <thead>
        <tr>
          <th scope="col">{say('progress/problem')}</th>
          <th scope="col">{say('progress/people')}</th>
          <th scope="col">{say('progress/owner')}</th>
          {!isUnverified && <th scope="col">{say('progress/waves')}</th>}
          <th scope="col">{say('progress/steps-to-fix')}</th>
        </tr>
      </thead>
      <tbody>
        {blockers.map((held) => (
          <BlockerRow key={held.code} held={held} wave={wave} isUnverified={isUnverified} />
        ))}
      </tbody>
    </WideTable>
  )
}

type BlockerRowProps = { readonly held: Held; readonly wave: string | null; readonly isUnverified: boolean }

function BlockerRow({ held, wave, isUnverified }: BlockerRowProps): ReactElement {
  const { say, sayFinding, sayFix } = useWords()
  const { code, owner, people, waves = [] } = held
  const show = say(isUnverified ? 'progress/show-unverified' : 'progress/show-people', { count: people })
  return (
    <tr className="blocker">
      <FindingCells
        code={code}
        show={show}
        href={toPeopleAddress({
          ...(isUnverified ? { unverified: true } : { blocker: code }),
          ...(wave !== null && { wave }),
        })}
      />
      <td>
        <OwnerWords owner={owner} />
      </td>
      {!isUnverified && (
        <td>
          <Waves waves={waves} />
        </td>
      )}
      <td className="blocker-fix">{sayFix(code) ?? sayFinding(code, 'meaning')}</td>
    </tr>
  )
}

function Waves({ waves }: { waves: Blocker['waves'] }): ReactElement {
  const { say, toNumber } = useWords()
  const names = waves.map(({ wave }) => wave ?? say('filter/without-wave'))
  const shown = names.slice(0, wavesNamed).join(', ')
  if (names.length <= wavesNamed) return <>{shown}</>
  return <>{say('imports/and-more', { lines: shown, more: toNumber(names.length - wavesNamed) })}</>
}
