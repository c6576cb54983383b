import { Button, Checkbox } from '@fluentui/react-components'
import { useEffect, useRef, useState, type ReactElement } from 'react'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { CheckButton } from '../parts/check-button.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { RecordingLink } from '../parts/recording-link.tsx'
import { toGroups } from '../steps/support-code-groups.ts'
import { useWords } from '../use-words.ts'
import { HelpdeskFacts } from './helpdesk-facts.tsx'
import { HelpdeskFindings } from './helpdesk-findings.tsx'

type HelpdeskPageProps = { readonly state: AppState; readonly onClose: () => void }

/** The whole truth of this computer on one page, for somebody who helps. Names, addresses and paths are hidden until they are asked for. */
export function HelpdeskPage({ state, onClose }: HelpdeskPageProps): ReactElement {
  const { say } = useWords()
  const [hasNames, setNames] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  // It is loaded after the panel has looked for a heading.
  useEffect(() => heading.current?.focus(), [])
  const result = lastResult(state.check)
  const title = say('helpdesk/title')
  return (
    <div className="panel-content helpdesk">
      <h1 className="title" tabIndex={-1} ref={heading}>
        {title}
      </h1>
      <p className="meaning">{say('helpdesk/meaning')}</p>
      {result !== null && <LargeCode code={result.supportCode} />}
      <div className="buttons">
        {result !== null && (
          <CopyButton label={say('helpdesk/copy')} copy={() => window.landfall.copyText('ticket')} />
        )}
        <CheckButton appearance="secondary" title={title} takenAt={result?.takenAt ?? null} />
        {state.replay === null && (
          <Button onClick={() => void window.landfall.signIn('device-code')}>{say('helpdesk/code')}</Button>
        )}
        {state.configuration.kind === 'ready' && state.replay === null && <RecordingLink state={state} />}
        <Button onClick={onClose}>{say('helpdesk/close')}</Button>
      </div>
      <Checkbox
        checked={hasNames}
        label={say('helpdesk/names')}
        onChange={(_, { checked }) => setNames(checked === true)}
      />
      <HelpdeskFacts state={state} hasNames={hasNames} />
      {result !== null && <HelpdeskFindings findings={result.findings} hasNames={hasNames} />}
    </div>
  )
}

/** The code with its last character, which proves the others, apart from them. */
function LargeCode({ code }: { code: string }): ReactElement {
  const { say } = useWords()
  return (
    <dl className="call-facts">
      <div>
        <dt>{say('support/code')}</dt>
        <dd>
          <bdi dir="ltr" className="support-code">
            {toGroups(code)}
          </bdi>
        </dd>
      </div>
      <div>
        <dt>{say('helpdesk/check-character')}</dt>
        <dd>
          <bdi dir="ltr" className="support-code">
            {code.slice(-1)}
          </bdi>
        </dd>
      </div>
    </dl>
  )
}
