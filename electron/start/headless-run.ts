import path from 'node:path'
import { toAdminEvent } from '../../shared/outputs/admin-event.ts'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import { judgeRefusedConfig } from '../../shared/checks/index.ts'
import { lastResult } from '../../shared/window/state.ts'
import type { Status } from '../../shared/outputs/status.ts'
import { chooseUnasked, statusName, toStatus } from '../../shared/outputs/status.ts'
import { adminTeller } from '../report/admin-teller.ts'
import { identity } from '../context/app-identity.ts'
import { toConfigurationState } from '../context/configuration-state.ts'
import { createMain } from './create-main.ts'
import type { ConfigReading } from '../context/config-file.ts'
import type { Log } from '../context/log.ts'
import { platformFor, readComputerName, unattendedMachine } from '../platform/index.ts'
import { createOutbox } from '../report/outbox.ts'
import type { PlanNews } from './plan-news.ts'
import { keepStatus, readStatus, writeStatus } from '../report/status-file.ts'
import { createAppStore, type Store } from '../context/store.ts'

export type HeadlessOptions = {
  readonly reading: ConfigReading
  readonly machineFolder: string | null
  readonly userData: string
  readonly log: Log
  /** Ends the look through folders early; nothing is sent then. */
  readonly signal?: AbortSignal
  /** Listens on with the sign-in of this look. */
  readonly planNews?: PlanNews
}

/** No one is there to look through folders for longer. */
const patienceMilliseconds = 15 * 60_000

// Only a sign-in that somebody asked for has a window to stand in front of.
const noWindow = {
  getNativeWindowHandle: (): Buffer => {
    throw new Error('there is no window')
  },
}

/**
 * The journey as far as it goes without a person: a silent sign-in, a check of everything, and the report where they have
 * sent one before or the organisation wants it so. The result is on disk when this ends.
 */
export async function runHeadless(options: HeadlessOptions): Promise<Status> {
  return await look(options, false)
}

/**
 * The same on a Mac that would ask the person before it lets Landfall look: nothing of the kind is opened, no report is sent, and what an
 * earlier look found stays. `isTime`: their turn has come, so that they have to open the window.
 */
export async function runHeadlessWithoutAsking(
  options: HeadlessOptions,
): Promise<{ readonly status: Status; readonly isTime: boolean }> {
  const computer = await readComputerName()
  const before = await readStatus(path.join(options.userData, statusName), computer)
  const now = await look(options, true)
  const chosen = chooseUnasked(before, now)
  if (chosen.status !== before)
    await writeStatus(path.join(options.userData, statusName), chosen.status, options.log, computer)
  return chosen
}

async function look(
  { reading, machineFolder, userData, log, signal, planNews }: HeadlessOptions,
  isUnasked: boolean,
): Promise<Status> {
  const tellAdmin = adminTeller(machineFolder, log)
  if (reading.kind !== 'ready') {
    const status = toStatus(await judgeRefused(reading, machineFolder), 'none')
    await tellAdmin(toAdminEvent(status))
    await writeStatus(path.join(userData, statusName), status, log, await readComputerName())
    return status
  }
  const store = createAppStore({ app: identity, configuration: toConfigurationState(reading) })
  const statusWritten = isUnasked
    ? async (): Promise<void> => undefined
    : keepStatus(store, path.join(userData, statusName), log, tellAdmin, readComputerName)
  const main = await createMain(
    noWindow,
    reading,
    store,
    { machineFolder, isReplay: false, hasWindow: false, userData },
    log,
  )

  try {
    const end = (): void => {
      main.session.cancel()
      main.journey.stopScan()
    }
    signal?.addEventListener('abort', end)
    await main.journey.begin()
    if (signal?.aborted) end()
    await scanEnds(store, () => main.journey.stopScan())
    await main.journey.check()
    await main.whenSent()
    const { automatic } = reading.config.reports
    const isAgreed = !isUnasked && (automatic || (await hasReported(userData, log)))
    if (isAgreed && signal?.aborted !== true && store.getState().report.kind === 'ready') await main.submit()
    await statusWritten()
    const result = lastResult(store.getState().check)
    if (result === null) throw new Error('the check has no result')
    return toStatus(result, store.getState().report.kind)
  } finally {
    main.journey.stop()
    if (signal?.aborted !== true) planNews?.listen(main.session, store.getState().plan)
  }
}

/** The person has seen and sent a report: the later ones say the same kind of thing. */
async function hasReported(userData: string, log: Log): Promise<boolean> {
  return (await createOutbox(path.join(userData, 'outbox'), log).lastDelivered()) !== null
}

function scanEnds(store: Store, stop: () => void): Promise<void> {
  const isOver = (): boolean => store.getState().scan.kind !== 'running'
  if (isOver()) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(stop, patienceMilliseconds)
    const unsubscribe = store.subscribe(() => {
      if (!isOver()) return
      clearTimeout(timer)
      unsubscribe()
      resolve()
    })
  })
}

async function judgeRefused(
  reading: Exclude<ConfigReading, { kind: 'ready' }>,
  machineFolder: string | null,
): Promise<CheckResult> {
  const platform = await platformFor(unattendedMachine(machineFolder))
  const takenAt = new Date().toISOString()
  return judgeRefusedConfig(
    { app: identity, takenAt, machine: await platform.readFacts(), scope: 'full' },
    reading,
  )
}
