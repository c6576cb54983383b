import type { ReactElement } from 'react'
import type { Finding } from '../../shared/findings/finding.ts'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import { chooseGuide } from '../steps/choose-guide.ts'
import {
  chooseAction,
  isBlameless,
  isForOthers,
  isReportReady,
  needsAddress,
} from '../steps/choose-action.ts'
import { useWords } from '../use-words.ts'
import { isWatching } from '../steps/current-result.ts'
import { AddressCard } from './address-card.tsx'
import { BlockedHelp } from './blocked-help.tsx'
import { CheckButton } from './check-button.tsx'
import { FindingAction } from './finding-action.tsx'
import { toWordKeys } from './finding-words.ts'
import { FolderList } from './folder-list.tsx'
import { Guide } from './guide.tsx'
import { OwnerLine } from './owner-line.tsx'
import { ReasonList } from './reason-list.tsx'
import { RemedyNote } from './remedy-note.tsx'
import { ReportNote } from './report-note.tsx'

/** The one thing to do about the main finding: who, what, one button. */
export function FindingCard({ finding, state }: { finding: Finding; state: AppState }): ReactElement {
  const { say } = useWords()
  const { code, owner, evidence } = finding
  const action = chooseAction(finding, state)
  const words = toWordKeys(finding)
  const title = say(words.title)
  const takenAt = lastResult(state.check)?.takenAt ?? null
  const isOthers = isForOthers(finding)
  const isBlocked = isOthers && finding.outcome === 'blocked' && state.replay === null
  const guide = chooseGuide(finding, action)
  const used = evidence['username']
  return (
    <section className="card" aria-label={say('finding/to-do')}>
      <h2 className={guide === null ? 'card-title' : 'unseen'}>{say('finding/to-do')}</h2>
      {isOthers && <OwnerLine owner={owner} isBlameless={isBlameless(finding)} />}
      {guide === null ? (
        <p className="card-text">{say(words.action)}</p>
      ) : (
        <Guide guide={guide} state={state} />
      )}
      {isBlocked && <BlockedHelp state={state} />}
      <ReasonList evidence={evidence} />
      <FolderList finding={finding} />
      {needsAddress(code) && <AddressCard state={state} used={typeof used === 'string' ? used : null} />}
      <div className="buttons">
        <FindingAction
          action={action}
          appearance={isBlocked && action.kind === 'check' ? 'secondary' : 'primary'}
          title={title}
          takenAt={takenAt}
          isAgain={code === 'identity.wrong-account'}
        />
        {(action.kind === 'remedy' || action.kind === 'send-report') && (
          <CheckButton appearance="secondary" title={title} takenAt={takenAt} />
        )}
        {isOthers && action.kind === 'remedy' && isReportReady(state) && (
          <FindingAction
            action={{ kind: 'send-report' }}
            appearance="secondary"
            title={title}
            takenAt={takenAt}
          />
        )}
        {takenAt !== null && isWatching(state) && <Watching takenAt={takenAt} />}
      </div>
      {action.kind === 'remedy' && <RemedyNote remedy={state.remedy} />}
      {isOthers && <ReportNote report={state.report} />}
    </section>
  )
}

/** A further finding of the same step: what it is and what helps, with a quieter button. */
export function FurtherFinding({ finding, state }: { finding: Finding; state: AppState }): ReactElement {
  const { say } = useWords()
  const action = chooseAction(finding, state)
  const words = toWordKeys(finding)
  const title = say(words.title)
  return (
    <li className="card">
      <h3>{title}</h3>
      <p>{say(words.meaning)}</p>
      <p>{say(words.action)}</p>
      <ReasonList evidence={finding.evidence} />
      <FolderList finding={finding} />
      {action.kind === 'remedy' && (
        <div className="buttons">
          <FindingAction action={action} appearance="secondary" title={title} takenAt={null} />
        </div>
      )}
    </li>
  )
}

/** Landfall watches the computer and checks again when something changes; this says so, and when it last did. */
function Watching({ takenAt }: { takenAt: string }): ReactElement {
  const { say, toTime } = useWords()
  return (
    <p className="watching">
      <span className="watching-dot" aria-hidden />
      {say('finding/watching', { time: toTime(takenAt) })}
    </p>
  )
}
