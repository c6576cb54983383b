import { ChevronUp16Regular } from '@fluentui/react-icons/svg/chevron-up'
import { Link } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import type { AppState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { PolicyLink } from './policy-link.tsx'
import { RecordingLink } from './recording-link.tsx'
import { useMenu } from './use-menu.ts'

type HelpMenuProps = { readonly state: AppState; readonly onHelpdesk: () => void }

/** Everything for somebody who needs help, behind one button. Escape and a press elsewhere shut it. */
export function HelpMenu({ state, onHelpdesk }: HelpMenuProps): ReactElement {
  const { say } = useWords()
  const { root, button, list, shut } = useMenu()
  const { configuration, app } = state
  const hasPage = configuration.kind === 'ready' && configuration.support.url !== null
  return (
    <div className="help" {...root}>
      <button type="button" className="help-button" {...button}>
        {say('support/help')}
        <ChevronUp16Regular aria-hidden />
      </button>
      <ul className="help-list" {...list}>
        {hasPage && (
          <li>
            <Link as="button" inline onClick={() => void window.landfall.openRemedy('open-support')}>
              {say('support/open')}
            </Link>
          </li>
        )}
        {configuration.kind === 'ready' && state.replay === null && (
          <li>
            <RecordingLink state={state} />
          </li>
        )}
        <li>
          <Link
            as="button"
            inline
            onClick={() => {
              shut()
              onHelpdesk()
            }}
          >
            {say('helpdesk/open')}
          </Link>{' '}
          <kbd dir="ltr">Ctrl+Shift+H</kbd>
        </li>
        {configuration.kind === 'ready' && <PolicyLink policy={configuration.policy} />}
        <li className="help-version">{say('support/version', { version: app.version })}</li>
      </ul>
    </div>
  )
}
