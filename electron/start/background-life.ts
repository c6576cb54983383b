import { powerMonitor } from 'electron'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { exitCodes } from '../../shared/findings/exit-code.ts'
import { comeBack, removeTraces, watchLeave } from '../background/leave.ts'
import { createSigns } from '../background/signs.ts'
import { watchSettings } from '../background/watch-settings.ts'
import { chosenLanguageName, readChosenLanguage } from '../context/chosen-language.ts'
import type { ConfigReading } from '../context/config-file.ts'
import { createLifeStage } from './life-stage.ts'
import { readSettings, takeTurn, type TurnPorts } from './background-turn.ts'
import { concludeTurn, type ConcludePorts } from './conclude-turn.ts'
import { createPlanNews } from './plan-news.ts'
import { createTurnQueue } from './turn-queue.ts'
import { createWakeTimer, longestTimerMs } from './wake-timer.ts'

/** The window, as the background sees it. */
export type Window = {
  /** Opens it when `ready` has settled, and settles when it is closed. */
  show(ready: Promise<unknown>): Promise<void>
  /** Calls back when the person starts Landfall, or follows a link to it. */
  onWanted(listener: () => void): void
  /** Calls back when a program waits for a new status. */
  onCheckWanted(listener: () => void): void
  readonly icon: string
}

export type LifePorts = TurnPorts & {
  readonly window: Window
  readonly end: (code: number) => void
}

/** As the setting's own default, where there is no configuration yet. */
const unknownDelaySeconds = 120

/** The background from logon on: a turn now and then, one after the other, until it is over. */
export function createLife(ports: LifePorts): { readonly start: (first: ConfigReading) => Promise<void> } {
  const { log, window, userData } = ports
  const life = createLifeStage()
  const languageFile = path.join(userData, chosenLanguageName)
  const signs = createSigns(window.icon, open, () => readChosenLanguage(languageFile), log)
  const wake = (): void => turns.add(true)
  const planNews = createPlanNews(wake, log)
  const timer = createWakeTimer(wake, () => life.is('open') || life.is('over'))
  const turns = createTurnQueue({
    // The window checks for itself.
    mayRun: () => life.is('resting'),
    run: runTurn,
    onUnexpected: (error) => {
      log.error('background-unexpected', { error })
      timer.schedule(Date.now() + longestTimerMs)
    },
  })
  const memory = { startedAt: Date.now(), ending: { isUntold: false } }
  const isOpen = (): boolean => life.is('open')
  const onSnoozed = (): void => turns.add(false)
  const concluding: ConcludePorts = { ...ports, ...memory, signs, isOpen, onSnoozed }
  /** Ends the delay after logon. */
  const delaying = new AbortController()
  let stopWatching = (): void => undefined

  async function start(first: ConfigReading): Promise<void> {
    stopWatching = watchForWork(ports, first, { open, checkNow, leave, wake, reset: timer.reset })
    const seconds = first.kind === 'ready' ? first.config.reminders.startDelaySeconds : unknownDelaySeconds
    await wait(seconds * 1000, undefined, { signal: delaying.signal }).then(checkNow, () => undefined)
  }

  /** Instead of the delay after logon, or besides what is planned. */
  function checkNow(): void {
    delaying.abort()
    wake()
  }

  async function runTurn(isFresh: boolean, signal: AbortSignal): Promise<void> {
    const after = await concludeTurn(concluding, await takeTurn({ ...ports, planNews }, isFresh, signal))
    if (after.kind === 'over') finish('over', after.exitCode)
    else if (after.kind === 'wait') timer.schedule(after.until)
  }

  /** For an installer, but not out of an open window: that one closes itself when no person is in the middle of something. */
  function leave(): void {
    if (!life.step('asked-to-leave')) return
    delaying.abort()
    void turns.endCurrent().then(() => {
      comeBack()
      finish('asked-to-leave', exitCodes.done)
    })
  }

  function open(): void {
    if (!life.step('opened')) return
    timer.pause()
    planNews.stop()
    concluding.ending.isUntold = false
    signs.withdrawReminder()
    delaying.abort()
    // Two checks at once would send two reports.
    void window.show(turns.endCurrent()).then(() => {
      life.step('closed')
      turns.add(false)
    })
  }

  function finish(why: 'over' | 'asked-to-leave', code: number): void {
    life.step('finished')
    log.info('background-ended', { why })
    signs.hide()
    planNews.stop()
    stopWatching()
    ports.end(code)
    if (why === 'over') removeTraces()
  }

  return { start }
}

/** What the background does about what happens outside it. */
type LifeListeners = {
  readonly open: () => void
  readonly checkNow: () => void
  readonly leave: () => void
  /** A setting has changed. */
  readonly wake: () => void
  /** The computer has slept. */
  readonly reset: () => void
}

/** Listens to the person, an installer, the settings and the computer's sleep. Returns what ends the last three. */
function watchForWork({ places, window }: LifePorts, first: ConfigReading, life: LifeListeners): () => void {
  const stopLeave = watchLeave(places.machineFolder, life.leave)
  const stopSettings = watchSettings(() => readSettings(places), first, life.wake)
  window.onWanted(life.open)
  window.onCheckWanted(life.checkNow)
  powerMonitor.on('resume', life.reset)
  return () => {
    stopLeave()
    stopSettings()
    powerMonitor.off('resume', life.reset)
  }
}
