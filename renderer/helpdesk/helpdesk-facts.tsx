import { Fragment, type ReactElement } from 'react'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { hidden, toFacts } from './to-facts.ts'

type HelpdeskFactsProps = { readonly state: AppState; readonly hasNames: boolean }

/** Who, which computer, how far the move is, each step, and what a policy sets. */
export function HelpdeskFacts({ state, hasNames }: HelpdeskFactsProps): ReactElement {
  const words = useWords()
  const { say } = words
  const steps = lastResult(state.check)?.steps ?? []
  const managed = state.configuration.kind === 'ready' ? state.configuration.policy.managed : []
  return (
    <>
      <dl className="facts">
        {toFacts(state, words).map(({ word, text, isPersonal }) => (
          <Fragment key={word}>
            <dt>{say(word)}</dt>
            <dd>
              <bdi>{isPersonal && !hasNames ? hidden : text}</bdi>
            </dd>
          </Fragment>
        ))}
      </dl>
      <section aria-labelledby="helpdesk-steps">
        <h2 className="card-title" id="helpdesk-steps">
          {say('helpdesk/steps')}
        </h2>
        <dl className="facts" dir="ltr">
          {steps.map(({ id, outcome, reason }) => (
            <Fragment key={id}>
              <dt className="code">{id}</dt>
              <dd>{reason === undefined ? outcome : `${outcome} (${reason})`}</dd>
            </Fragment>
          ))}
        </dl>
      </section>
      {managed.length > 0 && (
        <section aria-labelledby="helpdesk-policies">
          <h2 className="card-title" id="helpdesk-policies">
            {say('policy/title')}
          </h2>
          <dl className="facts" dir="ltr">
            {managed.map(({ key, value }) => (
              <Fragment key={key}>
                <dt className="code">{key}</dt>
                <dd>{hasNames ? value : hidden}</dd>
              </Fragment>
            ))}
          </dl>
        </section>
      )}
    </>
  )
}
