import { Button } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { useWords } from '../use-words.ts'

const questions = ['access/app-data', 'access/cloud', 'access/folders', 'access/volumes'] as const

/** What macOS will ask, and what each answer is for, before anything is opened that it asks for. */
export function AccessStep(): ReactElement {
  const { say } = useWords()
  return (
    <div className="panel-content">
      <PanelHeading icon="info" step={null} title={say('access/title')} meaning={say('access/meaning')} />
      <section className="card" aria-label={say('finding/to-do')}>
        <h2 className="card-title">{say('access/questions')}</h2>
        <ul className="reasons">
          {questions.map((question) => (
            <li key={question}>{say(question)}</li>
          ))}
        </ul>
        <p className="aside">{say('access/no')}</p>
        <div className="buttons">
          <Button appearance="primary" onClick={() => void window.landfall.allowLook()}>
            {say('access/start')}
          </Button>
        </div>
      </section>
    </div>
  )
}
