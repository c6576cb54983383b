import { watch } from 'node:fs'

const parts = new Set(['machine.json', 'registry.reg', 'entries.ndjson', 'plists'])

/** Calls `onChange` when a part of the recording was replaced, as the simulated client does. Returns what ends it. */
export function watchRecording(folder: string, onChange: () => void): () => void {
  try {
    const watcher = watch(folder, (_event, name) => {
      if (name !== null && parts.has(name)) onChange()
    })
    // A folder that went away has nothing more to tell.
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return () => undefined
  }
}
