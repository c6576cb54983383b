import type { ReactElement } from 'react'
import type { AppState } from '../../shared/window/state.ts'
import { CautionList } from '../parts/caution-list.tsx'
import { CheckButton } from '../parts/check-button.tsx'
import { KeptLibraries } from '../parts/kept-libraries.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { useWords } from '../use-words.ts'

/** Before the move: everything that could get in its way has been looked at. */
export function ReadyStep({ state }: { state: AppState }): ReactElement {
  const { say } = useWords()
  const title = say('ready/title')
  return (
    <div className="panel-content">
      <PanelHeading icon="done" step={null} title={title} meaning={say('ready/meaning')} />
      <section className="card" aria-label={say('finding/to-do')}>
        <h2 className="card-title">{say('finding/to-do')}</h2>
        <p className="card-text">{say('ready/action')}</p>
        <div className="buttons">
          <CheckButton appearance="secondary" title={title} takenAt={null} />
        </div>
      </section>
      <KeptLibraries libraries={state.libraries} />
      <CautionList state={state} />
    </div>
  )
}
