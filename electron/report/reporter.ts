import { randomUUID } from 'node:crypto'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import { assertNever } from '../../shared/assert-never.ts'
import { buildReport } from '../../shared/outputs/report.ts'
import { chooseDraft } from './choose-draft.ts'
import { countReport, readInstallation, type Installation } from './installation.ts'
import { createOutboxSender, toDeliveredState, type OutboxSenderPorts } from './outbox-sender.ts'
import type { Envelope } from './outbox.ts'

/** The completion report from draft to receipt. */
export type Reporter = {
  /** Makes the draft that the person sees, if it says something new. */
  prepare(check: CheckResult): Promise<void>
  /** Puts the draft on disk, then on the wire. */
  readonly submit: () => Promise<void>
  /** Sends what waits on disk; called at start, when signed in, and by its own timer. */
  readonly flush: () => Promise<void>
  readonly stop: () => void
}

export type ReporterPorts = Omit<OutboxSenderPorts, 'onEmpty'> & {
  readonly installationFile: string
  /** False where the organisation wants codes alone in reports. */
  readonly hasCounts: boolean
}

/** Doubles from 5 seconds to 5 minutes, with jitter, so that a whole company does not come back at once. */
export function retryDelay(tries: number): number {
  const base = Math.min(5_000 * 2 ** (tries - 1), 300_000)
  return base * (0.5 + Math.random() / 2)
}

export function createReporter(ports: ReporterPorts): Reporter {
  const { outbox, show, log } = ports
  let installation: Installation | null = null
  let draft: Envelope | null = null
  /** Until then a draft on its way to the disk is neither a draft nor waiting. */
  let saving: Promise<void> = Promise.resolve()
  const sender = createOutboxSender({
    ...ports,
    onEmpty: () => {
      // Something changed while the last one was on its way.
      if (draft !== null) show({ kind: 'ready', json: draft.json })
    },
  })

  async function prepare(check: CheckResult): Promise<void> {
    installation ??= await readInstallation(ports.installationFile)
    await saving
    const { deviceId, sequence } = installation
    const waiting = (await outbox.waiting()).findLast(({ report }) => report.deviceId === deviceId)
    const delivered = await sender.lastDelivered()
    const identity = { id: randomUUID(), sequence: sequence + 1, deviceId }
    const report = buildReport(identity, check, ports.hasCounts)
    const refused = sender.lastRefused()
    const choice = chooseDraft(report, { deviceId, waiting, delivered, refused, draft })
    switch (choice.kind) {
      case 'new':
        draft = { report, json: JSON.stringify(report, null, 2) }
        return show({ kind: 'ready', json: draft.json })
      case 'waiting':
        draft = null
        return
      case 'delivered':
        draft = null
        return show(toDeliveredState(choice.delivered))
      case 'shown':
        return
      default:
        assertNever(choice)
    }
  }

  async function submit(): Promise<void> {
    if (draft === null || installation === null) return
    const sending = draft
    draft = null
    show({ kind: 'sending', json: sending.json })
    const saved = keep(sending, installation)
    saving = saved.catch(() => undefined)
    try {
      await saved
    } catch (error) {
      log.error('report-not-saved', { error })
      draft = sending
      return show({ kind: 'unsaved', json: sending.json })
    }
    sender.resetPauses()
    await sender.flush()
  }

  async function keep(sending: Envelope, counted: Installation): Promise<void> {
    installation = await countReport(ports.installationFile, counted)
    await outbox.save(sending)
  }

  return { prepare, submit, flush: sender.flush, stop: sender.stop }
}
