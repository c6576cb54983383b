import { app } from 'electron'
import path from 'node:path'
import { exitCodes } from '../../shared/findings/exit-code.ts'
import { removeTraces } from '../background/leave.ts'
import { readReminders, reminderName } from '../background/reminder-file.ts'
import type { Places } from '../context/arguments.ts'
import { toWrongContext } from '../context/wrong-context.ts'
import { createLog } from '../context/log.ts'
import { platformFor, readComputerName, unattendedMachine } from '../platform/index.ts'
import { createLife, type Window } from './background-life.ts'
import { readSettings } from './background-turn.ts'

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
    void life.start(first)
  })
}
