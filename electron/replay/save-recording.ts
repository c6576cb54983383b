import { lastResult } from '../../shared/window/state.ts'
import type { Config } from '../../shared/config/config.ts'
import { readKeptPointers, toKeptPointersFile } from '../files/kept-pointers.ts'
import { readKeptLibraries, toKeptLibrariesFile } from '../files/kept-libraries.ts'
import { readScanWithOutcomes } from '../rescue/worker/read-file-outcomes.ts'
import type { Log } from '../context/log.ts'
import { exportRecording } from '../platform/index.ts'
import type { Platform } from '../platform/platform.ts'
import type { Store } from '../context/store.ts'

export type SavePorts = {
  readonly platform: Platform
  readonly config: Config
  readonly scanFile: string
  readonly store: Store
  readonly log: Log
}

/**
 * Writes what the window knows of this computer as a recording. The old folders were looked through already, so that
 * their count goes into it and not the name of a single file. What becomes of it is in the store.
 */
export async function saveRecording(
  { platform, config, scanFile, store, log }: SavePorts,
  file: string,
  isRedacted: boolean,
): Promise<void> {
  store.setState({ recording: { kind: 'saving' } })
  const { plan, check } = store.getState()
  try {
    await exportRecording(platform, {
      file,
      // The system's own dialog has asked.
      isReplacing: true,
      isRedacted,
      config,
      knowledge: plan,
      keptScan: await readScanWithOutcomes(scanFile),
      keptPointers: await readKeptPointers(toKeptPointersFile(scanFile)),
      keptLibraries: await readKeptLibraries(toKeptLibrariesFile(scanFile)).catch(() => []),
      check: async () => lastResult(check),
    })
    log.info('recording-saved', { isRedacted })
    store.setState({ recording: { kind: 'saved', file } })
  } catch (error) {
    log.error('recording-not-saved', { error })
    store.setState({ recording: { kind: 'unsaved' } })
  }
}
