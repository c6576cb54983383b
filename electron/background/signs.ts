import { app } from 'electron'
import type { Config } from '../../shared/config/config.ts'
import { toDirectedConfig } from '../../shared/config/directed-config.ts'
import {
  snoozeTimes,
  type Decision,
  type Moment,
  type Need,
  type ReminderRules,
} from '../../shared/outputs/reminders.ts'
import { decideLanguage, type Language } from '../../shared/words/words.ts'
import type { Log } from '../context/log.ts'
import { notify } from './notify.ts'
import { readBackgroundTexts, type BackgroundTexts } from './texts.ts'
import { createTrayIcon } from './tray.ts'

/** What a person sees of the background: an icon beside the clock, and a notification. */
export type Signs = {
  /** An icon where there is something to do or to wait for, a notification where the decision is to remind. */
  readonly show: (shown: Shown) => Promise<void>
  readonly withdrawReminder: () => void
  readonly hide: () => void
}

export type Shown = {
  readonly config: Config
  readonly rules: ReminderRules
  readonly moment: Moment
  readonly decision: Decision
  readonly need: Need
  /** Nothing is left to do, no window has shown that, and it may be said now. */
  readonly isNewlyDone: boolean
  /** False where the move has not begun, or the person's part in it. */
  readonly isDue: boolean
  /** Called with the time that the person wants to be reminded at. */
  readonly onSnooze: (until: number) => void
}

/** `readLanguage` says what the person has chosen, read anew each time: the window may have changed it. */
export function createSigns(
  icon: string,
  onOpen: () => void,
  readLanguage: () => Promise<Language | null>,
  log: Log,
): Signs {
  const tray = createTrayIcon(icon, onOpen)
  let withdrawNotification = (): void => undefined

  function withdrawReminder(): void {
    withdrawNotification()
  }

  function hide(): void {
    tray.hide()
    withdrawReminder()
  }

  function showTray({ need, rules, moment, onSnooze }: Shown, texts: BackgroundTexts): void {
    const state = need === 'person' ? 'to-do' : 'waiting'
    const times = state === 'to-do' && rules.enabled ? snoozeTimes(rules, moment) : []
    tray.show({
      state,
      text: texts.tray[state],
      open: texts.open,
      reminders: times.map((time) => ({ text: texts.remindAt(time), choose: () => onSnooze(time) })),
    })
  }

  function remind({ rules, decision }: Shown, texts: BackgroundTexts): void {
    withdrawReminder()
    const { promisedAt } = decision.memory
    const text = texts.text(Date.parse(promisedAt ?? ''), rules.deadline)
    const onFailed = (): void => log.warn('reminder-not-shown')
    withdrawNotification = notify({ title: texts.title, text, open: texts.open }, { onOpen, onFailed })
    log.info('reminder-shown', { next: promisedAt })
  }

  function tellDone({ done, open }: BackgroundTexts): void {
    withdrawReminder()
    const onFailed = (): void => log.warn('reminder-not-shown')
    withdrawNotification = notify({ ...done, open }, { onOpen, onFailed })
    log.info('done-shown')
  }

  return {
    show: async (shown) => {
      const { config, need, isDue, isNewlyDone, decision } = shown
      const { target } = toDirectedConfig(config, config.plan.direction === 'return')
      const language = decideLanguage(await readLanguage(), config.language, [app.getLocale()])
      const texts = await readBackgroundTexts(language, target.name)
      if (need === 'none' || !isDue) hide()
      else showTray(shown, texts)
      if (decision.isReminder) remind(shown, texts)
      if (isNewlyDone) tellDone(texts)
    },
    withdrawReminder,
    hide,
  }
}
