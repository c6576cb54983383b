import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { assertNever } from '../../shared/assert-never.ts'
import type { AppState, SessionState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { SignIn } from './identity/sign-in.tsx'
import { SignedIn } from './identity/signed-in.tsx'
import { SigningIn } from './identity/signing-in.tsx'
import { Start } from './identity/start.tsx'
import { WaitPanel } from './identity/wait-panel.tsx'

type IdentityStepProps = { readonly session: SessionState; readonly state: AppState }

/** Signing in, from the address to type to the name that it brought. */
export function IdentityStep({ session, state }: IdentityStepProps): ReactElement {
  switch (session.kind) {
    case 'restoring':
      return session.isStoreBusy === true ? <KeyStoreBusy /> : <Restoring />
    case 'signed-out':
      return <Start state={state} />
    case 'failed':
      return <SignIn session={session} state={state} />
    case 'signing-in':
      return <SigningIn session={session} state={state} />
    case 'signed-in':
      return <SignedIn session={session} />
    default:
      return assertNever(session)
  }
}

function Restoring(): ReactElement {
  const { say } = useWords()
  return <WaitPanel title={say('sign-in/restoring')} meaning={say('sign-in/restoring-meaning')} />
}

/** The saved sign-in is there and locked. Waiting is all there is to do; who is in a hurry signs in anew. */
function KeyStoreBusy(): ReactElement {
  const { say } = useWords()
  return (
    <WaitPanel title={say('sign-in/store-busy')} meaning={say('sign-in/store-busy-meaning')}>
      <Button onClick={() => void window.landfall.signIn('here')}>{say('do/sign-in')}</Button>
    </WaitPanel>
  )
}
