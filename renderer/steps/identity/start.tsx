import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark'
import { Button, Link } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { AppState } from '../../../shared/window/state.ts'
import { AddressCard } from '../../parts/address-card.tsx'
import { PanelHeading } from '../../parts/panel-heading.tsx'
import { useWords } from '../../use-words.ts'
import { Permissions } from './permissions.tsx'

const lines = ['start/sign-in', 'start/check', 'start/rest'] as const

/** The first screen: what becomes of the files, what will happen, how long it takes, and one button. */
export function Start({ state }: { state: AppState }): ReactElement {
  const { say } = useWords()
  return (
    <div className="panel-content">
      <PanelHeading
        icon="now"
        step="identity"
        title={say('findings/identity.signed-out/title')}
        meaning={say('start/meaning')}
      />
      <p className="assurance">
        <ShieldCheckmarkRegular className="tone-done" aria-hidden />
        <strong>{say('start/files-stay')}</strong>
      </p>
      <section className="card" aria-label={say('start/what')}>
        <AddressCard state={state} />
        <h2 className="card-title">{say('start/what')}</h2>
        <ol className="lines">
          {lines.map((line) => (
            <li key={line}>{say(line)}</li>
          ))}
        </ol>
        <div className="buttons">
          <Button appearance="primary" size="large" onClick={() => void window.landfall.signIn('here')}>
            {say('do/sign-in')}
          </Button>
          <Link as="button" inline onClick={() => void window.landfall.signIn('device-code')}>
            {say('do/sign-in-with-code')}
          </Link>
        </div>
        <p className="aside">{say('sign-in/code-when')}</p>
      </section>
      <Permissions />
    </div>
  )
}
