import { Field, Input } from '@fluentui/react-components'
import { Suspense, useState, type ReactElement } from 'react'
import { decodeSupportCode, type SupportCodeContent } from '../../../../shared/findings/support-code.ts'
import { meaningOf } from '../../../../shared/findings/vocabulary.ts'
import { FindingText } from '../../parts/finding-text.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { useWords } from '../../use-words.ts'
import { RecordingSection } from './recording-section.tsx'

/** A support code, read over the telephone, says what the person sees. It is decoded here; nothing is asked. */
export function HelpdeskPage(): ReactElement {
  const { say } = useWords()
  const [typed, setTyped] = useState('')
  const length = typed.replace(/[\s-]/g, '').length
  // Half a code is no mistake yet.
  const decoded = length < 10 ? null : decodeSupportCode(typed)
  return (
    <>
      <PageHeading title={say('pages/helpdesk')} text={say('helpdesk/about')} />
      <Field
        className="code-field"
        label={say('helpdesk/code')}
        hint={say('helpdesk/hint')}
        {...(decoded?.kind === 'refused' && {
          validationState: 'error',
          validationMessage: say(`helpdesk/refused-${decoded.reason}`),
        })}
      >
        <Input
          className="code-input"
          size="large"
          value={typed}
          maxLength={24}
          autoComplete="off"
          spellCheck={false}
          onChange={(_event, { value }) => setTyped(value)}
        />
      </Field>
      <div aria-live="polite">{decoded?.kind === 'decoded' && <CodeContent content={decoded.content} />}</div>
      <Suspense fallback={<Waiting />}>
        <RecordingSection />
      </Suspense>
    </>
  )
}

function CodeContent({ content }: { content: SupportCodeContent }): ReactElement {
  const { say, sayStep } = useWords()
  const { platform, phase, verdict, openSteps, findings, appVersion } = content
  return (
    <section className="section">
      <h2>{say(`verdict/${verdict}`)}</h2>
      <p>
        {say(`phase/${phase}`)} · {say(`platform/${platform}`)} ·{' '}
        {say('helpdesk/version', { version: `${appVersion.major}.${appVersion.minor}` })}
      </p>
      {openSteps.length > 0 && (
        <>
          <h3>{say('helpdesk/open-steps')}</h3>
          <ul className="plain-list">
            {openSteps.map((step) => (
              <li key={step}>{sayStep(step)}</li>
            ))}
          </ul>
        </>
      )}
      {findings.length > 0 && (
        <>
          <h3>{say('helpdesk/findings')}</h3>
          <ul className="findings">
            {findings.map((code) => (
              <FindingText key={code} code={code} owner={meaningOf(code).owner} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
