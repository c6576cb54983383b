import { watch } from 'node:fs'
import path from 'node:path'
import { clientPlaces } from '../../../shared/computer/macos/client-places.ts'
import { cloudStorageOf } from '../../../shared/computer/macos/cloud-folders.ts'
import type { MacSystem } from '../../../shared/computer/macos/mac-system.ts'

/**
 * Calls `onChange` when a list of accounts or a policy was written, or a folder of CloudStorage appeared or went. Whether
 * the client runs gives no signal; the window looks again when it gets the focus. Returns what ends it.
 */
export function watchMac(system: MacSystem, onChange: () => void): () => void {
  const lists = clientPlaces(system.home()).map(({ accounts }) => path.dirname(accounts))
  const managed = ['/Library/Managed Preferences', `/Library/Managed Preferences/${system.userName()}`]
  const ends = [
    ...lists.map((folder) => watchFolder(folder, (name) => name.endsWith('.plist'), onChange)),
    ...managed.map((folder) => watchFolder(folder, (name) => name.startsWith(domainPrefix), onChange)),
    watchFolder(cloudStorageOf(system), (name) => name.startsWith('OneDrive'), onChange),
  ]
  return () => {
    for (const end of ends) end()
  }
}

const domainPrefix = 'com.microsoft.OneDrive'

/** A folder that is not there, or may not be looked at, has nothing to tell. */
function watchFolder(folder: string, isOurs: (name: string) => boolean, onChange: () => void): () => void {
  try {
    const watcher = watch(folder, (_event, name) => {
      if (name === null || isOurs(name)) onChange()
    })
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return () => undefined
  }
}
