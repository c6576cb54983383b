import { Button, Spinner } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { assertNever } from '../../shared/assert-never.ts'
import { lastResult, type AppState, type ReportState } from '../../shared/window/state.ts'
import { CautionList } from '../parts/caution-list.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import { Note } from '../parts/note.tsx'
import { PanelHeading } from '../parts/panel-heading.tsx'
import { ReportPreview } from '../parts/report-preview.tsx'
import { useWords } from '../use-words.ts'
import { isAllDone, toDoneLines } from './done-lines.ts'
import { DoneSummary } from './done-summary.tsx'

type Report<Kind extends ReportState['kind']> = Extract<ReportState, { kind: Kind }>

/** The last step: what is sent, that it is sent, and the receipt. */
export function ReportStep({ state }: { state: AppState }): ReactElement {
  const isDone = lastResult(state.check)?.verdict === 'done'
  const lines = toDoneLines(state)
  // What keeps the report back is read before anything else.
  const hasTrouble = state.report.kind === 'unsaved' || state.report.kind === 'refused'
  return (
    <div className="panel-content">
      <ReportBody state={state} isDone={isDone} isClear={isAllDone(lines)} />
      {isDone && !hasTrouble && <DoneSummary lines={lines} />}
      <CautionList state={state} />
    </div>
  )
}

type ReportBodyProps = {
  readonly state: AppState
  readonly isDone: boolean
  /** Each step was checked and is done: only then is there a clean tick. */
  readonly isClear: boolean
}

function ReportBody({ state, isDone, isClear }: ReportBodyProps): ReactElement {
  const { report } = state
  switch (report.kind) {
    case 'none':
      return <NoReport />
    case 'ready':
    case 'unsaved':
    case 'sending':
      return <ReadyReport report={report} isDone={isDone} isClear={isClear} />
    case 'queued':
      return <QueuedReport report={report} />
    case 'refused':
      return <RefusedReport report={report} state={state} />
    case 'delivered':
      return <DeliveredReport report={report} isDone={isDone} isClear={isClear} />
    default:
      return assertNever(report)
  }
}

function NoReport(): ReactElement {
  const { say } = useWords()
  return (
    <PanelHeading
      icon="waiting"
      step="report"
      title={say('report/none')}
      meaning={say('report/none-meaning')}
    />
  )
}

type ReadyProps = Omit<ReportBodyProps, 'state'> & {
  readonly report: Report<'ready' | 'unsaved' | 'sending'>
}

function ReadyReport({ report, isDone, isClear }: ReadyProps): ReactElement {
  const { say } = useWords()
  const isSending = report.kind === 'sending'
  return (
    <>
      <PanelHeading
        icon={isDone && isClear ? 'done' : 'info'}
        step="report"
        title={say(isDone ? 'report/ready' : 'report/open')}
        meaning={say(isDone ? 'report/ready-meaning' : 'report/open-meaning')}
      />
      <section className="card" aria-label={say('finding/to-do')}>
        <h2 className="card-title">{say('finding/to-do')}</h2>
        <p className="card-text">{say('report/ready-action')}</p>
        <div className="buttons">
          <Button
            appearance={isDone ? 'primary' : 'secondary'}
            size="large"
            disabledFocusable={isSending}
            onClick={() => void window.landfall.submitReport()}
            {...(isSending && { icon: <Spinner size="extra-tiny" aria-hidden /> })}
          >
            {say(isSending ? 'do/sending' : 'do/send-report')}
          </Button>
        </div>
        {report.kind === 'unsaved' && (
          <Note tone="attention" title={say('report/unsaved')} text={say('report/unsaved-meaning')} />
        )}
        <ReportPreview json={report.json} isSent={false} />
      </section>
    </>
  )
}

function QueuedReport({ report }: { report: Report<'queued'> }): ReactElement {
  const { say } = useWords()
  const needsSignIn = report.reason === 'sign-in-needed'
  const isTheirs = report.reason === 'endpoint-refused'
  return (
    <>
      <PanelHeading
        icon="waiting"
        step="report"
        title={say('findings/report.queued/title')}
        meaning={say('findings/report.queued/meaning')}
      />
      <section className="card" aria-label={say('finding/to-do')}>
        <h2 className="card-title">{say('finding/to-do')}</h2>
        <p className="card-text">{say(`report/queued-${report.reason}`)}</p>
        {needsSignIn && (
          <div className="buttons">
            <Button appearance="primary" size="large" onClick={() => void window.landfall.signIn('here')}>
              {say('do/sign-in')}
            </Button>
          </div>
        )}
        {!needsSignIn && !isTheirs && <p className="card-text">{say('findings/report.queued/action')}</p>}
        <ReportPreview json={report.json} isSent={false} />
      </section>
    </>
  )
}

function RefusedReport({ report, state }: { report: Report<'refused'>; state: AppState }): ReactElement {
  const { say } = useWords()
  const hasHelpPage = state.configuration.kind === 'ready' && state.configuration.support.url !== null
  return (
    <>
      <PanelHeading
        icon="blocked"
        step="report"
        title={say('findings/report.refused/title')}
        meaning={say('findings/report.refused/meaning')}
      />
      <section className="card" aria-label={say('finding/to-do')}>
        <h2 className="card-title">{say('finding/to-do')}</h2>
        <p className="card-text">{say('findings/report.refused/action')}</p>
        <dl className="facts">
          <dt>{say('report/refused-code')}</dt>
          <dd className="code">
            <bdi dir="ltr">{report.code}</bdi>
          </dd>
        </dl>
        {hasHelpPage && (
          <div className="buttons">
            <Button
              appearance="primary"
              size="large"
              onClick={() => void window.landfall.openRemedy('open-support')}
            >
              {say('do/open-support')}
            </Button>
          </div>
        )}
        <ReportPreview json={report.json} isSent />
      </section>
    </>
  )
}

type DeliveredProps = Omit<ReportBodyProps, 'state'> & { readonly report: Report<'delivered'> }

function DeliveredReport({ report, isDone, isClear }: DeliveredProps): ReactElement {
  const { say, toMoment } = useWords()
  return (
    <>
      <PanelHeading
        icon={isDone && !isClear ? 'info' : 'done'}
        step="report"
        title={say(isDone ? 'report/done' : 'report/received')}
        meaning={say(
          isDone ? (isClear ? 'report/done-meaning' : 'outcome/not-all') : 'report/received-meaning',
        )}
      />
      <section className="card" aria-label={say('report/receipt')}>
        <h2 className="card-title">{say('report/receipt')}</h2>
        <p className="receipt-line">
          <bdi dir="ltr" className="receipt">
            {report.receipt}
          </bdi>
          <span>
            {say('report/received-at')}{' '}
            <time dateTime={report.receivedAt}>{toMoment(report.receivedAt)}</time>
          </span>
        </p>
        <div className="buttons">
          {isDone && (
            <Button appearance="primary" onClick={() => void window.landfall.openRemedy('open-web')}>
              {say('do/open-my-onedrive')}
            </Button>
          )}
          <Button onClick={() => window.print()}>{say('do/print')}</Button>
          <CopyButton label={say('do/copy-receipt')} copy={() => window.landfall.copyText('receipt')} />
        </div>
        <ReportPreview json={report.json} isSent />
      </section>
    </>
  )
}
