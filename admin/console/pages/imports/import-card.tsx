import { Button } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Import } from '../../api/answers.ts'
import { ColumnHeads } from '../../parts/column-heads.tsx'
import { AskFirst } from '../../parts/ask-first.tsx'
import { Failure } from '../../parts/failure.tsx'
import { WideTable } from '../../parts/wide-table.tsx'
import { useWords } from '../../use-words.ts'
import { isForeseen, nextStepOf } from './next-step.ts'
import { ProblemTable } from './problem-table.tsx'
import { WaveDays } from './wave-days.tsx'

/** An import: what it would change or has changed, the rows that cannot be read, and what can be done with it. */
export function ImportCard({ entry, isOpen }: { entry: Import; isOpen: boolean }): ReactElement {
  const { say, toMoment } = useWords()
  const { kind, fileName, state, examples } = entry
  return (
    <li className="card">
      <h3>
        {say(`imports/${kind}`)}: <span className="file-name">{fileName}</span>
      </h3>
      <p className="quiet">
        {say(`imports/state-${state}`, { time: toMoment(entry.undoneAt ?? entry.appliedAt ?? entry.at) })} ·{' '}
        {entry.by.upn}
      </p>
      <Work entry={entry} />
      {!isForeseen(entry) && entry.work?.failure !== null && <p>{say('imports/not-foreseen')}</p>}
      {isForeseen(entry) && <Changes entry={entry} />}
      <WaveDays waves={entry.waves} />
      <ProblemTable entry={entry} isOpen={isOpen} />
      {examples.length > 0 && (
        <details className="more" open={isOpen}>
          <summary>{say('imports/examples')}</summary>
          <WideTable name={say('imports/examples')}>
            <ColumnHeads names={[say('people/address'), say('audit/before'), say('audit/after')]} />
            <tbody>
              {examples.map(({ upn, before, after }) => (
                <tr key={upn}>
                  <th scope="row">{upn}</th>
                  <td>{before ?? '–'}</td>
                  <td>{after ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </WideTable>
        </details>
      )}
      <Actions entry={entry} />
    </li>
  )
}

/** What is being done with it: a large file takes minutes, and proxies wait for seconds. */
function Work({ entry: { work } }: { entry: Import }): ReactElement | null {
  const { say } = useWords()
  // An endpoint that is not of this version yet says nothing of it.
  if (work === null || work === undefined) return null
  if (work.failure === null) return <p role="status">{say(`imports/work-${work.kind}`)}</p>
  const isBrokenOff = work.failure === 'import.broken-off'
  return <p role="status">{say(isBrokenOff ? 'imports/work-broken-off' : 'imports/work-failed')}</p>
}

const changeKinds = ['added', 'changed', 'unchanged', 'removed', 'unknown'] as const

function Changes({ entry }: { entry: Import }): ReactElement {
  const { say, toNumber } = useWords()
  const { changes, rows } = entry
  const numbers = changeKinds.filter((kind) => changes[kind] > 0)
  return (
    <>
      <dl className="numbers">
        {numbers.map((kind) => (
          <div key={kind}>
            <dt>{say(`imports/${kind}`)}</dt>
            <dd>{toNumber(changes[kind])}</dd>
          </div>
        ))}
        {(['groups', 'guests'] as const)
          .filter((kind) => rows[kind] > 0)
          .map((kind) => (
            <div key={kind}>
              <dt>{say(`imports/${kind}`)}</dt>
              <dd>{toNumber(rows[kind])}</dd>
            </div>
          ))}
      </dl>
      {numbers.length === 0 && <p>{say('imports/no-change')}</p>}
    </>
  )
}

function Actions({ entry }: { entry: Import }): ReactElement | null {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const params = { path: { id: entry.id } }
  const onSuccess = () => client.invalidateQueries()
  const apply = useMutation({
    mutationFn: (rows: 'all' | 'readable') =>
      answerOf(api.POST('/v1/imports/{id}/apply', { params, body: { rows } })),
    onSuccess,
  })
  const look = useMutation({
    mutationFn: () => answerOf(api.POST('/v1/imports/{id}/look', { params })),
    onSuccess,
  })
  const undo = useMutation({
    mutationFn: () => answerOf(api.POST('/v1/imports/{id}/undo', { params })),
    onSuccess,
  })
  const discard = useMutation({
    mutationFn: () => answerOf(api.DELETE('/v1/imports/{id}', { params })),
    onSuccess,
  })
  const { readable, unreadable } = entry.rows
  const step = nextStepOf(entry)
  const isAtWork = entry.work?.failure === null
  const isBusy = apply.isPending || look.isPending || undo.isPending || discard.isPending || isAtWork
  return (
    <>
      <div className="buttons">
        {step === 'look' && (
          <Button appearance="primary" disabledFocusable={isBusy} onClick={() => look.mutate()}>
            {say('imports/look')}
          </Button>
        )}
        {step === 'take-all' && (
          <Button
            appearance="primary"
            disabledFocusable={isBusy || readable === 0}
            onClick={() => apply.mutate('all')}
          >
            {say('imports/take-all', { count: readable })}
          </Button>
        )}
        {step === 'take-readable' && (
          <AskFirst
            button={say('imports/take-readable', { count: readable })}
            title={say('imports/take-readable-title')}
            text={say('imports/take-readable-meaning', { count: unreadable })}
            isBusy={isBusy || readable === 0}
            onYes={() => apply.mutate('readable')}
          />
        )}
        {step === 'undo' && (
          <AskFirst
            button={say('do/undo')}
            label={say('imports/undo-what', { what: entry.fileName })}
            title={say('imports/undo-title')}
            text={say('imports/undo-meaning')}
            isBusy={isBusy}
            onYes={() => undo.mutate()}
          />
        )}
        {entry.state === 'previewed' && (
          <AskFirst
            button={say('imports/discard')}
            label={say('imports/discard-what', { what: entry.fileName })}
            title={say('imports/discard-title')}
            text={say('imports/discard-meaning')}
            isBusy={isBusy}
            onYes={() => discard.mutate()}
          />
        )}
      </div>
      {[apply, look, undo, discard].map(
        ({ isError, error }, place) => isError && <Failure key={place} error={error} />,
      )}
    </>
  )
}
