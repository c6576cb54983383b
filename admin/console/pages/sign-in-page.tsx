import { Button, Field, Input } from '@fluentui/react-components'
import { useState, type ReactElement } from 'react'
import type { SessionState } from '../session/session.ts'
import { useWords } from '../use-words.ts'

type SignInPageProps = {
  readonly state: Exclude<SessionState, { kind: 'signed-in' }>
  /** True in a demonstration. */
  readonly wantsCode: boolean
  readonly onSignIn: (code: string) => Promise<void>
}

/** Shown while no one is signed in: why, and the button. */
export function SignInPage({ state, wantsCode, onSignIn }: SignInPageProps): ReactElement {
  const { say } = useWords()
  const [isLeaving, setIsLeaving] = useState(false)
  const [code, setCode] = useState(codeInAddress)
  return (
    <main className="trouble" id="content">
      <title>Landfall</title>
      <span className="mark mark-large" aria-hidden />
      <h1>{say(state.kind === 'ended' ? 'sign-in/ended' : 'sign-in/title')}</h1>
      <Reason state={state} isDemo={wantsCode} />
      <form
        className="sign-in"
        onSubmit={(event) => {
          event.preventDefault()
          setIsLeaving(true)
          // Another sign-in leaves the page; one that is refused or cannot be sent may be tried again.
          void onSignIn(code).then(
            () => wantsCode && setIsLeaving(false),
            () => setIsLeaving(false),
          )
        }}
      >
        {wantsCode && (
          <Field label={say('demo/code')}>
            <Input
              value={code}
              onChange={(_event, { value }) => setCode(value)}
              autoComplete="off"
              spellCheck={false}
              required
            />
          </Field>
        )}
        <div className="buttons">
          <Button type="submit" appearance="primary" size="large" disabledFocusable={isLeaving}>
            {say('sign-in/button')}
          </Button>
        </div>
      </form>
    </main>
  )
}

/** The terminal of a demonstration shows a link that brings the code along. It is not sent with the address. */
function codeInAddress(): string {
  return /^#code=([\w-]+)$/.exec(location.hash)?.[1] ?? ''
}

function Reason({ state, isDemo }: { state: SignInPageProps['state']; isDemo: boolean }): ReactElement {
  const { say } = useWords()
  if (state.kind === 'ended') return <p>{say(isDemo ? 'demo/ended-meaning' : 'sign-in/ended-meaning')}</p>
  switch (state.problem?.kind) {
    case 'cancelled':
      return <p role="alert">{say('sign-in/cancelled')}</p>
    case 'wrong-code':
      return <p role="alert">{say('demo/wrong-code')}</p>
    case 'refused':
      return (
        <p role="alert">
          {say('sign-in/refused')} <code>{state.problem.code}</code>
        </p>
      )
    case undefined:
      return <p>{say(isDemo ? 'demo/sign-in-meaning' : 'sign-in/meaning')}</p>
  }
}
