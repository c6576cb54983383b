import type { CompletionReport } from '../../shared/outputs/report.ts'
import type { Delivered, Envelope } from './outbox.ts'

/** What this computer has to say, and what it has said already. Envelopes of other computers are none of these. */
export type Said = {
  readonly deviceId: string
  /** The latest report that waits on the disk. */
  readonly waiting: Envelope | undefined
  readonly delivered: Delivered | null
  readonly refused: Envelope | null
  readonly draft: Envelope | null
}

/** What is done with a new report. */
export type DraftChoice =
  /** It says something new. */
  | { readonly kind: 'new' }
  /** The same is on its way already. */
  | { readonly kind: 'waiting' }
  /** The person has their receipt for the same already. */
  | { readonly kind: 'delivered'; readonly delivered: Delivered }
  /** The same was refused, or is the draft already: what is shown stays. */
  | { readonly kind: 'shown' }

/** Whether a report is news. A report that says the same as the last one is none. */
export function chooseDraft(report: CompletionReport, said: Said): DraftChoice {
  // The outbox roams with the person: what another computer has to say is sent from here too, and says nothing of this one.
  const isSame = (other: Envelope | null | undefined): boolean =>
    other?.report.deviceId === said.deviceId && newsOf(other.report) === newsOf(report)
  const { waiting, delivered, refused, draft } = said
  if (isSame(waiting)) return { kind: 'waiting' }
  if (waiting === undefined && delivered !== null && isSame(delivered))
    return { kind: 'delivered', delivered }
  // A refusal stays in sight until there is something else to say.
  return isSame(refused) || isSame(draft) ? { kind: 'shown' } : { kind: 'new' }
}

function newsOf(report: CompletionReport): string {
  const { phase, verdict, steps, findings, app } = report
  // Who is done and looked at again is still done.
  const lasting = phase === 'watch' ? 'switch' : phase
  // The target of an old link is reported with the rest, and causes no report of its own.
  const isNews = (step: string): boolean => step !== 'links'
  return JSON.stringify([
    lasting,
    verdict,
    steps.filter(({ id }) => isNews(id)),
    findings.filter(({ step }) => isNews(step)),
    app.version,
  ])
}
