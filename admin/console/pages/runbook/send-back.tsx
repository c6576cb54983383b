import { Button, Field, Select } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { Link } from 'wouter'
import { answerOf, useApi } from '../../api/api.ts'
import { Failure } from '../../parts/failure.tsx'
import { UndoBar } from '../../parts/undo-bar.tsx'
import { useWords } from '../../use-words.ts'
import { chooseNobody, useChosen } from '../people/chosen-people.ts'
import { ReturnSteps, type Turned } from './return-steps.tsx'

/** Sends chosen people back: redirect links first, then the moves, then their journeys. */
export function SendBack(): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const chosen = useChosen(({ people }) => people)
  const [done, setDone] = useState<Turned | null>(null)
  // Kept while the plan for another address is fetched, so that the choice of an address stays on the page.
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
  const startAgain = (): void => {
    chooseNobody()
    plan.reset()
    setHosts([])
  }
  const host = plan.variables ?? ''
  return (
    <section className="section" id="send-back" tabIndex={-1}>
      <h2>{say('return/title')}</h2>
      <p>{say('return/about')}</p>
      <p>{say('return/not-orchestrated')}</p>
      {done !== null && (
        <UndoBar
          changeId={done.changeId}
          text={say('return/done', { count: done.people })}
          onUndone={() => setDone(null)}
        />
      )}
      {chosen.length === 0 ? (
        <NobodyChosen />
      ) : (
        <>
          <p>{say('people/chosen', { count: chosen.length })}</p>
          <div className="buttons">
            <Button disabledFocusable={plan.isPending} onClick={() => plan.mutate(undefined)}>
              {say('return/make-plan')}
            </Button>
            <Button appearance="subtle" onClick={startAgain}>
              {say('people/choose-nobody')}
            </Button>
          </div>
        </>
      )}
      {plan.isError && <Failure error={plan.error} />}
      {chosen.length > 0 && hosts.length > 1 && (
        <ChooseHost hosts={hosts} host={host || (hosts[0] ?? '')} onChoose={plan.mutate} />
      )}
      {plan.data !== undefined && chosen.length > 0 && (
        <ReturnSteps
          // Ticks belong to the commands of one address.
          key={host}
          plan={plan.data}
          onTurned={(turned) => {
            setDone(turned)
            startAgain()
          }}
        />
      )}
    </section>
  )
}

function NobodyChosen(): ReactElement {
  const { say } = useWords()
  return (
    <p>
      {say('return/nobody')}{' '}
      <Link href="/people" className="link">
        {say('return/choose')}
      </Link>
    </p>
  )
}

type ChooseHostProps = {
  readonly hosts: readonly string[]
  readonly host: string
  readonly onChoose: (host: string) => void
}

/** Which of the source's addresses the commands are for. */
function ChooseHost({ hosts, host, onChoose }: ChooseHostProps): ReactElement {
  const { say } = useWords()
  return (
    <Field label={say('return/geography')} hint={say('return/geography-hint')}>
      <Select value={host} onChange={(_event, { value }) => onChoose(value)}>
        {hosts.map((url) => (
          <option key={url} value={url}>
            {url}
          </option>
        ))}
      </Select>
    </Field>
  )
}
