import { Button } from '@fluentui/react-components'
import { useEffect, useState, type ReactElement } from 'react'
import { assertNever } from '../../shared/assert-never.ts'
import { meaningOf } from '../../shared/vocabulary.ts'
import { lastResult, type AppState, type SessionState } from '../../shared/state.ts'
import { AddressCard } from '../parts/address-card.tsx'
import { FindingDetails } from '../parts/finding-details.tsx'
import { Note } from '../parts/note.tsx'
import { OwnerLine } from '../parts/owner-line.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'

import { toHeadingIcon } from '../parts/status-icon.tsx'
import { useWords } from '../use-words.ts'

type IdentityStepProps = { readonly session: SessionState; readonly state: AppState }

/** Signing in, from the address to type to the name that it brought. */
export function IdentityStep({ session, state }: IdentityStepProps): ReactElement {
  switch (session.kind) {
    case 'restoring':
      return <Restoring />
    case 'signed-out':
    case 'failed':
      return <SignIn session={session} state={state} />
    case 'signing-in':
      return <SigningIn until={session.until} state={state} />
    case 'signed-in':
      return <SignedIn state={state} />
    default:
      return assertNever(session)
  }
}

function Restoring(): ReactElement {
  const { say } = useWords()
  return (
    <div className="panel-content" aria-busy>
      <PanelHeading
        icon="busy"
        step="identity"
        title={say('sign-in/restoring')}
        meaning={say('sign-in/restoring-meaning')}
      />
    </div>
  )
}

type SignInProps = {
  readonly session: Extract<SessionState, { kind: 'signed-out' | 'failed' }>
  readonly state: AppState
}

function SignIn({ session, state }: SignInProps): ReactElement {
  const { say } = useWords()
  const code = session.kind === 'failed' ? (`identity.${session.reason}` as const) : 'identity.signed-out'
  const { outcome, owner } = meaningOf(code)
  const findings = (lastResult(state.check)?.findings ?? []).filter((finding) => finding.code === code)
  const used = findings[0]?.evidence['username']
  return (
    <div className="panel-content">
      <PanelHeading
        icon={session.kind === 'signed-out' ? 'now' : toHeadingIcon(outcome)}
        step="identity"
        title={say(`findings/${code}/title`)}
        meaning={say(`findings/${code}/meaning`)}
      />
      <section className="card" aria-label={say('finding/to-do')}>
        <h2 className="card-title">{say('finding/to-do')}</h2>
        {outcome === 'blocked' && <OwnerLine owner={owner} />}
        <p className="card-text">{say(`findings/${code}/action`)}</p>
        <AddressCard state={state} used={typeof used === 'string' ? used : null} />
        <div className="buttons">
          <Button appearance="primary" size="large" onClick={() => void window.landfall.signIn('here')}>
            {say(session.kind === 'failed' ? 'do/try-again' : 'do/sign-in')}
          </Button>
        </div>
      </section>
      {session.kind === 'failed' && findings.length > 0 && <FindingDetails findings={findings} />}
    </div>
  )
}

function SigningIn({ until, state }: { until: string; state: AppState }): ReactElement {
  const { say, toDuration } = useWords()
  const secondsLeft = useSecondsUntil(until)
  return (
    <div className="panel-content">
      <PanelHeading
        icon="busy"
        step="identity"
        title={say('sign-in/waiting')}
        meaning={say('sign-in/waiting-meaning')}
      />
      <section className="card" aria-label={say('finding/to-do')}>
        <AddressCard state={state} />
        <p className="aside">{say('sign-in/time-left', { time: toDuration(secondsLeft) })}</p>
        <div className="buttons">
          <Button size="large" onClick={() => void window.landfall.cancelSignIn()}>
            {say('do/cancel')}
          </Button>
        </div>
      </section>
      <Note tone="quiet" title={say('sign-in/stuck')} text={say('sign-in/stuck-meaning')} />
    </div>
  )
}

function SignedIn({ state }: { state: AppState }): ReactElement {
  const { say } = useWords()
  const { session } = state
  const name = session.kind === 'signed-in' ? session.name : ''
  const username = session.kind === 'signed-in' ? session.username : ''
  return (
    <div className="panel-content">
      <PanelHeading
        icon="done"
        step="identity"
        title={say('sign-in/done')}
        meaning={say('step/identity/done')}
      />
      <section className="card" aria-label={say('window/signed-in-as', { name })}>
        <h2 className="card-title">{say('window/signed-in-as', { name })}</h2>
        <p className="address-new">
          <bdi dir="ltr">{username}</bdi>
        </p>
        <div className="buttons">
          <Button onClick={() => void window.landfall.signOut()}>{say('do/switch-account')}</Button>
        </div>
      </section>
    </div>
  )
}

function useSecondsUntil(until: string): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, (Date.parse(until) - now) / 1000)
}
