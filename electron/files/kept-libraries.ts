import path from 'node:path'
import type { KeptLibraries } from '../../shared/facts/old-library.ts'
import {
  keptLibrariesName,
  parseKeptLibraries,
  writeKeptLibraries,
} from '../../shared/recording/kept-libraries.ts'
import type { Log } from '../context/log.ts'
import { readIfPresent, writeDurably } from '../platform/durable-file.ts'

/** Beside the last look through the old folders: of this computer, or in a recording. */
export function toKeptLibrariesFile(scanFile: string): string {
  return path.join(path.dirname(scanFile), keptLibrariesName)
}

/** Every list that is kept; none where there is no file or it is harmed. Throws where it cannot be read. */
export async function readKeptLibraries(file: string): Promise<readonly KeptLibraries[]> {
  const bytes = await readIfPresent(file)
  return bytes === null ? [] : parseKeptLibraries(bytes.toString('utf8'))
}

/** What is kept of one organisation; null where nothing is, or it cannot be read. */
export async function readKeptLibrariesOf(file: string, tenantId: string): Promise<KeptLibraries | null> {
  const lists = await readKeptLibraries(file).catch(() => [])
  return lists.find((list) => list.tenantId === tenantId) ?? null
}

/** The lists of this computer, for the one who changes them. */
export type LibraryFile = {
  /** What is kept of one organisation. */
  readonly listOf: (tenantId: string) => Promise<KeptLibraries | null>
  /** Old or new content is on the disk, never half of it. Nothing is written over what cannot be read. */
  readonly keep: (list: KeptLibraries) => Promise<void>
}

/** A list that cannot be read or written costs memory only: what is read now is shown. Never throws. */
export function createLibraryFile(file: string, log: Log): LibraryFile {
  let lists: readonly KeptLibraries[] | null = null

  async function load(): Promise<readonly KeptLibraries[] | null> {
    lists ??= await readKeptLibraries(file).catch((error: unknown) => {
      log.warn('libraries-not-read', { error })
      return null
    })
    return lists
  }

  return {
    listOf: async (tenantId) => (await load())?.find((list) => list.tenantId === tenantId) ?? null,
    async keep(list) {
      const known = await load()
      if (known === null) return
      lists = [...known.filter(({ tenantId }) => tenantId !== list.tenantId), list]
      await writeDurably(file, writeKeptLibraries(lists)).catch((error: unknown) =>
        log.warn('libraries-not-kept', { error }),
      )
    },
  }
}
