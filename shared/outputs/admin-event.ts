import { exitCodes } from '../findings/exit-code.ts'
import type { Status } from './status.ts'

/** An entry for the computer's own event log, for admins of many computers: codes alone. */
export type AdminEvent = {
  readonly id: number
  readonly level: 'information' | 'warning' | 'error'
  readonly text: string
}

/** What an admin filters by (docs/deploy.md). Never given to anything else; below 1000, as the words of the source end there. */
export const adminEventIds = { done: 1, stuck: 2, config: 3, context: 4 } as const

/** Null where there is nothing that anybody has to know: not this person's turn yet. */
export function toAdminEvent({
  app,
  verdict,
  exitCode,
  findings,
}: Pick<Status, 'app' | 'verdict' | 'exitCode' | 'findings'>): AdminEvent | null {
  const text = `Landfall ${app.version}: ${verdict}, exit code ${exitCode}. Findings: ${findings.join(', ') || 'none'}.`
  if (exitCode === exitCodes.config) return { id: adminEventIds.config, level: 'error', text }
  if (exitCode === exitCodes.context) return { id: adminEventIds.context, level: 'warning', text }
  if (verdict === 'not-due' || verdict === 'not-in-wave' || verdict === 'outdated') return null
  if (verdict === 'done') return { id: adminEventIds.done, level: 'information', text }
  return { id: adminEventIds.stuck, level: 'warning', text }
}
