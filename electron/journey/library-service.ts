import type { AskLibraries } from '../../shared/checks/check-machine.ts'
import {
  keepLibraries,
  toAskedKeys,
  toLibraryId,
  toLibraryViews,
  type LibraryView,
} from '../../shared/checks/old-libraries.ts'
import type { OldLibrary } from '../../shared/facts/old-library.ts'
import type { Reading } from '../../shared/facts/reading.ts'
import { createInTurn } from '../context/in-turn.ts'
import type { LibraryFile } from '../files/kept-libraries.ts'
import type { NewAddressBook } from '../plan/new-addresses.ts'

export type LibraryServicePorts = {
  readonly file: LibraryFile
  readonly addresses: NewAddressBook
  readonly show: (libraries: readonly LibraryView[]) => void
  /** Called when there is something new to judge. */
  readonly onChange: () => void
}

/** The libraries and shortcuts of the old organisation: kept on this computer, joined with what is read, and with where they are now. */
export type LibraryService = {
  readonly ask: AskLibraries
  /** The person's word, which stays on this computer. */
  readonly settle: (id: string, isSettled: boolean) => Promise<void>
  /** The new address of one of those that are shown; null where it is not known. */
  readonly addressOf: (id: string) => string | null
  readonly stop: () => void
}

type Last = { readonly tenantId: string; readonly seen: Reading<readonly OldLibrary[]> }

export function createLibraryService({
  file,
  addresses,
  show,
  onChange,
}: LibraryServicePorts): LibraryService {
  let last: Last | null = null
  let views: readonly LibraryView[] = []
  /** The window learns a number for each folder, and sends no path. */
  const numbers = new Map<string, string>()
  // A tick and a check change the same file.
  const inTurn = createInTurn()

  function toNumber(folder: string): string {
    const known = numbers.get(folder) ?? String(numbers.size + 1)
    numbers.set(folder, known)
    return known
  }

  const ask: AskLibraries = (asked) =>
    inTurn(async () => {
      const { tenantId, seen, isTheirs } = asked
      const before = await file.listOf(tenantId)
      const kept = isTheirs ? keepLibraries(before, seen, asked) : before
      if (kept !== null && kept !== before) await file.keep(kept)
      const here = seen.kind === 'read' ? seen.value : []
      const known = await addresses.of(toAskedKeys([...(kept?.libraries ?? []), ...here]))
      last = { tenantId, seen }
      views = toLibraryViews(seen, { kept, addresses: known }).map((view) => ({
        ...view,
        id: toNumber(view.id),
      }))
      show(views)
      return { kept, addresses: known }
    })

  async function settle(id: string, isSettled: boolean): Promise<void> {
    await inTurn(async () => {
      const settled = views.find((view) => view.id === id)
      if (last === null || settled === undefined) return
      const { tenantId, seen } = last
      const kept = (await file.listOf(tenantId)) ?? keepLibraries(null, seen, { tenantId, isWhole: false })
      if (kept === null) return
      const libraries = kept.libraries.map((library) =>
        toLibraryId(library.folder) === toLibraryId(settled.folder) ? { ...library, isSettled } : library,
      )
      await file.keep({ ...kept, libraries })
      // Seen once it is on the disk, and before the next check.
      views = views.map((view) => (view.id === id ? { ...view, isSettled } : view))
      show(views)
    })
    onChange()
  }

  return {
    ask,
    settle,
    addressOf: (id) => views.find((view) => view.id === id)?.address ?? null,
    stop: addresses.stop,
  }
}
