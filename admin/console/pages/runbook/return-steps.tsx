import { Checkbox } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { Link } from 'wouter'
import { answerOf, useApi } from '../../api/api.ts'
import type { RegressionPlan } from '../../api/answers.ts'
import { AskFirst } from '../../parts/ask-first.tsx'
import { CommandLine } from '../../parts/command-line.tsx'
import { Failure } from '../../parts/failure.tsx'
import { useWords } from '../../use-words.ts'
import { toReturnCommands } from './return-commands.ts'

/** The change that turned the journeys, and how many. */
export type Turned = { readonly changeId: string; readonly people: number }

type ReturnStepsProps = {
  readonly plan: RegressionPlan
  readonly onTurned: (turned: Turned) => void
}

/** The three steps of a way back, each open once the one before is ticked off. */
export function ReturnSteps({ plan, onTurned }: ReturnStepsProps): ReactElement {
  const [isRedirectsGone, setIsRedirectsGone] = useState(false)
  const [isMoved, setIsMoved] = useState(false)
  const { people, held, redirects, moves } = toReturnCommands(plan)
  return (
    <>
      {held.length > 0 && <HeldPeople held={held} />}
      {people.length > 0 && moves === null && <HostsMissing />}
      {people.length > 0 && moves !== null && (
        <ol className="steps">
          <RedirectStep
            plan={plan}
            command={redirects}
            isDone={isRedirectsGone}
            onDone={setIsRedirectsGone}
          />
          <MoveStep command={moves} isOpen={isRedirectsGone} isDone={isMoved} onDone={setIsMoved} />
          <TurnStep
            personIds={people.map(({ id }) => id)}
            isOpen={isRedirectsGone && isMoved}
            onTurned={onTurned}
          />
        </ol>
      )}
    </>
  )
}

type Held = ReturnType<typeof toReturnCommands>['held']

/** People of the plan who cannot be sent back, and why. */
function HeldPeople({ held }: { held: Held }): ReactElement {
  const { say } = useWords()
  return (
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
  )
}

function HostsMissing(): ReactElement {
  const { say } = useWords()
  return (
    <p>
      {say('return/no-hosts')}{' '}
      <Link href="/settings" className="link">
        {say('licences/to-settings')}
      </Link>
    </p>
  )
}

type CommandStepProps = {
  readonly command: string
  readonly isDone: boolean
  readonly onDone: (isDone: boolean) => void
}

function RedirectStep({
  plan,
  command,
  isDone,
  onDone,
}: CommandStepProps & { plan: RegressionPlan }): ReactElement {
  const { say } = useWords()
  const guessed = plan.people.filter(({ siteFrom, obstacle }) => siteFrom === 'address' && obstacle === null)
  return (
    <li>
      <h3>{say('return/redirects')}</h3>
      <p>{say('return/redirects-meaning')}</p>
      <p className="note">{say('return/several-hosts')}</p>
      {guessed.length === 0 ? (
        <p className="note">{say('return/from-import')}</p>
      ) : (
        <>
          <p className="note">{say('return/from-address', { count: guessed.length })}</p>
          <CommandLine command={plan.redirectSitesCommand} what={say('duty/redirects-command')} />
        </>
      )}
      <CommandLine command={command} what={say('return/redirects')} />
      <p className="note">{say('return/recycle-bin')}</p>
      <CommandLine command={plan.deletedSitesCommand} what={say('return/deleted-sites')} />
      <Checkbox
        label={say('return/redirects-gone')}
        checked={isDone}
        onChange={(_event, { checked }) => onDone(checked === true)}
      />
    </li>
  )
}

function MoveStep({ command, isOpen, isDone, onDone }: CommandStepProps & { isOpen: boolean }): ReactElement {
  const { say } = useWords()
  return (
    <li>
      <h3>{say('return/moves')}</h3>
      <p>{say(isOpen ? 'return/moves-meaning' : 'return/moves-later')}</p>
      {isOpen && (
        <>
          <CommandLine command={command} what={say('return/moves')} />
          <Checkbox
            label={say('return/moves-started')}
            checked={isDone}
            onChange={(_event, { checked }) => onDone(checked === true)}
          />
        </>
      )}
    </li>
  )
}

type TurnStepProps = {
  readonly personIds: readonly string[]
  readonly isOpen: boolean
  readonly onTurned: (turned: Turned) => void
}

function TurnStep({ personIds, isOpen, onTurned }: TurnStepProps): ReactElement {
  const { say } = useWords()
  const api = useApi()
  const client = useQueryClient()
  const turn = useMutation({
    mutationFn: () => answerOf(api.POST('/v1/regression', { body: { personIds: [...personIds] } })),
    onSuccess: async (turned) => {
      await client.invalidateQueries()
      onTurned(turned)
    },
  })
  return (
    <li>
      <h3>{say('return/turn')}</h3>
      <p>{say(isOpen ? 'return/turn-meaning' : 'return/turn-later')}</p>
      {isOpen && (
        <AskFirst
          isPrimary
          button={say('return/turn-button', { count: personIds.length })}
          title={say('return/turn')}
          text={say('return/turn-meaning')}
          isBusy={turn.isPending}
          onYes={() => turn.mutate()}
        />
      )}
      {turn.isError && <Failure error={turn.error} />}
    </li>
  )
}
