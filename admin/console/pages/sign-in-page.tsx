import { Button } from '@fluentui/react-components'
import { useState, type ReactElement } from 'react'
import type { SessionState } from '../session/session.ts'
import { useWords } from '../use-words.ts'

type SignInPageProps = {
  readonly state: Exclude<SessionState, { kind: 'signed-in' }>
  readonly onSignIn: () => void
}

/** Nobody is signed in, or no longer: why, and the one button. */
export function SignInPage({ state, onSignIn }: SignInPageProps): ReactElement {
  const { say } = useWords()
  const [isLeaving, setIsLeaving] = useState(false)
  return (
    <main className="trouble" id="content">
      <title>Landfall</title>
      <span className="mark mark-large" aria-hidden />
      <h1>{say(state.kind === 'ended' ? 'sign-in/ended' : 'sign-in/title')}</h1>
      <Reason state={state} />
      <div className="buttons">
        <Button
          appearance="primary"
          size="large"
          disabledFocusable={isLeaving}
          onClick={() => {
            setIsLeaving(true)
            onSignIn()
          }}
        >
          {say('sign-in/button')}
        </Button>
      </div>
    </main>
  )
}

function Reason({ state }: { state: SignInPageProps['state'] }): ReactElement {
  const { say } = useWords()
  if (state.kind === 'ended') return <p>{say('sign-in/ended-meaning')}</p>
  switch (state.problem?.kind) {
    case 'cancelled':
      return <p role="alert">{say('sign-in/cancelled')}</p>
    case 'refused':
      return (
        <p role="alert">
          {say('sign-in/refused')} <code>{state.problem.code}</code>
        </p>
      )
    case undefined:
      return <p>{say('sign-in/meaning')}</p>
  }
}
