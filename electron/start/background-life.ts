import { powerMonitor } from 'electron'
import { setTimeout as wait } from 'node:timers/promises'
import { exitCodes } from '../../shared/findings/exit-code.ts'
import { decide, hasToWait, snooze, type ReminderRules } from '../../shared/outputs/reminders.ts'
import { nextStartLook } from '../../shared/outputs/start-looks.ts'
import { comeBack, removeTraces, watchLeave } from '../background/leave.ts'
import { readReminders, writeReminders } from '../background/reminder-file.ts'
import { createSigns } from '../background/signs.ts'
import { watchSettings } from '../background/watch-settings.ts'
import type { ConfigReading } from '../context/config-file.ts'
import { readIsFree } from '../platform/index.ts'
import { stepLife, type LifeEvent, type LifeStage } from './life-stage.ts'
import { readSettings, takeTurn, type Turn, type TurnPorts } from './background-turn.ts'
import { createWakeTimer, longestTimerMs } from './wake-timer.ts'

/** The window, as the background sees it. */
export type Window = {
  /** Opens it when `ready` has settled, and settles when it is closed. */
  show(ready: Promise<unknown>): Promise<void>
  /** Calls back when the person starts Landfall, or follows a link to it. */
  onWanted(listener: () => void): void
  /** Calls back when a program waits for a new status. */
  onLookWanted(listener: () => void): void
  readonly icon: string
}

export type LifePorts = TurnPorts & {
  readonly window: Window
  readonly end: (code: number) => void
}

/** As the setting's own default, where there is no configuration yet. */
const unknownDelaySeconds = 120

/** The background from logon on: a turn now and then, one after the other, until it is over. */
export function createLife(ports: LifePorts): { readonly begin: (first: ConfigReading) => Promise<void> } {
  const { places, log, window, end } = ports
  let stage: LifeStage = 'resting'
  const step = (event: LifeEvent): boolean => {
    const before = stage
    stage = stepLife(stage, event)
    return stage !== before
  }
  const signs = createSigns(window.icon, open, log)
  const timer = createWakeTimer(
    () => next(true),
    () => stage === 'open' || stage === 'over',
  )
  /** Ends the delay after logon. */
  const delaying = new AbortController()
  /** Ends the turn that runs. */
  let ending = new AbortController()
  let turning: Promise<void> = Promise.resolve()
  let hasBegun = false
  let stopWatching = (): void => undefined
  const startedAt = Date.now()

  async function begin(first: ConfigReading): Promise<void> {
    const stopLeave = watchLeave(places.machineFolder, makeRoom)
    const stopSettings = watchSettings(
      () => readSettings(places),
      first,
      () => next(true),
    )
    stopWatching = () => {
      stopLeave()
      stopSettings()
    }
    window.onWanted(open)
    window.onLookWanted(checkNow)
    powerMonitor.on('resume', timer.reset)
    const seconds = first.kind === 'ready' ? first.config.reminders.startDelaySeconds : unknownDelaySeconds
    await wait(seconds * 1000, undefined, { signal: delaying.signal }).catch(() => undefined)
    if (!hasBegun) checkNow()
  }

  /** Instead of the delay after logon, or besides what is planned. */
  function checkNow(): void {
    hasBegun = true
    delaying.abort()
    next(true)
  }

  /** Turns come one after the other; none while the window is open, which checks for itself. */
  function next(isFresh: boolean): void {
    turning = turning
      .then(() => (stage === 'resting' ? turn(isFresh) : undefined))
      .catch((error: unknown) => {
        log.error('background-unexpected', { error })
        timer.schedule(Date.now() + longestTimerMs)
      })
  }

  async function turn(isFresh: boolean): Promise<void> {
    ending = new AbortController()
    const taken = await takeTurn(ports, isFresh, ending.signal)
    if (taken.kind === 'over') return finishForGood(exitCodes.done)
    if (taken.kind === 'rest') return rest(taken.why)
    if (stage === 'open') return
    if (taken.status.findings.includes('plan.not-in-map')) return rest('not-in-map')
    const wakeAt = await showTurn(taken)
    if (wakeAt === null) return finishForGood(taken.status.exitCode)
    timer.schedule(wakeAt)
  }

  /** What is decided is on the disk before the person sees it. Answers when the next turn is; null for never. */
  async function showTurn(turn: Extract<Turn, { kind: 'checked' }>): Promise<number | null> {
    const { config, status, need } = turn
    const { memoryFile, computer } = ports
    const rules: ReminderRules = { ...config.reminders, startsOn: config.plan.startsOn }
    const moment = { now: Date.now(), offsetAt, isFree: await readIsFree(process.platform) }
    const decision = decide(rules, await readReminders(memoryFile, config, computer), need, moment)
    await writeReminders(memoryFile, config, decision.memory, computer)
    if (decision.wakeAt === null) return null
    const isDue = status.verdict !== 'not-due' && !hasToWait(rules, moment)
    const snoozeUntil = async (until: number): Promise<void> => {
      const remembered = await readReminders(memoryFile, config, computer)
      await writeReminders(memoryFile, config, snooze(remembered, until), computer)
      log.info('reminder-chosen')
      next(false)
    }
    const onSnooze = (until: number): void => void snoozeUntil(until)
    await signs.show({ config, rules, moment, decision, need, isDue, onSnooze })
    return decision.wakeAt
  }

  /** Policy, accounts or a map may come later: `nextStartLook` says when to look for them. */
  function rest(why: string): void {
    log.info('background-waits', { why })
    signs.hide()
    timer.schedule(nextStartLook(startedAt, Date.now()))
  }

  /** For an installer, but not out of an open window: that one closes itself when no person is in the middle of something. */
  function makeRoom(): void {
    if (!step('asked-to-leave')) return
    delaying.abort()
    ending.abort()
    void turning.then(() => {
      comeBack()
      finish('asked-to-leave', exitCodes.done)
    })
  }

  function open(): void {
    if (!step('opened')) return
    timer.pause()
    signs.withdrawReminder()
    delaying.abort()
    ending.abort()
    // Two checks at once would send two reports.
    void window.show(turning).then(() => {
      step('closed')
      next(false)
    })
  }

  function finishForGood(code: number): void {
    finish('over', code)
    removeTraces()
  }

  function finish(why: string, code: number): void {
    step('finished')
    log.info('background-ended', { why })
    signs.hide()
    stopWatching()
    powerMonitor.off('resume', timer.reset)
    end(code)
  }

  return { begin }
}

/** The person's own clock. */
function offsetAt(time: number): number {
  return -new Date(time).getTimezoneOffset()
}
