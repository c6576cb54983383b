import { Fragment, type ReactElement } from 'react'
import { toEvidenceText, type Finding } from '../../shared/findings/finding.ts'
import { isNameless, worstFirst } from '../../shared/window/ticket-text.ts'
import { toWordKeys } from '../parts/finding-words.ts'
import { StatusIcon } from '../parts/status-icon.tsx'
import { findOverview, WorkplaceOverview } from '../parts/workplace-overview.tsx'
import { findPreflight } from '../preflight/find-open.ts'
import { PreflightList } from '../preflight/preflight-list.tsx'
import { useWords } from '../use-words.ts'
import { hidden } from './to-facts.ts'

type HelpdeskFindingsProps = { readonly findings: readonly Finding[]; readonly hasNames: boolean }

/** The findings, worst first: what helps, and what they were made of. */
export function HelpdeskFindings({ findings, hasNames }: HelpdeskFindingsProps): ReactElement {
  const { say } = useWords()
  const worst = worstFirst(findings)
  const overview = findOverview(findings)
  const before = findPreflight({ findings })
  return (
    <section className="further" aria-labelledby="helpdesk-findings">
      <h2 className="card-title" id="helpdesk-findings">
        {say('helpdesk/findings')}
      </h2>
      {worst.length === 0 && <p>{say('helpdesk/no-findings')}</p>}
      <ul className="further">
        {worst.map((finding, place) => (
          <FindingItem key={`${finding.code} ${place}`} finding={finding} hasNames={hasNames} />
        ))}
      </ul>
      {before !== null && <PreflightList finding={before} />}
      {overview !== null && <WorkplaceOverview finding={overview} />}
    </section>
  )
}

function FindingItem({ finding, hasNames }: { finding: Finding; hasNames: boolean }): ReactElement {
  const { say, toMoment } = useWords()
  const { code, outcome, owner, source, readAt, evidence } = finding
  const words = toWordKeys(finding)
  return (
    <li className="card">
      <h3>
        <StatusIcon status={outcome === 'blocked' ? 'blocked' : outcome === 'unknown' ? 'unknown' : 'now'} />{' '}
        <bdi dir="ltr" className="code">
          {code}
        </bdi>
      </h3>
      <p>
        <strong>{say(words.title)}</strong> {say(words.action)}
      </p>
      <dl className="facts">
        <dt>{say('helpdesk/owner')}</dt>
        <dd>
          <bdi dir="ltr">{`${outcome} · ${owner ?? '–'}`}</bdi>
        </dd>
        <dt>{say('finding/source')}</dt>
        <dd>
          <bdi dir="ltr">{source}</bdi> · {toMoment(readAt)}
        </dd>
        {Object.entries(evidence).map(([name, value]) => (
          <Fragment key={name}>
            <dt>
              <bdi dir="ltr">{name}</bdi>
            </dt>
            <dd>
              <bdi dir="ltr">{hasNames || isNameless(name, value) ? toEvidenceText(value) : hidden}</bdi>
            </dd>
          </Fragment>
        ))}
      </dl>
    </li>
  )
}
