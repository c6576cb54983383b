import type { ReactElement } from 'react'
import type { AppState } from '../../shared/window/state.ts'
import { shorten } from '../shorten.ts'
import { useWords } from '../use-words.ts'
import { LanguageMenu } from './language-menu.tsx'

export function TopBar({ state }: { state: AppState }): ReactElement {
  const { say } = useWords()
  const { app, configuration, session } = state
  const logo = configuration.kind === 'ready' ? configuration.branding.logo : null
  return (
    <header className="top">
      {logo === null ? (
        <span className="mark" aria-hidden />
      ) : (
        <img className="logo" src={logo} alt={say('window/logo')} />
      )}
      <span className="top-name">{app.name}</span>
      {configuration.kind === 'ready' && <span className="top-move">{say('window/move')}</span>}
      {session.kind === 'signed-in' && (
        <div className="top-person">
          <span className="unseen">{say('window/signed-in-as', { name: session.name })}</span>
          <strong aria-hidden>
            <bdi>{shorten(session.name)}</bdi>
          </strong>
          <bdi dir="ltr">{session.username}</bdi>
        </div>
      )}
      <LanguageMenu state={state} />
    </header>
  )
}
