import { app } from 'electron'
import path from 'node:path'
import { toAdminEvent } from '../../shared/outputs/admin-event.ts'
import { exitCodes } from '../../shared/findings/exit-code.ts'
import { adminTeller } from '../report/admin-teller.ts'
import { identity } from '../context/app-identity.ts'
import type { Places } from '../context/arguments.ts'
import { readConfiguration } from '../context/config-file.ts'
import { createLog } from '../context/log.ts'
import { mayReadUnprompted, unattendedMachine } from '../platform/index.ts'
import { findWrongContext } from '../context/wrong-context.ts'
import { runHeadless, runHeadlessWithoutAsking } from './headless-run.ts'

/**
 * `--silent`: no window, whatever is found. Answers the exit code. Started as SYSTEM or as somebody else it says so and
 * does nothing: what it read would not be the person's.
 */
export async function runSilent({ configFile, machineFolder }: Places): Promise<number> {
  const userData = app.getPath('userData')
  const log = createLog(path.join(userData, 'logs'))
  try {
    const machine = unattendedMachine(machineFolder)
    const wrong = await findWrongContext(machine)
    if (wrong !== null) {
      const exitCode = exitCodes.context
      const refusal = { app: identity, verdict: 'blocked', exitCode, findings: [wrong.code] } as const
      await adminTeller(machineFolder, log)(toAdminEvent(refusal))
      process.stderr.write(`Landfall has done nothing: ${wrong.explanation}\n`)
      return exitCode
    }
    const reading = await readConfiguration(configFile, machineFolder, { isPackagedLive: app.isPackaged })
    if (reading.kind === 'ready') log.setLevel(reading.config.log.level)
    log.info('silent-started')
    const look = { reading, machineFolder, userData, log }
    const isAllowed = reading.kind !== 'ready' || (await mayReadUnprompted(machine))
    const status = isAllowed ? await runHeadless(look) : (await runHeadlessWithoutAsking(look)).status
    log.info('silent-ended', { exitCode: status.exitCode })
    return status.exitCode
  } catch (error) {
    log.error('silent-unexpected', { error })
    process.stderr.write('Unexpected failure; there is a line in the log.\n')
    return exitCodes.unexpected
  }
}
