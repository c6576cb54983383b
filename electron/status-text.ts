import type { Status } from '../shared/status.ts'
import { formatTable, toGroups, verdictWords } from './cli-text.ts'

/** A status for people at a terminal, with its age: it says what was, not what is. */
export function formatStatus(status: Status, now: Date): string {
  const { app, takenAt, phase, verdict, openSteps, findings, report, supportCode, exitCode } = status
  return [
    `${app.name} ${app.version}   ${verdictWords[verdict]}`,
    '',
    ...formatTable([
      ['checked', `${takenAt}, ${toAge(Date.parse(takenAt), now.getTime())}`],
      ['phase', phase],
      ['open steps', openSteps.join(', ') || 'none'],
      ['findings', findings.join(', ') || 'none'],
      ['report', report],
    ]),
    '',
    `Support code ${toGroups(supportCode)}   exit code ${exitCode}`,
    '',
  ].join('\n')
}

function toAge(from: number, now: number): string {
  const minutes = Math.floor((now - from) / 60_000)
  if (minutes < 0) return 'by a clock that is ahead'
  if (minutes < 60) return `${minutes} min ago`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 1440)} days ago`
}
