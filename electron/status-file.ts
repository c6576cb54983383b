import { parseJson } from '../shared/parse-json.ts'
import { parseStatus, toStatus, type Status } from '../shared/status.ts'
import { readIfPresent, writeDurably } from './durable-file.ts'
import type { Log } from './log.ts'
import type { Store } from './store.ts'

/** Beside the person's other data; what `--status` answers from. */
export const statusName = 'status.json'

/** The last status that was written; null where there is none, or none that can be believed. */
export async function readStatus(file: string): Promise<Status | null> {
  const bytes = await readIfPresent(file)
  return bytes === null ? null : parseStatus(parseJson(bytes.toString('utf8')))
}

/**
 * Writes the status after each check, and when the report has gone its way. A disk that takes nothing costs the status and
 * nothing else. Returns what waits for the last writing.
 */
export function keepStatus(store: Store, file: string, log: Log): () => Promise<void> {
  let written = ''
  let writing = Promise.resolve()
  const write = (): void => {
    const { check, report } = store.getState()
    if (check.kind !== 'done') return
    const text = `${JSON.stringify(toStatus(check.result, report.kind), null, 2)}\n`
    if (text === written) return
    written = text
    writing = writing
      // Only the newest is worth the disk's time.
      .then(() => (text === written ? writeDurably(file, text) : undefined))
      .catch((error: unknown) => log.warn('status-not-written', { error }))
  }
  store.subscribe(write)
  return () => writing
}
