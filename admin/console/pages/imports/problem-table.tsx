import type { ReactElement } from 'react'
import type { Import } from '../../api/answers.ts'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'
import { sumProblems } from './sum-problems.ts'

const linesShown = 8

type ProblemTableProps = { readonly entry: Import; readonly isOpen: boolean }

/** The rows that cannot be read: each reason once, with its lines. */
export function ProblemTable({ entry, isOpen }: ProblemTableProps): ReactElement | null {
  const { say, toNumber } = useWords()
  const { rows, problems } = entry
  if (rows.unreadable === 0) return null
  return (
    <details className="more" open={isOpen}>
      <summary>{say('imports/unreadable', { count: rows.unreadable })}</summary>
      <WideTable name={say('imports/unreadable', { count: rows.unreadable })}>
        <thead>
          <tr>
            <th scope="col" className="number">
              {say('imports/rows-alike')}
            </th>
            <th scope="col">{say('imports/line')}</th>
            <th scope="col">{say('imports/reason')}</th>
          </tr>
        </thead>
        <tbody>
          {sumProblems(problems).map(({ problem, lines }) => (
            <tr key={problem.reason}>
              <td className="number">{toNumber(lines.length)}</td>
              <td>
                <Lines lines={lines} />
              </td>
              <ReasonCell {...problem} />
            </tr>
          ))}
        </tbody>
      </WideTable>
      {problems.length < rows.unreadable && (
        <p className="quiet">{say('imports/first-problems', { count: problems.length })}</p>
      )}
    </details>
  )
}

function Lines({ lines }: { lines: readonly number[] }): ReactElement {
  const { say, toNumber } = useWords()
  // A line is a name, not an amount.
  const shown = lines.slice(0, linesShown).join(', ')
  if (lines.length <= linesShown) return <>{shown}</>
  return <>{say('imports/and-more', { lines: shown, more: toNumber(lines.length - linesShown) })}</>
}

/** In the reader's language where the code is known; imports of older versions have only the English sentence. */
function ReasonCell({ code, values, reason }: Import['problems'][number]): ReactElement {
  const { sayReason } = useWords()
  const said = code === null ? null : sayReason(code, values)
  return said === null ? <td lang="en">{reason}</td> : <td>{said}</td>
}
