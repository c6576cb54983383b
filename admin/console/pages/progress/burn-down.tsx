import type { ReactElement } from 'react'
import { personStates, type Progress } from '../../api/answers.ts'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'
import { openOf, toBurnChart, type BurnChart, type BurnMark } from './burn-down-points.ts'

const width = 640
const height = 180
/** Around the plot, for what is drawn over its edge. */
const edge = 8

type BurnDownProps = {
  readonly days: Progress['burnDown']
  /** Those that the numbers are of. */
  readonly waves: Progress['waves']
  readonly licencesExpireOn: string | null
}

/** How many people have something before them, day by day: a line with its scale and the days that count, and the same as a table. */
export function BurnDown({ days, waves, licencesExpireOn }: BurnDownProps): ReactElement | null {
  const { say, toDay, toNumber } = useWords()
  const chart = toBurnChart({ days, waves, licencesExpireOn }, width, height)
  const [first] = chart?.points ?? []
  const last = chart?.points.at(-1)
  if (chart === null || first === undefined || last === undefined) return null
  const summary = say('progress/burn-down-summary', {
    count: last.open,
    firstDay: toDay(first.day),
    firstOpen: toNumber(first.open),
  })
  return (
    <section className="section">
      <h2>{say('progress/burn-down')}</h2>
      <p className="quiet">{summary}</p>
      <figure className="chart">
        <div className="chart-plot">
          <Plot chart={chart} summary={summary} />
          <Labels chart={chart} />
        </div>
        <figcaption>
          <p className="chart-ends">
            <span>{toDay(chart.firstDay)}</span>
            <span>{toDay(chart.lastDay)}</span>
          </p>
          <Marks marks={chart.marks} />
        </figcaption>
      </figure>
      <DayTable days={days} />
    </section>
  )
}

function Plot({ chart, summary }: { chart: BurnChart; summary: string }): ReactElement {
  const { points, ticks, marks } = chart
  const line = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
  return (
    <svg
      viewBox={`${-edge} ${-edge} ${width + 2 * edge} ${height + 2 * edge}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={summary}
    >
      {ticks.map(({ people, y }) => (
        <line key={people} className="chart-rule" x1={0} x2={width} y1={y} y2={y} />
      ))}
      <polygon
        className="chart-area"
        points={`${points[0]?.x ?? 0},${height} ${line} ${points.at(-1)?.x ?? 0},${height}`}
      />
      {marks.map(({ kind, day, x }) => (
        <line
          key={`${kind} ${day}`}
          className={`chart-mark chart-${kind}`}
          x1={x}
          x2={x}
          y1={0}
          y2={height}
        />
      ))}
      <polyline className="chart-line" points={line} />
      {points.length <= 60 &&
        points.map(({ day, x, y }) => (
          // A round end of a line without length: a circle would be stretched with the drawing.
          <path key={day} className="chart-point" d={`M${x.toFixed(1)} ${y.toFixed(1)}h0`} />
        ))}
    </svg>
  )
}

/** Numbers beside and above the drawing: as text they keep their size where the drawing is small. */
function Labels({ chart: { ticks, marks } }: { chart: BurnChart }): ReactElement {
  const { toNumber } = useWords()
  const rows = toRows(marks)
  const down = (y: number): string => `${((y + edge) / (height + 2 * edge)) * 100}%`
  const along = (x: number): string => `${((x + edge) / (width + 2 * edge)) * 100}%`
  return (
    <div aria-hidden>
      {ticks.map(({ people, y }) => (
        <span key={people} className="chart-tick" style={{ insetBlockStart: down(y) }}>
          {toNumber(people)}
        </span>
      ))}
      {marks.map(({ kind, day, x }, place) => (
        <span
          key={`${kind} ${day}`}
          className="chart-number"
          data-row={rows[place]}
          style={{ insetInlineStart: along(x) }}
        >
          {toNumber(place + 1)}
        </span>
      ))}
    </div>
  )
}

/** Numbers that would lie on each other go into another row. */
function toRows(marks: readonly BurnMark[]): readonly number[] {
  const rows: number[] = []
  for (const [place, { x }] of marks.entries()) {
    const before = marks[place - 1]
    const isNear = before !== undefined && x - before.x < 40
    rows.push(isNear && rows[place - 1] === 0 ? 1 : 0)
  }
  return rows
}

/** What the numbers above the drawing mean. */
function Marks({ marks }: { marks: readonly BurnMark[] }): ReactElement | null {
  const { say, toDay, toList } = useWords()
  if (marks.length === 0) return null
  return (
    <ol className="chart-marks" aria-label={say('progress/marks')}>
      {marks.map((mark) => (
        <li key={`${mark.kind} ${mark.day}`}>
          {mark.kind === 'cutover'
            ? say('progress/mark-cutover', { day: toDay(mark.day), waves: toList(mark.waves) })
            : say(`progress/mark-${mark.kind}`, { day: toDay(mark.day) })}
        </li>
      ))}
    </ol>
  )
}

function DayTable({ days }: { days: Progress['burnDown'] }): ReactElement {
  const { say, toDay, toNumber } = useWords()
  return (
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
  )
}
