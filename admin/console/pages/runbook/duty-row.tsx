import { Button } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import { answerOf, useApi } from '../../api/api.ts'
import type { Duty } from '../../api/answers.ts'
import { AskFirst } from '../../parts/ask-first.tsx'
import { Failure } from '../../parts/failure.tsx'
import { OwnerWords } from '../../parts/owner-words.tsx'
import { useWords } from '../../use-words.ts'
import { DutyBlockers } from './duty-blockers.tsx'
import { DutyState } from './duty-state.tsx'

type DutyRowProps = {
  readonly duty: Duty
  /** Its place in the list, from 1. */
  readonly number: number
  /** The number of a duty above that waits for the same; its reasons are not said again. */
  readonly waitsAs: number | null
  readonly children?: ReactNode
}

/** One duty: its state, who acts, how that is known, what it waits for, and who said that they ran it. */
export function DutyRow({ duty, number, waitsAs, children }: DutyRowProps): ReactElement {
  const { say } = useWords()
  const { id, state, owner, blockers, ran } = duty
  const known = useKnown(duty)
  const isOver = state === 'done' || state === 'said'
  return (
    <li className="section duty" data-state={state}>
      <h2>
        <span className="duty-number">{number}.</span> {say(`duty/${id}`)}
      </h2>
      <p className="duty-line">
        <DutyState state={state} />
        {!isOver && <OwnerWords owner={owner} />}
      </p>
      {state !== 'late' && state !== 'locked' && <p className="quiet">{known}</p>}
      {blockers.length > 0 &&
        (waitsAs === null ? (
          <DutyBlockers blockers={blockers} isLocked={id.startsWith('trust-')} />
        ) : (
          <p>{say('duty/waits-same', { number: waitsAs })}</p>
        ))}
      {children}
      {ran !== null && <Ran duty={duty} ran={ran} />}
      {ran === null &&
        isRunnable(id) &&
        state !== 'locked' &&
        (state !== 'late' || blockers.length === 0) && <RunButton id={id} />}
    </li>
  )
}

type Runnable = 'moves' | 'permissions' | 'links' | 'trust-source' | 'trust-target'

function isRunnable(id: Duty['id']): id is Runnable {
  return !['addresses', 'licences', 'people'].includes(id)
}

/** How the state of a duty is known, and how old that is. */
function useKnown({ state, knownFrom, knownAt }: Duty): string {
  const { say, toMoment } = useWords()
  const time = knownAt === null ? '' : toMoment(knownAt)
  switch (knownFrom) {
    case 'settings':
    case 'reports':
    case 'nobody':
      return say(`duty/known-${knownFrom}`)
    case 'graph':
      if (knownAt === null) return say('duty/known-graph-never')
      return state === 'look' ? say('duty/known-graph-stale', { time }) : say('duty/known-graph', { time })
    case 'import': {
      const known = knownAt === null ? say('duty/known-import-never') : say('duty/known-import', { time })
      return state === 'look' ? `${known} ${say('duty/look-import')}` : known
    }
  }
}

function Ran({ duty: { id }, ran }: { duty: Duty; ran: NonNullable<Duty['ran']> }): ReactElement {
  const { say, toMoment } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => answerOf(api.POST('/v1/changes/{id}/undo', { params: { path: { id: ran.changeId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['runbook'] }),
  })
  return (
    <div className="buttons">
      <span>{say('duty/ran', { who: ran.by.upn, time: toMoment(ran.at) })}</span>
      <Button
        size="small"
        disabledFocusable={undo.isPending}
        aria-label={say('duty/take-back-what', { what: say(`duty/${id}`) })}
        onClick={() => undo.mutate()}
      >
        {say('duty/take-back')}
      </Button>
      {undo.isError && <Failure error={undo.error} />}
    </div>
  )
}

function RunButton({ id }: { id: Runnable }): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const run = useMutation({
    mutationFn: () =>
      answerOf(api.POST('/v1/runbook/duties/{duty}/runs', { params: { path: { duty: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['runbook'] }),
  })
  return (
    <div className="buttons">
      <AskFirst
        button={say('duty/run')}
        label={say('duty/run-what', { what: say(`duty/${id}`) })}
        title={say(`duty/${id}`)}
        text={say('duty/run-meaning')}
        isBusy={run.isPending}
        onYes={() => run.mutate()}
      />
      {run.isError && <Failure error={run.error} />}
    </div>
  )
}
