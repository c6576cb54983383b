import { CheckmarkCircle20Regular } from '@fluentui/react-icons/svg/checkmark-circle'
import { Circle20Regular } from '@fluentui/react-icons/svg/circle'
import { ErrorCircle20Regular } from '@fluentui/react-icons/svg/error-circle'
import { LockClosed20Regular } from '@fluentui/react-icons/svg/lock-closed'
import { QuestionCircle20Regular } from '@fluentui/react-icons/svg/question-circle'
import type { ReactElement } from 'react'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import { toEvidenceText, type Finding } from '../../../../shared/findings/finding.ts'
import type { Outcome } from '../../../../shared/findings/vocabulary.ts'
import { FindingText } from '../../parts/finding-text.tsx'
import { useWords } from '../../use-words.ts'

/** The steps as the person's window lists them, and what was found, judged by the app's own rules. */
export function RecordedFindings({ result }: { result: CheckResult }): ReactElement {
  const { say, sayStep } = useWords()
  const { steps, findings } = result
  return (
    <section className="section">
      <h2>{say('helpdesk/findings')}</h2>
      <ul className="recorded-steps">
        {steps.map(({ id, outcome }) => (
          <li key={id} className={`recorded-step recorded-${outcome}`}>
            <OutcomeIcon outcome={outcome} />
            <span>{sayStep(id)}</span> <span className="quiet">{say(`outcome/${outcome}`)}</span>
          </li>
        ))}
      </ul>
      {findings.length === 0 && <p>{say('recording/nothing-found')}</p>}
      {findings.length > 0 && (
        <ul className="findings">
          {findings.map((finding, place) => (
            <FindingText key={`${finding.code} ${place}`} code={finding.code} owner={finding.owner} />
          ))}
        </ul>
      )}
      {findings.length > 0 && <Details findings={findings} />}
    </section>
  )
}

function OutcomeIcon({ outcome }: { outcome: Outcome }): ReactElement {
  switch (outcome) {
    case 'pass':
      return <CheckmarkCircle20Regular aria-hidden />
    case 'attention':
      return <ErrorCircle20Regular aria-hidden />
    case 'blocked':
      return <LockClosed20Regular aria-hidden />
    case 'unknown':
      return <QuestionCircle20Regular aria-hidden />
    case 'skipped':
      return <Circle20Regular aria-hidden />
  }
}

/** What each finding rests on: as the window shows it under “Details for support”. */
function Details({ findings }: { findings: readonly Finding[] }): ReactElement {
  const { say } = useWords()
  return (
    <details className="more">
      <summary>{say('recording/details')}</summary>
      {findings.map(({ code, source, evidence }, place) => (
        <dl className="evidence" key={`${code} ${place}`}>
          <dt>
            <code>{code}</code>
          </dt>
          <dd>
            <code>{source}</code>
          </dd>
          {Object.entries(evidence).map(([name, value]) => (
            <div className="evidence-line" key={name}>
              <dt>{name}</dt>
              <dd>{toEvidenceText(value)}</dd>
            </div>
          ))}
        </dl>
      ))}
    </details>
  )
}
