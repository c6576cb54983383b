import type { Disk } from '../../facts/machine.ts'
import type { SmallFile } from '../client/small-file.ts'

/**
 * What macOS is asked for, real or recorded. `mac-facts.ts` derives every fact from these answers, so a recording is
 * judged by the same code as the computer it was taken from. A member throws when macOS refused; the fact that
 * needed it is then unreadable. What touches the disk may wait for the person's consent, so nothing blocks.
 */
export type MacSystem = {
  readonly recorded: boolean
  osVersion(): Promise<string>
  runsAs(): 'user' | 'elevated' | 'system'
  /** `/Users/amy`. */
  home(): string
  /** The short name of the person, which names their folder of managed preferences. */
  userName(): string
  /** False for a recording that holds no copies of the client's files: no one can tell what they said. */
  readonly hasClientFiles: boolean
  /** A property list, settings or log; null where there is none. Throws where it is larger than `maximumBytes`. */
  readSmallFile(path: string, maximumBytes: number): Promise<SmallFile | null>
  /** The names in a folder; null where there is no such folder. */
  listFolder(path: string): Promise<readonly string[] | null>
  /** Where a path leads once links are followed, also to a place that is gone; a path that is no link stays. */
  resolveLink(path: string): Promise<string>
  /**
   * The domain of the file provider that claims a folder, as macOS writes it into `com.apple.file-provider-domain-id`
   * (`com.microsoft.OneDrive.FileProvider/…`); null where none does. Throws where that is not told.
   */
  providerOf(path: string): Promise<string | null>
  /** The volume at `root` (`/`); null where there is none. */
  disk(root: string): Promise<Disk | null>
  /** True when a process of this name runs as the user; null for a recording of a time when no one asked for it. */
  isRunning(name: string): Promise<boolean | null>
}
