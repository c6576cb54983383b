import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { assertNever } from '../../../shared/assert-never.ts'
import type { AppState, SessionState } from '../../../shared/window/state.ts'
import { AddressCard } from '../../parts/address-card.tsx'
import { Address } from '../../parts/address.tsx'
import { Disclosure } from '../../parts/disclosure.tsx'
import { PanelHeading } from '../../parts/panel-heading.tsx'
import { useWords } from '../../use-words.ts'
import { CancelButton } from './cancel-button.tsx'
import { CodeSignIn } from './code-sign-in.tsx'
import { PageNumber } from './page-number.tsx'
import { TimeLeft } from './time-left.tsx'
import { WaitPanel } from './wait-panel.tsx'

type SigningInProps = {
  readonly session: Extract<SessionState, { kind: 'signing-in' }>
  readonly state: AppState
}

/** While the person signs in somewhere else: where that is, which address to type, and what helps. */
export function SigningIn({ session, state }: SigningInProps): ReactElement {
  const { page, until } = session
  switch (page.kind) {
    case 'browser':
      return <BrowserSignIn until={until} state={state} />
    case 'device-code':
      return page.code === null ? (
        <CodeOnItsWay />
      ) : (
        <CodeSignIn code={page.code} until={until} state={state} />
      )
    case 'system':
      return <SystemSignIn until={until} state={state} />
    default:
      return assertNever(page)
  }
}

function BrowserSignIn({ until, state }: { until: string; state: AppState }): ReactElement {
  const { say } = useWords()
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
        <TimeLeft until={until} />
        <div className="buttons">
          <Button size="large" onClick={() => void window.landfall.openSignInPage()}>
            {say('do/open-page-again')}
          </Button>
          <StillBusy />
          <CancelButton />
        </div>
      </section>
      <div className="extras">
        <PageNumber />
        <StuckHelp state={state} />
      </div>
    </div>
  )
}

/** Microsoft's page can end where it neither leads on nor back; then only this window can help. */
function StuckHelp({ state }: { state: AppState }): ReactElement {
  const { say } = useWords()
  const newAddress = state.configuration.kind === 'ready' ? state.configuration.newAddress : null
  return (
    <Disclosure label={say('sign-in/stuck')}>
      <dl className="stuck">
        <div>
          <dt>{say('sign-in/stuck-account')}</dt>
          <dd>{say('sign-in/stuck-account-help')}</dd>
          {newAddress !== null && (
            <dd className="address-new">
              <Address text={newAddress} />
            </dd>
          )}
        </div>
        <div>
          <dt>{say('sign-in/stuck-hidden')}</dt>
          <dd>{say('sign-in/stuck-hidden-help')}</dd>
        </div>
        <div>
          <dt>{say('sign-in/stuck-still')}</dt>
          <dd>{say('sign-in/stuck-still-help')}</dd>
          <dd className="buttons">
            <Button onClick={() => void window.landfall.signIn('device-code')}>
              {say('do/code-instead')}
            </Button>
          </dd>
        </div>
      </dl>
    </Disclosure>
  )
}

function CodeOnItsWay(): ReactElement {
  const { say } = useWords()
  return (
    <WaitPanel title={say('sign-in/code-getting')} meaning={say('sign-in/restoring-meaning')}>
      <CancelButton />
    </WaitPanel>
  )
}

function SystemSignIn({ until, state }: { until: string; state: AppState }): ReactElement {
  const { say } = useWords()
  return (
    <div className="panel-content">
      <PanelHeading
        icon="busy"
        step="identity"
        title={say('sign-in/system')}
        meaning={say('sign-in/system-meaning')}
      />
      <section className="card" aria-label={say('finding/to-do')}>
        <AddressCard state={state} />
        <p>{say('sign-in/system-hidden')}</p>
        <TimeLeft until={until} />
        <div className="buttons">
          <StillBusy />
          <CancelButton />
        </div>
      </section>
    </div>
  )
}

/** Gives the person their time once more: setting up a second factor takes long. */
function StillBusy(): ReactElement {
  const { say } = useWords()
  return (
    <Button size="large" onClick={() => void window.landfall.extendSignIn()}>
      {say('do/still-busy')}
    </Button>
  )
}
