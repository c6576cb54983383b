import { Button } from '@fluentui/react-components'
import { Warning20Regular } from '@fluentui/react-icons/svg/warning'
import type { ReactElement } from 'react'
import type { AppState, DeviceCode } from '../../../shared/window/state.ts'
import { AddressCard } from '../../parts/address-card.tsx'
import { Address } from '../../parts/address.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { PanelHeading } from '../../parts/panel-heading.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { useWords } from '../../use-words.ts'
import { CancelButton } from './cancel-button.tsx'
import { toCodeGroups } from './code-groups.ts'
import { TimeLeft } from './time-left.tsx'

type CodeSignInProps = { readonly code: DeviceCode; readonly until: string; readonly state: AppState }

/** Three short steps for any other browser: the page, the code, the address. */
export function CodeSignIn({ code, until, state }: CodeSignInProps): ReactElement {
  const { say } = useWords()
  const { userCode, address } = code
  return (
    <div className="panel-content">
      <PanelHeading
        icon="busy"
        step="identity"
        title={say('sign-in/code')}
        meaning={say('sign-in/code-meaning')}
      />
      <section className="card" aria-label={say('finding/to-do')}>
        <ol className="code-steps">
          <li className="code-page">
            <div>
              <p className="card-text">{say('sign-in/code-open')}</p>
              <p className="code-address">
                <Address text={address} />
              </p>
              <Button onClick={() => void window.landfall.openSignInPage()}>
                {say('do/open-page-here')}
              </Button>
            </div>
            <QrCode text={address} label={say('sign-in/code-picture')} />
          </li>
          <li>
            <p className="card-text">{say('sign-in/code-type')}</p>
            <div className="code-row">
              <UserCode code={userCode} />
              <CopyButton label={say('do/copy-code')} copy={() => window.landfall.copySignInCode()} />
            </div>
          </li>
          <li>
            <p className="card-text">{say('sign-in/code-account')}</p>
            <AddressCard state={state} />
          </li>
        </ol>
        <p className="card-owner">
          <Warning20Regular className="tone-attention" aria-hidden />
          <strong>{say('sign-in/code-only')}</strong>
        </p>
        <div className="buttons">
          <CancelButton />
          <TimeLeft until={until} />
        </div>
      </section>
    </div>
  )
}

/** Large, and in groups that are spaces to the eye only: what is read or copied is the code and nothing else. */
function UserCode({ code }: { code: string }): ReactElement {
  const { say } = useWords()
  const letters = [...code].join(', ')
  return (
    <p className="user-code" dir="ltr" role="group" aria-label={say('sign-in/code-spelled', { letters })}>
      {toCodeGroups(code).map((group, place) => (
        <span key={place}>{group}</span>
      ))}
    </p>
  )
}
