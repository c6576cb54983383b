import type { ReactElement } from 'react'
import type { PlanKnowledge } from '../../shared/move/plan.ts'
import { CheckButton } from '../parts/check-button.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { useWords } from '../use-words.ts'

/** The first look, while there is no earlier result to show. */
export function CheckingStep({ plan }: { plan: PlanKnowledge }): ReactElement {
  const { say } = useWords()
  return (
    <div className="panel-content" aria-busy>
      <PanelHeading
        icon="busy"
        step={null}
        title={say(plan.kind === 'asking' ? 'checking/plan' : 'checking/title')}
        meaning={say('checking/meaning')}
      />
    </div>
  )
}

export function CheckBrokenStep(): ReactElement {
  const { say } = useWords()
  const title = say('checking/broken')
  return (
    <div className="panel-content">
      <PanelHeading icon="unknown" step={null} title={title} meaning={say('checking/broken-meaning')} />
      <section className="card" aria-label={say('finding/to-do')}>
        <h2 className="card-title">{say('finding/to-do')}</h2>
        <p className="card-text">{say('checking/broken-action')}</p>
        <div className="buttons">
          <CheckButton appearance="primary" title={title} takenAt={null} />
        </div>
      </section>
    </div>
  )
}
