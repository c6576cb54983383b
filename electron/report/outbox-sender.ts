import { assertNever } from '../../shared/assert-never.ts'
import type { ReportState } from '../../shared/window/state.ts'
import type { Log } from '../context/log.ts'
import type { Session } from '../session/session.ts'
import { deliver } from './delivery.ts'
import type { Delivered, Envelope, Outbox } from './outbox.ts'

/** Sends what waits on the disk, and tries again with growing pauses. */
export type OutboxSender = {
  /** Sends all that waits; joins a round that is under way. Never rejects. */
  readonly flush: () => Promise<void>
  /** The pauses begin anew. */
  readonly resetPauses: () => void
  /** The last report with a receipt, also of an earlier start. */
  readonly lastDelivered: () => Promise<Delivered | null>
  readonly lastRefused: () => Envelope | null
  readonly stop: () => void
}

export type OutboxSenderPorts = {
  readonly outbox: Outbox
  readonly session: Pick<Session, 'ask'>
  readonly show: (state: ReportState) => void
  readonly log: Log
  /** Milliseconds to wait before try number `tries` (from 1). */
  readonly retryDelay: (tries: number) => number
  /** Called when nothing waits any more. */
  readonly onEmpty: () => void
}

export function createOutboxSender(ports: OutboxSenderPorts): OutboxSender {
  const { outbox, session, show, log } = ports
  let last: Delivered | null | undefined
  let refused: Envelope | null = null
  let flushing: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let tries = 0

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
    for (const envelope of await outbox.waiting()) if (!(await send(envelope))) return sendLater()
    ports.onEmpty()
  }

  /** False where it has to be tried again. */
  async function send(envelope: Envelope): Promise<boolean> {
    const { json, report } = envelope
    show({ kind: 'sending', json })
    const delivery = await deliver(session, envelope)
    switch (delivery.kind) {
      case 'delivered':
        last = { ...envelope, receipt: delivery.receipt }
        log.info('report-delivered', { id: report.id })
        show(toDeliveredState(last))
        await outbox.markDelivered(last)
        tries = 0
        return true
      case 'refused':
        refused = envelope
        await outbox.markRefused(report.id)
        log.warn('report-refused', { id: report.id, code: delivery.code })
        show({ kind: 'refused', json, code: delivery.code })
        return true
      case 'retry':
        log.info('report-queued', { id: report.id, reason: delivery.reason, tries: tries + 1 })
        show({ kind: 'queued', json, reason: delivery.reason })
        return false
      default:
        return assertNever(delivery)
    }
  }

  function sendLater(): void {
    tries += 1
    timer = setTimeout(() => void flush(), ports.retryDelay(tries))
  }

  return {
    flush,
    resetPauses: () => {
      tries = 0
    },
    lastDelivered: async () => {
      const kept = last === undefined ? await outbox.lastDelivered() : null
      // One may have been delivered meanwhile.
      last ??= kept
      return last
    },
    lastRefused: () => refused,
    stop: () => clearTimeout(timer),
  }
}

/** What the window shows of a report that has its receipt. */
export function toDeliveredState({ json, receipt }: Delivered): ReportState {
  return { kind: 'delivered', json, receipt: receipt.receipt, receivedAt: receipt.receivedAt }
}
