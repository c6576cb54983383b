import type { KnownFolder } from '../../facts/machine.ts'
import { requireSomeFolder } from '../require-some-folder.ts'
import { toReason } from '../to-reason.ts'
import type { WindowsSystem } from './windows-system.ts'

const ids = ['desktop', 'documents', 'pictures'] as const

/** Where the shell has Desktop, Documents and Pictures (docs/facts/sync-client.md#known-folders), each asked for itself. */
export function readKnownFolders(system: WindowsSystem): KnownFolder[] {
  return requireSomeFolder(
    ids.map((id) => {
      try {
        return { id, path: system.knownFolder(id) }
      } catch (error) {
        return { id, path: null, reason: toReason(error) }
      }
    }),
  )
}
