import type { ReactElement } from 'react'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { toGroups } from '../steps/support-code-groups.ts'
import { shorten } from '../shorten.ts'
import { useWords } from '../use-words.ts'
import { HelpMenu } from './help-menu.tsx'

type SupportFooterProps = { readonly state: AppState; readonly onHelpdesk: () => void }

/** One row on every screen: help, whom to ask, and the code to read to them. */
export function SupportFooter({ state, onHelpdesk }: SupportFooterProps): ReactElement {
  const { say } = useWords()
  const { configuration } = state
  const support = configuration.kind === 'ready' ? configuration.support : null
  const code = lastResult(state.check)?.supportCode
  return (
    <footer className="foot">
      <HelpMenu state={state} onHelpdesk={onHelpdesk} />
      {support !== null && (support.name ?? support.phone) !== null && (
        <p className="foot-help">
          {support.name !== null && <bdi className="foot-name">{shorten(support.name)}</bdi>}
          {support.phone !== null && (
            <bdi dir="ltr" className="foot-phone">
              {support.phone}
            </bdi>
          )}
        </p>
      )}
      {code !== undefined && (
        <p className="foot-code">
          <span className="foot-label">{say('support/code')}</span>{' '}
          <bdi dir="ltr" className="support-code">
            {toGroups(code)}
          </bdi>
        </p>
      )}
    </footer>
  )
}
