import { toAdminEvent, type AdminEvent } from '../../shared/outputs/admin-event.ts'
import { parseJson } from '../../shared/text/parse-json.ts'
import { parseStatus, toStatus, type Status } from '../../shared/outputs/status.ts'
import { readIfPresent, writeDurably } from '../platform/durable-file.ts'
import { isOfComputer } from '../platform/computer-mark.ts'
import type { Log } from '../context/log.ts'
import type { Store } from '../context/store.ts'

/** The last status that was written; null where there is none, or none that can be believed: also not that of another computer. */
export async function readStatus(file: string, computer: string | null = null): Promise<Status | null> {
  const bytes = await readIfPresent(file)
  const status = bytes === null ? null : parseStatus(parseJson(bytes.toString('utf8')))
  return isOfComputer(status?.computer, computer) ? status : null
}

/** Writes a status that no check has made. A disk that takes nothing costs the status and nothing else. */
export async function writeStatus(
  file: string,
  status: Status,
  log: Log,
  computer: string | null = null,
): Promise<void> {
  await writeDurably(file, toText(status, computer)).catch((error: unknown) =>
    log.warn('status-not-written', { error }),
  )
}

const toText = (status: Status, computer: string | null = null): string =>
  `${JSON.stringify(computer === null ? status : { ...status, computer }, null, 2)}\n`

/**
 * Writes the status after each check, and when the report has gone its way; what an admin has to know of it goes to `tellAdmin`,
 * once, also over restarts. A disk that takes nothing costs the status and nothing else. Returns what waits for the last writing.
 */
export function keepStatus(
  store: Store,
  file: string,
  log: Log,
  tellAdmin: (event: AdminEvent) => Promise<unknown>,
  readComputer: () => Promise<string | null> = async () => null,
): () => Promise<void> {
  async function keep(status: Status): Promise<void> {
    const event = toAdminEvent(status)
    const computer = await readComputer()
    const before = await readStatus(file, computer)
    await writeDurably(file, toText(status, computer))
    if (event === null) return
    // A step forward is none of the admin's business, another way that it can end is.
    const wasTold = before?.exitCode === status.exitCode && toAdminEvent(before)?.id === event.id
    if (!wasTold) await tellAdmin(event)
  }

  let written = ''
  let writing = Promise.resolve()
  const write = (): void => {
    const { check, report, access } = store.getState()
    // Nothing was looked at yet: what an earlier look found is worth more.
    if (check.kind !== 'done' || access === 'to-ask') return
    const status = toStatus(check.result, report.kind)
    const text = toText(status)
    if (text === written) return
    written = text
    writing = writing
      // Only the newest is worth the disk's time.
      .then(() => (text === written ? keep(status) : undefined))
      .catch((error: unknown) => log.warn('status-not-written', { error }))
  }
  store.subscribe(write)
  return () => writing
}
