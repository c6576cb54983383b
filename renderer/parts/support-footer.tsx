import { Link } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { toGroups } from '../steps/support-code-groups.ts'
import { useWords } from '../use-words.ts'
import { PolicyLink } from './policy-link.tsx'
import { RecordingLink } from './recording-link.tsx'

/** Whom to ask, and the code to read to them: in sight on every screen. */
export function SupportFooter({ state }: { state: AppState }): ReactElement {
  const { say } = useWords()
  const { configuration, app } = state
  const support = configuration.kind === 'ready' ? configuration.support : null
  const code = lastResult(state.check)?.supportCode
  const hasContact = support !== null && (support.name ?? support.phone ?? support.url) !== null
  return (
    <footer className="foot">
      {hasContact && (
        <div className="foot-help">
          <span className="foot-label">{say('support/help')}</span>
          {support.name !== null && (
            <span>
              <bdi>{support.name}</bdi>
            </span>
          )}
          {support.phone !== null && (
            <span>
              <bdi dir="ltr">{support.phone}</bdi>
            </span>
          )}
          {support.url !== null && (
            <Link as="button" inline onClick={() => void window.landfall.openRemedy('open-support')}>
              {say('support/open')}
            </Link>
          )}
        </div>
      )}
      {configuration.kind === 'ready' && state.replay === null && <RecordingLink state={state} />}
      {configuration.kind === 'ready' && <PolicyLink policy={configuration.policy} />}
      {code !== undefined && (
        <div className="foot-code">
          <span className="foot-label">{say('support/code')}</span>
          <bdi dir="ltr" className="support-code">
            {toGroups(code)}
          </bdi>
        </div>
      )}
      <span className="foot-version">{say('support/version', { version: app.version })}</span>
    </footer>
  )
}
