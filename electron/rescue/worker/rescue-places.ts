import { isBelow } from '../../../shared/checks/folders.ts'
import type { NoRescueReason } from '../../../shared/files/rescue.ts'
import type { TargetPlace } from '../plan/target-place.ts'

/** What a rescue is about; it can be sent to another process. */
export type RescuePlaces = {
  readonly listFile: string
  /** The list is of a look that saw no state of any file. */
  readonly isUntold?: boolean
  /** What was saved in the same folders later: of a file that is on both lists this is the version that counts. */
  readonly laterFile?: string
  readonly journalFile: string
  readonly choicesFile: string
  /** Folders of the old account, its own first. */
  readonly roots: readonly string[]
  /** Hosts of the old organisation: shortcuts to its notebooks are no files to save. */
  readonly oldHosts?: readonly string[]
  /** Those of `roots` that name no one: nothing of them is chosen unasked. */
  readonly nobodysRoots?: readonly string[]
  readonly target:
    | ({ readonly kind: 'ready' } & TargetPlace)
    | { readonly kind: 'unavailable'; readonly reason: NoRescueReason }
}

/**
 * The folder of the new OneDrive where it is one of the old folders, lies in one, or holds one: OneDrive's setup offers "use this folder".
 * Copies would then lie in the very folder they are copies of. Null where they lie apart, as this computer or Windows spells them.
 */
export function findInPlace({ target, roots }: Pick<RescuePlaces, 'target' | 'roots'>): string | null {
  if (target.kind !== 'ready') return null
  const isOne = roots.some((root) => isBelow(root, target.root) || isBelow(target.root, root))
  return isOne ? target.root : null
}
