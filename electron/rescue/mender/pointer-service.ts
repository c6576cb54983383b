import { isBelow } from '../../../shared/checks/folders.ts'
import type { AskPointers } from '../../../shared/checks/check-machine.ts'
import type { OldPlaces, PointerFacts } from '../../../shared/facts/pointers.ts'
import type { Reading } from '../../../shared/facts/reading.ts'
import { writeKeptPointers } from '../../../shared/recording/kept-pointers.ts'
import type { Log } from '../../context/log.ts'
import { readKeptPointers } from '../../files/kept-pointers.ts'
import { writeDurably } from '../../platform/durable-file.ts'
import type { DiskOwner } from '../../platform/local-disk.ts'
import type { Platform } from '../../platform/platform.ts'
import { findPointersInThread } from './find-in-thread.ts'
import type { FoundPointer } from './pointer-request.ts'

export type PointerServicePorts = {
  readonly platform: Pick<Platform, 'pointerPlaces'>
  readonly owner: DiskOwner
  readonly file: string
  /** Called with what a look has found. */
  readonly onFound: (found: readonly FoundPointer[]) => void
  /** Called when a look has ended. */
  readonly onChange: () => void
  readonly log: Log
  readonly now: () => Date
}

/** Looks for what leads to the old organisation, beside the journey. The list stays in memory; counts alone go to the disk. */
export type PointerService = {
  /** The last counts at once; a look begins where there was none since the start, or for these places. */
  readonly ask: AskPointers
  /** The folder of the new OneDrive, as the last question named it. */
  readonly newFolder: () => string | null
  /** Whether something new may lie there: in no other OneDrive, as the last question named them. */
  readonly mayMakeIn: (file: string) => boolean
  /** The desktop, as the last look found it; null where there was none. */
  readonly desktop: () => string | null
  /** Lets the next question begin a look. */
  readonly renew: () => void
  readonly stop: () => void
}

export function createPointerService(ports: PointerServicePorts): PointerService {
  const { platform, owner, file, onChange, log, now } = ports
  let known: { readonly tenantId: string; readonly reading: Reading<PointerFacts> } | null = null
  let newFolder: string | null = null
  let otherFolders: readonly string[] | null = null
  let desktop: string | null = null
  /** The places that were looked for already, or are being looked for. */
  let settled: string | null = null
  let running: AbortController | null = null

  async function look(tenantId: string, old: OldPlaces, documents: readonly string[]): Promise<void> {
    const ending = new AbortController()
    running = ending
    try {
      const places = (await platform.pointerPlaces?.()) ?? null
      if (places === null) return
      desktop = places.shortcuts.find(({ place }) => place === 'desktop')?.folder ?? null
      const all: FoundPointer[] = []
      const value = await findPointersInThread(
        owner,
        { ...places, documents, old },
        { signal: ending.signal, onFound: (some) => void all.push(...some) },
      )
      known = { tenantId, reading: { kind: 'read', source: 'files', readAt: now().toISOString(), value } }
      const text = writeKeptPointers(known)
      if (text !== null)
        await writeDurably(file, text).catch((error: unknown) => log.warn('old-links-not-kept', { error }))
      ports.onFound(all)
      onChange()
    } catch (error) {
      if (ending.signal.aborted) return
      log.error('old-links-unexpected', { error })
      const reason = (error as NodeJS.ErrnoException).code ?? 'unexpected'
      known = {
        tenantId,
        reading: { kind: 'unreadable', source: 'files', readAt: now().toISOString(), reason },
      }
      onChange()
    } finally {
      if (running === ending) running = null
    }
  }

  return {
    ask: async ({ tenantId, old, documents, newFolder: folder, otherFolders: others }) => {
      newFolder = folder
      otherFolders = others
      known ??= await readKeptPointers(file)
      const wanted = JSON.stringify([tenantId, old, documents])
      if (running === null && settled !== wanted) {
        settled = wanted
        void look(tenantId, old, documents)
      }
      return known?.tenantId === tenantId ? known.reading : null
    },
    newFolder: () => newFolder,
    mayMakeIn: (place) => otherFolders?.some((folder) => isBelow(place, folder)) === false,
    desktop: () => desktop,
    renew: () => {
      settled = null
    },
    stop: () => running?.abort(new Error('ended')),
  }
}
