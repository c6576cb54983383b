import { app } from 'electron'
import path from 'node:path'
import type { Config } from '../../shared/config/config.ts'
import { isInWave } from '../../shared/config/in-wave.ts'
import { isOutdated } from '../../shared/config/is-outdated.ts'
import { needOf, type Need } from '../../shared/outputs/reminders.ts'
import {
  isRest,
  statusName,
  toRestStatus,
  type RestReason,
  type Status,
} from '../../shared/outputs/status.ts'
import { readReminders } from '../background/reminder-file.ts'
import { identity } from '../context/app-identity.ts'
import type { Places } from '../context/arguments.ts'
import { readConfiguration, type ConfigReading } from '../context/config-file.ts'
import type { createLog } from '../context/log.ts'
import { mayReadUnprompted, platformFor, type Machine } from '../platform/index.ts'
import { readStatus, writeStatus } from '../report/status-file.ts'
import type { PlanNews } from './plan-news.ts'
import { runHeadless, runHeadlessWithoutAsking, type HeadlessOptions } from './headless-run.ts'

export type TurnPorts = {
  readonly places: Places
  readonly machine: Machine
  readonly userData: string
  /** Where reminders are remembered. */
  readonly memoryFile: string
  /** The identifier of this computer. */
  readonly computer: string | null
  readonly log: ReturnType<typeof createLog>
}

/** Where a turn leaves its sign-in, to hear of the move until the next one. */
type Listening = { readonly planNews: PlanNews }

/** What a turn of the background leads to. */
export type Turn =
  /** There is nothing to do for this person, as far as can be seen now. */
  | { readonly kind: 'rest'; readonly why: 'configuration' | 'not-in-map' | RestReason }
  | { readonly kind: 'over' }
  | {
      readonly kind: 'checked'
      readonly config: Config
      readonly status: Status
      readonly need: Need
      /** What the status before this check asked for; null where there was none, or this is an earlier check's. */
      readonly needBefore: Need | null
    }

/** Reads the settings anew, since a policy may have changed, and checks this computer. `isFresh`: an earlier status does not do. */
export async function takeTurn(
  ports: TurnPorts & Listening,
  isFresh: boolean,
  signal: AbortSignal,
): Promise<Turn> {
  const { places, machine, userData, memoryFile, computer, log, planNews } = ports
  planNews.stop()
  const reading = await readSettings(places)
  const run = { reading, machineFolder: places.machineFolder, userData, log, signal, planNews }
  if (reading.kind !== 'ready') {
    // The status and the admin's event say what is wrong with it.
    await runHeadless(run)
    return { kind: 'rest', why: 'configuration' }
  }
  const { config } = reading
  log.setLevel(config.log.level)
  if (isOutdated(config, identity.version)) return await restWithStatus(ports, 'outdated')
  const memory = await readReminders(memoryFile, config, computer)
  if (memory.isOver) return { kind: 'over' }
  if (memory.dueSince === null && memory.doneAt === null) {
    const { accounts } = await (await platformFor(machine)).readFacts()
    if (!isInWave(accounts, config)) return await restWithStatus(ports, 'not-in-wave')
  }
  return { kind: 'checked', config, ...(await readOrCheck(ports, run, isFresh)) }
}

export function readSettings({ configFile, machineFolder }: Places): Promise<ConfigReading> {
  return readConfiguration(configFile, machineFolder, { isPackagedLive: app.isPackaged })
}

const statusFileOf = ({ userData }: TurnPorts): string => path.join(userData, statusName)

/** The status and what is needed: by a check, or, unless it `isFresh`, by the result of an earlier check. */
async function readOrCheck(
  ports: TurnPorts,
  run: HeadlessOptions,
  isFresh: boolean,
): Promise<Pick<Extract<Turn, { kind: 'checked' }>, 'status' | 'need' | 'needBefore'>> {
  if (!(await mayReadUnprompted(ports.machine))) {
    const { status, isTime } = await runHeadlessWithoutAsking(run)
    return { status, need: isTime ? 'person' : needOf(status), needBefore: null }
  }
  const known = await readStatus(statusFileOf(ports), ports.computer)
  if (!isFresh && known !== null && !isRest(known))
    return { status: known, need: needOf(known), needBefore: null }
  const status = await runHeadless(run)
  const needBefore = known === null || isRest(known) ? null : needOf(known)
  return { status, need: needOf(status), needBefore }
}

/** A script that reads the status of a person outside the wave finds one; an unfinished person's status does not become "done". */
async function restWithStatus(ports: TurnPorts, why: RestReason): Promise<Turn> {
  const { computer, log } = ports
  const file = statusFileOf(ports)
  const before = await readStatus(file, computer)
  await writeStatus(file, toRestStatus(why, identity, new Date().toISOString(), before), log, computer)
  return { kind: 'rest', why }
}
