import type { RecordedMachine } from '../../../shared/recording/recorded-machine.ts'
import type { RegFileKey } from '../../../shared/recording/reg-file.ts'

/** A recording before it is written, without its list of files: that one may be long and goes straight to disk. */
export type RecordingContent = {
  readonly machine: RecordedMachine
  /** Null for a system that has no registry. */
  readonly registry: readonly RegFileKey[] | null
  /** Copies of the client's files by their place in the recording (`files/C/Users/…`, `plists/…`). */
  readonly copies: ReadonlyMap<string, Uint8Array>
  /** Folders that are there also where they hold nothing: their files were looked for. */
  readonly folders: readonly ('files' | 'plists')[]
}

/** The recording of a system that cannot be read. */
export function recordNothing(platform: RecordedMachine['platform'], osVersion: string): RecordingContent {
  return {
    machine: {
      formatVersion: 1,
      takenAt: new Date().toISOString(),
      platform,
      osVersion,
      user: { name: '', sid: null, elevated: false, session: 1 },
      env: {},
      processes: [],
      disks: [],
      files: [],
      fileTimes: {},
      unreadable: [],
      links: {},
    },
    registry: null,
    copies: new Map(),
    folders: [],
  }
}
