import type { RestReason, Status } from '../../shared/outputs/status.ts'
import { formatTable, toGroups, verdictWords } from './cli-text.ts'

const restWords: Readonly<Record<RestReason, string>> = {
  'not-in-wave': 'Not in the wave: no OneDrive of either organisation is linked here for this person.',
  outdated: 'Too old: the organisation wants a newer Landfall.',
}
const words = { ...verdictWords, ...restWords }

/** A status for people at a terminal, with its age: it says what was, not what is. */
export function formatStatus(status: Status, now: Date): string {
  const { app, takenAt, phase, verdict, openSteps, findings, report, supportCode, exitCode } = status
  return [
    `${app.name} ${app.version}   ${words[verdict]}`,
    '',
    ...formatTable([
      ['checked', `${takenAt}, ${toAge(Date.parse(takenAt), now.getTime())}`],
      ['phase', phase],
      ['open steps', openSteps.join(', ') || 'none'],
      ['findings', findings.join(', ') || 'none'],
      ['report', report],
    ]),
    '',
    supportCode === ''
      ? `Exit code ${exitCode}`
      : `Support code ${toGroups(supportCode)}   exit code ${exitCode}`,
    '',
  ].join('\n')
}

function toAge(from: number, now: number): string {
  const minutes = Math.floor((now - from) / 60_000)
  if (minutes < 0) return 'by a clock that is ahead'
  if (minutes < 60) return `${minutes} min ago`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 1440)} days ago`
}
