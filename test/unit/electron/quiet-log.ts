import type { Log } from '../../../electron/context/log.ts'

/** A log that keeps its events, for tests that ask what was logged. */
export function createQuietLog(): Log & { readonly events: string[] } {
  const events: string[] = []
  const note = (event: string): void => {
    events.push(event)
  }
  return { events, setLevel: () => undefined, info: note, warn: note, error: note }
}
