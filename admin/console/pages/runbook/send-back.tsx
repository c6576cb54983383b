import { Button, Checkbox, Field, Select } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { Link } from 'wouter'
import { answerOf, useApi } from '../../api/api.ts'
import type { RegressionPlan } from '../../api/answers.ts'
import { AskFirst } from '../../parts/ask-first.tsx'
import { CommandLine } from '../../parts/command-line.tsx'
import { Failure } from '../../parts/failure.tsx'
import { UndoBar } from '../../parts/undo-bar.tsx'
import { useWords } from '../../use-words.ts'
import { chooseNobody, useChosen } from '../people/chosen-people.ts'
import { toReturnCommands } from './return-commands.ts'

/** Sends chosen people back: redirect links first, then the moves, and only then do their journeys turn round. */
export function SendBack(): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const chosen = useChosen(({ people }) => people)
  const [done, setDone] = useState<{ changeId: string; people: number } | null>(null)
  // Stay while another address is asked for: what somebody has chosen keeps its place.
  const [hosts, setHosts] = useState<readonly string[]>([])
  const plan = useMutation({
    onSuccess: ({ sourceHostUrls }) => setHosts(sourceHostUrls),
    mutationFn: (sourceHostUrl?: string) =>
      answerOf(
        api.POST('/v1/regression/plan', {
          body: {
            personIds: chosen.map(({ id }) => id),
            ...(sourceHostUrl !== undefined && { sourceHostUrl }),
          },
        }),
      ),
  })
  return (
    <section className="section" id="send-back" tabIndex={-1}>
      <h2>{say('return/title')}</h2>
      <p>{say('return/about')}</p>
      {done !== null && (
        <UndoBar
          changeId={done.changeId}
          text={say('return/done', { count: done.people })}
          onUndone={() => setDone(null)}
        />
      )}
      {chosen.length === 0 ? (
        <p>
          {say('return/nobody')}{' '}
          <Link href="/people" className="link">
            {say('return/choose')}
          </Link>
        </p>
      ) : (
        <>
          <p>{say('people/chosen', { count: chosen.length })}</p>
          <div className="buttons">
            <Button disabledFocusable={plan.isPending} onClick={() => plan.mutate(undefined)}>
              {say('return/make-plan')}
            </Button>
            <Button
              appearance="subtle"
              onClick={() => {
                chooseNobody()
                plan.reset()
                setHosts([])
              }}
            >
              {say('people/choose-nobody')}
            </Button>
          </div>
        </>
      )}
      {plan.isError && <Failure error={plan.error} />}
      {chosen.length > 0 && hosts.length > 1 && (
        <Field label={say('return/geography')} hint={say('return/geography-hint')}>
          <Select
            value={plan.variables ?? hosts[0] ?? ''}
            onChange={(_event, { value }) => plan.mutate(value)}
          >
            {hosts.map((url) => (
              <option key={url} value={url}>
                {url}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {plan.data !== undefined && chosen.length > 0 && (
        <ReturnSteps
          // What was ticked off belongs to the commands of one address.
          key={plan.variables ?? ''}
          plan={plan.data}
          onTurned={(turned) => {
            setDone(turned)
            chooseNobody()
            plan.reset()
            setHosts([])
          }}
        />
      )}
    </section>
  )
}

type ReturnStepsProps = {
  readonly plan: RegressionPlan
  readonly onTurned: (turned: { changeId: string; people: number }) => void
}

function ReturnSteps({ plan, onTurned }: ReturnStepsProps): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const [isRedirectsGone, setIsRedirectsGone] = useState(false)
  const [isMoved, setIsMoved] = useState(false)
  const { people, held, redirects, moves } = toReturnCommands(plan)
  const turn = useMutation({
    mutationFn: () =>
      answerOf(api.POST('/v1/regression', { body: { personIds: people.map(({ id }) => id) } })),
    onSuccess: async (turned) => {
      await client.invalidateQueries()
      onTurned(turned)
    },
  })
  return (
    <>
      {held.length > 0 && (
        <div className="gate gate-shut">
          <p>{say('return/held', { count: held.length })}</p>
          <ul>
            {held.map(({ id, targetUpn, obstacle }) => (
              <li key={id}>
                {targetUpn}: {say(`return/${obstacle}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {people.length > 0 && moves === null && (
        <p>
          {say('return/no-hosts')}{' '}
          <Link href="/settings" className="link">
            {say('licences/to-settings')}
          </Link>
        </p>
      )}
      {people.length > 0 && moves !== null && (
        <ol className="steps">
          <li>
            <h3>{say('return/redirects')}</h3>
            <p>{say('return/redirects-meaning')}</p>
            <p className="note">{say('return/several-hosts')}</p>
            <p className="note">{say('return/recycle-bin')}</p>
            <CommandLine command={redirects} what={say('return/redirects')} />
            <Checkbox
              label={say('return/redirects-gone')}
              checked={isRedirectsGone}
              onChange={(_event, { checked }) => setIsRedirectsGone(checked === true)}
            />
          </li>
          <li>
            <h3>{say('return/moves')}</h3>
            <p>{say(isRedirectsGone ? 'return/moves-meaning' : 'return/moves-later')}</p>
            {isRedirectsGone && (
              <>
                <CommandLine command={moves} what={say('return/moves')} />
                <Checkbox
                  label={say('return/moves-started')}
                  checked={isMoved}
                  onChange={(_event, { checked }) => setIsMoved(checked === true)}
                />
              </>
            )}
          </li>
          <li>
            <h3>{say('return/turn')}</h3>
            <p>{say(isRedirectsGone && isMoved ? 'return/turn-meaning' : 'return/turn-later')}</p>
            {isRedirectsGone && isMoved && (
              <AskFirst
                isPrimary
                button={say('return/turn-button', { count: people.length })}
                title={say('return/turn')}
                text={say('return/turn-meaning')}
                isBusy={turn.isPending}
                onYes={() => turn.mutate()}
              />
            )}
            {turn.isError && <Failure error={turn.error} />}
          </li>
        </ol>
      )}
    </>
  )
}
