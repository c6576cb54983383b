import { Fragment, type ReactElement } from 'react'
import type { ConfigProblem } from '../../shared/config/tell-problem.ts'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { useWords } from '../use-words.ts'

type ConfigurationStepProps = { readonly path: string; readonly problems: readonly ConfigProblem[] }

/** The person can do nothing here, so the page is made to be shown to somebody who can. */
export function ConfigurationStep({ path, problems }: ConfigurationStepProps): ReactElement {
  const { say } = useWords()
  return (
    <div className="panel-content">
      <PanelHeading
        icon="blocked"
        step={null}
        title={say('configuration/title')}
        meaning={say('configuration/meaning')}
      />
      <section className="card" aria-label={say('finding/to-do')}>
        <h2 className="card-title">{say('finding/to-do')}</h2>
        <p className="card-text">{say('configuration/action')}</p>
      </section>
      <section className="further">
        <h2 className="card-title">{say('configuration/file')}</h2>
        <p className="code">
          <bdi dir="ltr">{path}</bdi>
        </p>
        <h2 className="card-title">{say('configuration/problems')}</h2>
        <dl className="facts">
          {problems.map(({ key, reason }) => (
            <Fragment key={`${key} ${reason}`}>
              <dt className="code">
                {key === '(file)' ? say('configuration/whole-file') : <bdi dir="ltr">{key}</bdi>}
              </dt>
              <dd>
                <bdi dir="ltr" lang="en">
                  {reason}
                </bdi>
              </dd>
            </Fragment>
          ))}
        </dl>
      </section>
    </div>
  )
}
