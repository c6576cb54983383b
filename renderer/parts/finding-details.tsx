import { Fragment, type ReactElement } from 'react'
import { toEvidenceText, type Finding } from '../../shared/findings/finding.ts'
import { useWords } from '../use-words.ts'
import { Disclosure } from './disclosure.tsx'

/** Everything behind the sentences, for the helpdesk: codes, origin and evidence. Never sent. */
export function FindingDetails({ findings }: { findings: readonly Finding[] }): ReactElement {
  const { say, toMoment } = useWords()
  return (
    <Disclosure label={say('finding/details')}>
      {findings.map(({ code, source, readAt, evidence }, place) => (
        <dl className="facts" key={`${code} ${place}`}>
          <dt>{say('finding/code')}</dt>
          <dd className="code">
            <bdi dir="ltr">{code}</bdi>
          </dd>
          <dt>{say('finding/source')}</dt>
          <dd>
            <bdi dir="ltr">{source}</bdi>
          </dd>
          <dt>{say('finding/read-at')}</dt>
          <dd>{toMoment(readAt)}</dd>
          {Object.entries(evidence).map(([name, value]) => (
            <Fragment key={name}>
              <dt>
                <bdi dir="ltr">{name}</bdi>
              </dt>
              <dd>
                <bdi dir="ltr">{toEvidenceText(value)}</bdi>
              </dd>
            </Fragment>
          ))}
        </dl>
      ))}
    </Disclosure>
  )
}
