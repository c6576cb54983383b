import { exitCodes } from '../../shared/findings/exit-code.ts'
import {
  decide,
  hasToWait,
  isNewlyDone,
  snooze,
  whenToTellDone,
  type ReminderRules,
} from '../../shared/outputs/reminders.ts'
import { nextStartCheck } from '../../shared/outputs/next-start-check.ts'
import { readReminders, writeReminders } from '../background/reminder-file.ts'
import type { Signs } from '../background/signs.ts'
import { readIsFree } from '../platform/index.ts'
import type { Turn, TurnPorts } from './background-turn.ts'

/** What follows a turn of the background. */
export type AfterTurn =
  /** The next turn is at this time, in milliseconds since 1970. */
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'over'; readonly exitCode: number }
  /** The window was opened meanwhile, and shows the same findings. */
  | { readonly kind: 'window-open' }

/** What a turn is concluded with. `startedAt` in milliseconds since 1970. */
export type ConcludePorts = TurnPorts & {
  readonly signs: Pick<Signs, 'show' | 'hide'>
  readonly startedAt: number
  readonly isOpen: () => boolean
  /** What the person has not been told yet, because it came at a quiet time. A window that is opened tells it. */
  readonly ending: { isUntold: boolean }
  /** Called when the person has chosen another time for the reminder. */
  readonly onSnoozed: () => void
}

/** Shows what a turn has found, and says what follows. */
export async function concludeTurn(ports: ConcludePorts, turn: Turn): Promise<AfterTurn> {
  if (turn.kind === 'over') return { kind: 'over', exitCode: exitCodes.done }
  if (turn.kind === 'rest') return rest(ports, turn.why)
  if (ports.isOpen()) return { kind: 'window-open' }
  if (turn.status.findings.includes('plan.not-in-map')) return rest(ports, 'not-in-map')
  const until = await showTurn(ports, turn)
  return until === null ? { kind: 'over', exitCode: turn.status.exitCode } : { kind: 'wait', until }
}

/** Policy, accounts or a map may come later: `nextStartCheck` says when to look for them. */
function rest({ log, signs, startedAt }: ConcludePorts, why: string): AfterTurn {
  log.info('background-waits', { why })
  signs.hide()
  return { kind: 'wait', until: nextStartCheck(startedAt, Date.now()) }
}

/**
 * Shows what a check has found: an icon, and a reminder where it is time for one. What is decided is on the disk before the person sees
 * it. Returns when the next turn is, in milliseconds since 1970; null for never.
 */
async function showTurn(
  { memoryFile, computer, log, signs, ending, onSnoozed }: ConcludePorts,
  { config, status, need, needBefore }: Extract<Turn, { kind: 'checked' }>,
): Promise<number | null> {
  const rules: ReminderRules = { ...config.reminders, startsOn: config.plan.startsOn }
  const moment = { now: Date.now(), offsetAt, isFree: await readIsFree(process.platform) }
  const remembered = await readReminders(memoryFile, config, computer)
  const decision = decide(rules, remembered, need, moment)
  await writeReminders(memoryFile, config, decision.memory, computer)
  if (decision.wakeAt === null) return null
  const isDue = status.verdict !== 'not-due' && !hasToWait(rules, moment)
  const snoozeUntil = async (until: number): Promise<void> => {
    const latest = await readReminders(memoryFile, config, computer)
    await writeReminders(memoryFile, config, snooze(latest, until), computer)
    log.info('reminder-chosen')
    onSnoozed()
  }
  const onSnooze = (until: number): void => void snoozeUntil(until)
  ending.isUntold = need === 'none' && (ending.isUntold || isNewlyDone(rules, remembered, needBefore, status))
  const tellAt = ending.isUntold ? whenToTellDone(rules, moment) : null
  if (tellAt === 'now') ending.isUntold = false
  const isNews = tellAt === 'now'
  await signs.show({ config, rules, moment, decision, need, isDue, isNewlyDone: isNews, onSnooze })
  return typeof tellAt === 'number' ? Math.min(tellAt, decision.wakeAt) : decision.wakeAt
}

/** The person's own clock. */
function offsetAt(time: number): number {
  return -new Date(time).getTimezoneOffset()
}
