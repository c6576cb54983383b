import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { SessionState } from '../../../shared/window/state.ts'
import { Address } from '../../parts/address.tsx'
import { Note } from '../../parts/note.tsx'
import { PanelHeading } from '../../parts/panel-heading.tsx'
import { useWords } from '../../use-words.ts'

/** Who is signed in, and the way to be somebody else. */
export function SignedIn({
  session,
}: {
  session: Extract<SessionState, { kind: 'signed-in' }>
}): ReactElement {
  const { say } = useWords()
  const { name, username, isKept } = session
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
          <Address text={username} />
        </p>
        <div className="buttons">
          <Button onClick={() => void window.landfall.signOut()}>{say('do/switch-account')}</Button>
        </div>
      </section>
      {!isKept && (
        <Note tone="quiet" title={say('sign-in/not-kept')} text={say('sign-in/not-kept-meaning')} />
      )}
    </div>
  )
}
