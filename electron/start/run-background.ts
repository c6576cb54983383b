import { app, powerMonitor } from 'electron'
import { setTimeout as wait } from 'node:timers/promises'
import path from 'node:path'
import { exitCodes } from '../../shared/findings/exit-code.ts'
import { toDirectedConfig } from '../../shared/config/directed-config.ts'
import { isInWave } from '../../shared/config/in-wave.ts'
import { isOutdated } from '../../shared/config/is-outdated.ts'
import {
  decide,
  hasToWait,
  needOf,
  snooze,
  snoozeTimes,
  type Need,
  type ReminderRules,
} from '../../shared/outputs/reminders.ts'
import { nextStartLook } from '../../shared/outputs/start-looks.ts'
import {
  isRest,
  statusName,
  toRestStatus,
  type RestReason,
  type Status,
} from '../../shared/outputs/status.ts'
import { chooseLanguage } from '../../shared/words/words.ts'
import { identity } from '../context/app-identity.ts'
import type { Places } from '../context/arguments.ts'
import { readConfiguration, type ConfigReading } from '../context/config-file.ts'
import { createLog } from '../log.ts'
import {
  mayLookUnasked,
  platformFor,
  readComputerName,
  readIsFree,
  unattendedMachine,
  type Machine,
} from '../platform/index.ts'
import { readStatus, writeStatus } from '../report/status-file.ts'
import { toWrongContext } from '../context/wrong-context.ts'
import { comeBack, removeTraces, watchLeave } from '../background/leave.ts'
import { runHeadless, runHeadlessWithoutAsking, type HeadlessOptions } from './headless-run.ts'
import { notify } from '../background/notify.ts'
import { readReminders, reminderName, writeReminders } from '../background/reminder-file.ts'
import { readBackgroundTexts } from '../background/texts.ts'
import { createTrayIcon } from '../background/tray.ts'
import { watchSettings } from '../background/watch-settings.ts'

/** The window, as the background sees it. */
export type Window = {
  /** Opens it when `ready` has settled, and settles when it is closed. */
  show(ready: Promise<unknown>): Promise<void>
  /** Calls back when the person starts Landfall, or follows a link to it. */
  onWanted(listener: () => void): void
  /** Calls back when somebody waits for a new status. */
  onLookWanted(listener: () => void): void
  readonly icon: string
}

type ReadyConfig = Extract<ConfigReading, { kind: 'ready' }>

/** `setTimeout` knows no longer time than some 24 days. */
const longestTimer = 24 * 60 * 60_000

/**
 * The life at the edge of the screen, from logon on: looks, reminds at the promised times, checks once more a day and a week
 * after all is done, and ends. Answers the exit code. Nothing is shown by itself but an icon and a notification.
 */
export async function runBackground(places: Places, window: Window): Promise<number> {
  const userData = app.getPath('userData')
  const log = createLog(path.join(userData, 'logs'))
  const machine = unattendedMachine(places.machineFolder)
  const facts = await (await platformFor(machine)).readFacts()
  const leave = (why: string, code: number): number => {
    log.info('background-left', { why })
    return code
  }
  // The account and the session of a program never change; everything else may, minutes or weeks after the start.
  if (toWrongContext(facts) !== null) return leave('context', exitCodes.context)
  const first = await readSettings(places)
  const memoryFile = path.join(userData, reminderName)
  const computer = await readComputerName()
  if (first.kind === 'ready') {
    log.setLevel(first.config.log.level)
    if ((await readReminders(memoryFile, first.config, computer)).isOver) {
      removeTraces()
      return leave('over', exitCodes.done)
    }
  }
  log.info('background-started')
  return await new Promise<number>((resolve) => {
    const life = createLife({ places, machine, userData, memoryFile, computer, log, window, end: resolve })
    void life.begin(first)
  })
}

function readSettings({ configFile, machineFolder }: Places): Promise<ConfigReading> {
  return readConfiguration(configFile, machineFolder, { isPackagedLive: app.isPackaged })
}

/** As the setting's own default, where there is no configuration yet. */
const unknownDelaySeconds = 120

type LifePorts = {
  readonly places: Places
  readonly machine: Machine
  readonly userData: string
  readonly memoryFile: string
  /** The mark of this computer. */
  readonly computer: string | null
  readonly log: ReturnType<typeof createLog>
  readonly window: Window
  readonly end: (code: number) => void
}

function createLife({ places, machine, userData, memoryFile, computer, log, window, end }: LifePorts) {
  const tray = createTrayIcon(window.icon, open)
  /** Ends the delay after logon. */
  const delaying = new AbortController()
  let hasBegun = false
  /** Ends the look that runs. */
  let ending = new AbortController()
  let turning: Promise<void> = Promise.resolve()
  let isOpen = false
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  let wakeAt = 0
  let scheduledAt = 0
  let withdrawReminder = (): void => undefined
  let stopWatching = (): void => undefined
  let isLeaving = false
  const startedAt = Date.now()
  const statusFile = path.join(userData, statusName)

  async function begin(first: ConfigReading): Promise<void> {
    const stopLeave = watchLeave(places.machineFolder, makeRoom)
    const read = (): Promise<ConfigReading> => readSettings(places)
    const stopSettings = watchSettings(read, first, () => next(true))
    stopWatching = () => {
      stopLeave()
      stopSettings()
    }
    window.onWanted(open)
    window.onLookWanted(lookNow)
    powerMonitor.on('resume', setTimer)
    const seconds = first.kind === 'ready' ? first.config.reminders.startDelaySeconds : unknownDelaySeconds
    const delay = seconds * 1000
    await wait(delay, undefined, { signal: delaying.signal }).catch(() => undefined)
    if (!hasBegun) lookNow()
  }

  /** Instead of the delay after logon, or besides what is planned. */
  function lookNow(): void {
    hasBegun = true
    delaying.abort()
    next(true)
  }

  /** Turns come one after the other; none while the window is open, which looks for itself. */
  function next(isFresh: boolean): void {
    turning = turning
      .then(() => (isOpen || isOver || isLeaving ? undefined : turn(isFresh)))
      .catch((error: unknown) => {
        log.error('background-unexpected', { error })
        schedule(Date.now() + longestTimer)
      })
  }

  async function turn(isFresh: boolean): Promise<void> {
    ending = new AbortController()
    // Read anew each time: a policy may have changed.
    const reading = await readSettings(places)
    const { signal } = ending
    if (reading.kind !== 'ready') {
      // The status and the admin's event say what is wrong with it.
      await runHeadless({ reading, machineFolder: places.machineFolder, userData, log, signal })
      return rest('configuration')
    }
    log.setLevel(reading.config.log.level)
    if (isOutdated(reading.config, identity.version)) return await restWithStatus('outdated')
    const memory = await readReminders(memoryFile, reading.config, computer)
    if (memory.isOver) return finishForGood(exitCodes.done)
    if (memory.dueSince === null && memory.doneAt === null) {
      const { accounts } = await (await platformFor(machine)).readFacts()
      if (!isInWave(accounts, reading.config)) return await restWithStatus('not-in-wave')
    }
    const look = { reading, machineFolder: places.machineFolder, userData, log, signal }
    const { status, need } = await lookNowOrBefore(look, isFresh)
    if (isOpen) return
    if (status.findings.includes('plan.not-in-map')) return rest('not-in-map')
    await act(reading, status, need)
  }

  /** How it stands, and what is needed: by a look, or, unless it `isFresh`, by what an earlier look came to. */
  async function lookNowOrBefore(
    look: HeadlessOptions,
    isFresh: boolean,
  ): Promise<{ readonly status: Status; readonly need: Need }> {
    if (!(await mayLookUnasked(machine))) {
      const { status, isTime } = await runHeadlessWithoutAsking(look)
      return { status, need: isTime ? 'person' : needOf(status) }
    }
    const known = isFresh ? null : await readStatus(statusFile, computer)
    const status = known === null || isRest(known) ? await runHeadless(look) : known
    return { status, need: needOf(status) }
  }

  /** What a script reads of a person outside the wave must not be nothing, and of one with something left to do not that it is done. */
  async function restWithStatus(why: RestReason): Promise<void> {
    const before = await readStatus(statusFile, computer)
    await writeStatus(
      statusFile,
      toRestStatus(why, identity, new Date().toISOString(), before),
      log,
      computer,
    )
    rest(why)
  }

  /** Nothing to do for this person as far as can be seen now. Policy, accounts or a map may come later: `nextStartLook` says when it looks for them. */
  function rest(why: string): void {
    log.info('background-waits', { why })
    tray.hide()
    withdrawReminder()
    schedule(nextStartLook(startedAt, Date.now()))
  }

  /** For an installer, but not out of an open window: that one closes itself when nobody is in the middle of something. */
  function makeRoom(): void {
    if (isOpen || isOver || isLeaving) return
    isLeaving = true
    delaying.abort()
    ending.abort()
    void turning.then(() => {
      comeBack()
      finish('asked-to-leave', exitCodes.done)
    })
  }

  async function act({ config }: ReadyConfig, status: Status, need: Need): Promise<void> {
    const rules: ReminderRules = { ...config.reminders, startsOn: config.plan.startsOn }
    const moment = { now: Date.now(), offsetAt, isFree: await readIsFree(process.platform) }
    const decision = decide(rules, await readReminders(memoryFile, config, computer), need, moment)
    await writeReminders(memoryFile, config, decision.memory, computer)
    if (decision.wakeAt === null) return finishForGood(status.exitCode)

    const { target } = toDirectedConfig(config, config.plan.direction === 'return')
    const texts = await readBackgroundTexts(config.language ?? chooseLanguage([app.getLocale()]), target.name)
    if (need === 'none' || status.verdict === 'not-due' || hasToWait(rules, moment)) {
      tray.hide()
      withdrawReminder()
    } else {
      const state = need === 'person' ? 'to-do' : 'waiting'
      const choose = async (until: number): Promise<void> => {
        const remembered = await readReminders(memoryFile, config, computer)
        await writeReminders(memoryFile, config, snooze(remembered, until), computer)
        log.info('reminder-chosen')
        next(false)
      }
      const times = state === 'to-do' && rules.enabled ? snoozeTimes(rules, moment) : []
      tray.show({
        state,
        text: texts.tray[state],
        open: texts.open,
        reminders: times.map((time) => ({ text: texts.remindAt(time), choose: () => void choose(time) })),
      })
    }
    if (decision.isReminder) {
      withdrawReminder()
      const { promisedAt } = decision.memory
      const text = texts.text(Date.parse(promisedAt ?? ''), rules.deadline)
      const onFailed = (): void => log.warn('reminder-not-shown')
      withdrawReminder = notify({ title: texts.title, text, open: texts.open }, { onOpen: open, onFailed })
      log.info('reminder-shown', { next: promisedAt })
    }
    schedule(decision.wakeAt)
  }

  function open(): void {
    if (isOpen || isOver || isLeaving) return
    isOpen = true
    clearTimeout(timer)
    withdrawReminder()
    delaying.abort()
    ending.abort()
    // Two who look at once would send two reports.
    void window.show(turning).then(() => {
      isOpen = false
      next(false)
    })
  }

  function schedule(time: number): void {
    wakeAt = time
    scheduledAt = Date.now()
    setTimer()
  }

  /**
   * After a sleep too, when a timer has stood still. Where the clock was put back to before the time was reckoned, the time is worth
   * nothing: then it is now.
   */
  function setTimer(): void {
    clearTimeout(timer)
    if (isOpen || isOver || wakeAt === 0) return
    const isPutBack = Date.now() < scheduledAt
    const left = isPutBack ? 0 : wakeAt - Date.now()
    timer = setTimeout(
      () => (isPutBack || Date.now() >= wakeAt ? next(true) : setTimer()),
      Math.min(Math.max(left, 0), longestTimer),
    )
  }

  function finishForGood(code: number): void {
    finish('over', code)
    removeTraces()
  }

  function finish(why: string, code: number): void {
    isOver = true
    log.info('background-ended', { why })
    tray.hide()
    withdrawReminder()
    stopWatching()
    powerMonitor.off('resume', setTimer)
    end(code)
  }

  return { begin }
}

/** The person's own clock. */
function offsetAt(time: number): number {
  return -new Date(time).getTimezoneOffset()
}
