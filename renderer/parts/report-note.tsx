import type { ReactElement } from 'react'
import type { ReportState } from '../../shared/window/state.ts'
import { useWords } from '../use-words.ts'
import { Note } from './note.tsx'
import { ReportPreview } from './report-preview.tsx'

/** What became of the report, beside a finding that IT has to settle. */
export function ReportNote({ report }: { report: ReportState }): ReactElement | null {
  const { say, toMoment } = useWords()
  if (report.kind === 'none') return null
  return (
    <>
      {report.kind === 'sending' && <Note tone="quiet" title={say('report/sending')} text="" />}
      {report.kind === 'unsaved' && (
        <Note tone="attention" title={say('report/unsaved')} text={say('report/unsaved-meaning')} />
      )}
      {report.kind === 'queued' && (
        <Note
          tone="quiet"
          title={say('findings/report.queued/title')}
          text={say(`report/queued-${report.reason}`)}
        />
      )}
      {report.kind === 'delivered' && (
        <Note
          tone="done"
          title={say('report/received')}
          text={`${say('report/receipt')}: ${report.receipt} · ${toMoment(report.receivedAt)}`}
        />
      )}
      {report.kind === 'refused' && (
        <Note
          tone="attention"
          title={say('findings/report.refused/title')}
          text={`${say('report/refused-code')}: ${report.code}`}
        />
      )}
      <ReportPreview json={report.json} isSent={report.kind === 'delivered'} />
    </>
  )
}
