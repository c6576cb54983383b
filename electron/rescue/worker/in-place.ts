import { isBelow } from '../../../shared/checks/folders.ts'
import type { RescuePlaces } from './rescue-places.ts'

/**
 * The folder of the new OneDrive where it is one of the old folders, lies in one, or holds one: OneDrive's setup offers "use this folder".
 * Copies would then lie in the very folder they are copies of. Null where they lie apart, as this computer or Windows spells them.
 */
export function findInPlace({ target, roots }: Pick<RescuePlaces, 'target' | 'roots'>): string | null {
  if (target.kind !== 'ready') return null
  const isOne = roots.some((root) => isBelow(root, target.root) || isBelow(target.root, root))
  return isOne ? target.root : null
}
