import type { Disk, KnownFolder } from '../../facts/machine.ts'
import type { SmallFile } from '../client/small-file.ts'
import type { Registry } from './registry.ts'

/**
 * What Windows is asked for, real or recorded. `windows-facts.ts` derives every fact from these answers, so a
 * recording is judged by the same code as the computer it was taken from. A member throws when Windows
 * refused; the fact that needed it is then unreadable.
 */
export type WindowsSystem = {
  readonly recorded: boolean
  readonly registry: Registry
  /** Three numeric parts: `10.0.26100`. */
  osVersion(): string
  runsAs(): 'user' | 'elevated' | 'system'
  /** The folder as the shell resolves it (SHGetKnownFolderPath), expanded. */
  knownFolder(id: KnownFolder['id']): string
  /** An environment variable of the user, in any case. */
  environment(name: string): string | null
  isFile(path: string): boolean
  isFolder(path: string): boolean
  /** The first `most` names in a folder, in no order; null where there is no such folder. */
  listFolder(path: string, most: number): readonly string[] | null
  /** False for a recording of a time when no one looked at the rest of the computer: what was not asked for is not absent. */
  readonly hasWorkplace: boolean
  /** False for a recording that holds no copies of the client's files: no one can tell what they said. */
  readonly hasClientFiles: boolean
  /** A small file of the client; null where there is none. Throws where it is larger than `maximumBytes`. */
  readSmallFile(path: string, maximumBytes: number): SmallFile | null
  /** Full paths of the folders directly in the person's profile; null where a recording does not list them. */
  profileFolders(): readonly string[] | null
  /** How many people have a profile here; null where that is not known, as in a recording that did not ask. */
  people(): number | null
  /** The volume at `root` (`C:\\`); null where there is none. */
  disk(root: string): Disk | null
  /** True in a remote desktop session; null where that was not recorded. */
  isRemote(): boolean | null
  /** True when a process of this name runs in the user's session. */
  isRunning(executable: string): boolean
}
