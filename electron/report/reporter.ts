import { randomUUID } from 'node:crypto'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import { assertNever } from '../../shared/assert-never.ts'
import { buildReport } from '../../shared/outputs/report.ts'
import type { ReportState } from '../../shared/window/state.ts'
import type { Log } from '../log.ts'
import type { Session } from '../session/session.ts'
import { deliver } from './delivery.ts'
import { countReport, readInstallation, type Installation } from './installation.ts'
import type { Delivered, Envelope, Outbox } from './outbox.ts'

/** The completion report from draft to receipt. */
export type Reporter = {
  /** Makes the draft that the person sees, if it says something new. */
  prepare(check: CheckResult): Promise<void>
  /** Puts the draft on disk, then on the wire. */
  readonly submit: () => Promise<void>
  /** Sends what waits on disk; called at start, when signed in, and by its own timer. */
  flush(): Promise<void>
  stop(): void
}

export type ReporterPorts = {
  readonly outbox: Outbox
  readonly installationFile: string
  readonly session: Pick<Session, 'ask'>
  /** False where the organisation wants codes alone in reports. */
  readonly hasCounts: boolean
  readonly show: (state: ReportState) => void
  readonly log: Log
  /** Milliseconds to wait before try number `tries` (from 1). */
  readonly retryDelay: (tries: number) => number
}

/** Doubles from 5 seconds to 5 minutes, with jitter, so that a whole company does not come back at once. */
export function retryDelay(tries: number): number {
  const base = Math.min(5_000 * 2 ** (tries - 1), 300_000)
  return base * (0.5 + Math.random() / 2)
}

export function createReporter(ports: ReporterPorts): Reporter {
  const { outbox, session, log } = ports
  let installation: Installation | null = null
  let draft: Envelope | null = null
  let last: Delivered | null | undefined
  let refused: Envelope | null = null
  let flushing: Promise<void> | null = null
  /** Until then a draft on its way to the disk is neither a draft nor waiting. */
  let saving: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let tries = 0

  async function prepare(check: CheckResult): Promise<void> {
    installation ??= await readInstallation(ports.installationFile)
    if (last === undefined) last = await outbox.lastDelivered()
    await saving
    const { deviceId, sequence } = installation
    // The outbox roams with the person: what another computer has to say is sent from here too, and says nothing of this one.
    const isOurs = ({ report }: Envelope): boolean => report.deviceId === deviceId
    const waiting = (await outbox.waiting()).findLast(isOurs)
    const identity = { id: randomUUID(), sequence: sequence + 1, deviceId }
    const report = buildReport(identity, check, ports.hasCounts)

    // A report that says the same as the last one is not news: the person has their receipt already.
    if (waiting && saysTheSame(waiting, report)) {
      draft = null
      return
    }
    if (!waiting && last && isOurs(last) && saysTheSame(last, report)) {
      draft = null
      return showDelivered(last)
    }
    // A refusal stays in sight until there is something else to say.
    if (refused && isOurs(refused) && saysTheSame(refused, report)) return
    if (draft && saysTheSame(draft, report)) return
    draft = { report, json: JSON.stringify(report, null, 2) }
    ports.show({ kind: 'ready', json: draft.json })
  }

  async function submit(): Promise<void> {
    if (draft === null || installation === null) return
    const sending = draft
    draft = null
    ports.show({ kind: 'sending', json: sending.json })
    const saved = keep(sending, installation)
    saving = saved.catch(() => undefined)
    try {
      await saved
    } catch (error) {
      log.error('report-not-saved', { error })
      draft = sending
      return ports.show({ kind: 'unsaved', json: sending.json })
    }
    tries = 0
    await flush()
  }

  async function keep(sending: Envelope, counted: Installation): Promise<void> {
    installation = await countReport(ports.installationFile, counted)
    await outbox.save(sending)
  }

  function flush(): Promise<void> {
    flushing ??= sendWaiting()
      // A disk that cannot be read now may be readable later; what waits is still there.
      .catch((error: unknown) => {
        log.error('outbox-unexpected', { error })
        sendLater()
      })
      .finally(() => {
        flushing = null
      })
    return flushing
  }

  async function sendWaiting(): Promise<void> {
    clearTimeout(timer)
    for (const envelope of await outbox.waiting()) {
      ports.show({ kind: 'sending', json: envelope.json })
      const delivery = await deliver(session, envelope)
      switch (delivery.kind) {
        case 'delivered': {
          last = { ...envelope, receipt: delivery.receipt }
          log.info('report-delivered', { id: envelope.report.id })
          showDelivered(last)
          await outbox.markDelivered(last)
          tries = 0
          break
        }
        case 'refused':
          refused = envelope
          await outbox.markRefused(envelope.report.id)
          log.warn('report-refused', { id: envelope.report.id, code: delivery.code })
          ports.show({ kind: 'refused', json: envelope.json, code: delivery.code })
          break
        case 'retry': {
          sendLater()
          log.info('report-queued', { id: envelope.report.id, reason: delivery.reason, tries })
          ports.show({ kind: 'queued', json: envelope.json, reason: delivery.reason })
          return
        }
        default:
          assertNever(delivery)
      }
    }
    // Something changed while the last one was on its way.
    if (draft !== null) ports.show({ kind: 'ready', json: draft.json })
  }

  function sendLater(): void {
    tries += 1
    timer = setTimeout(() => void flush(), ports.retryDelay(tries))
  }

  function showDelivered({ json, receipt }: Delivered): void {
    ports.show({ kind: 'delivered', json, receipt: receipt.receipt, receivedAt: receipt.receivedAt })
  }

  return { prepare, submit, flush, stop: () => clearTimeout(timer) }
}

function saysTheSame({ report }: Envelope, other: Envelope['report']): boolean {
  return newsOf(report) === newsOf(other)
}

function newsOf(report: Envelope['report']): string {
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
