import type { KnownFolder } from '../../machine.ts'
import type { WindowsSystem } from './windows-system.ts'

const ids = ['desktop', 'documents', 'pictures'] as const

/** Where the shell has Desktop, Documents and Pictures (onedrive-facts 1.5). */
export function readKnownFolders(system: WindowsSystem): KnownFolder[] {
  return ids.map((id) => ({ id, path: system.knownFolder(id) }))
}
