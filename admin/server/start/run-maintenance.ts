import type { AdminConfig } from '../admin-config.ts'
import { commandLine } from '../database/audit.ts'
import { undoLastImport } from '../imports/imports.ts'
import { deleteOld, forgetPerson } from '../people/retention.ts'
import { exitCodes } from './exit-codes.ts'
import { withStore } from './with-store.ts'

/** `undo-import`: puts back what the last import changed. */
export function runUndoImport(config: AdminConfig, dataFolder: string): Promise<number> {
  return withStore(config, dataFolder, async ({ database }) => {
    const result = await undoLastImport(database, commandLine)
    if (result?.kind === 'done') console.log(`Put back: what ${result.view.fileName} had changed.`)
    else console.error(result === null ? 'There is no import to put back.' : `${result.code}: try again.`)
    return result?.kind === 'done' ? exitCodes.ok : exitCodes.failed
  })
}

/** `forget`: deletes everything about a person, by either address. */
export function runForget(config: AdminConfig, dataFolder: string, upn: string): Promise<number> {
  return withStore(config, dataFolder, async ({ database }) => {
    const isGone = await forgetPerson(database, commandLine, upn)
    console.log(
      isGone ? 'Everything about this person is deleted.' : 'This person is not in the identity map.',
    )
    return isGone ? exitCodes.ok : exitCodes.failed
  })
}

/** `clean-up`: deletes what is older than the settings keep. */
export function runCleanUp(config: AdminConfig, dataFolder: string): Promise<number> {
  return withStore(config, dataFolder, async ({ database }) => {
    console.log(`Rows deleted: ${await deleteOld(database)}`)
    return exitCodes.ok
  })
}
