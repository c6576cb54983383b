import type { ReactElement } from 'react'
import { personStates, type Progress } from '../../api/answers.ts'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'
import { openOf, toBurnPoints } from './burn-down-points.ts'

const width = 640
const height = 180

/** How many people have something before them, day by day: a line, and the same as a table. */
export function BurnDown({ days }: { days: Progress['burnDown'] }): ReactElement | null {
  const { say, toDay, toNumber } = useWords()
  const points = toBurnPoints(days, width, height)
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return null
  const line = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
  const summary = say('progress/burn-down-summary', {
    count: last.open,
    firstDay: toDay(first.day),
    firstOpen: toNumber(first.open),
  })
  const most = Math.max(...points.map(({ open }) => open))
  return (
    <section className="section">
      <h2>{say('progress/burn-down')}</h2>
      <p className="quiet">{summary}</p>
      <figure className="chart">
        <svg viewBox={`-8 -8 ${width + 16} ${height + 16}`} role="img" aria-label={summary}>
          {[0, 0.5, 1].map((part) => (
            <line key={part} className="chart-rule" x1={0} x2={width} y1={height * part} y2={height * part} />
          ))}
          <polygon className="chart-area" points={`${first.x},${height} ${line} ${last.x},${height}`} />
          <polyline className="chart-line" points={line} />
          {points.length <= 60 &&
            points.map(({ day, x, y }) => <circle key={day} className="chart-point" cx={x} cy={y} r={4} />)}
        </svg>
        <figcaption className="chart-ends">
          <span>{toDay(first.day)}</span>
          <span>{say('progress/at-most', { count: most })}</span>
          <span>{toDay(last.day)}</span>
        </figcaption>
      </figure>
      <details className="more">
        <summary>{say('progress/as-table')}</summary>
        <WideTable name={say('progress/burn-down')}>
          <thead>
            <tr>
              <th scope="col">{say('progress/day')}</th>
              <th scope="col" className="number">
                {say('progress/open')}
              </th>
              {personStates.map((state) => (
                <th scope="col" className="number" key={state}>
                  {say(`state/${state}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map(({ day, counts }) => (
              <tr key={day}>
                <th scope="row">{toDay(day)}</th>
                <td className="number">{toNumber(openOf(counts))}</td>
                {personStates.map((state) => (
                  <td className="number" key={state}>
                    {toNumber(counts[state])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </WideTable>
      </details>
    </section>
  )
}
