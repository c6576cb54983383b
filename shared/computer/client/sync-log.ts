import type { SyncLog } from '../../facts/machine.ts'
import { readSettingLine } from './setting-line.ts'
import { decodeClientText } from './client-settings.ts'

/** The lines of a log that are read, in lower case. */
export const syncLogKeys: ReadonlySet<string> = new Set(
  [
    ...['timeUtc', 'UtcNow', 'drivesWaitingForInitialSync', 'numLocalChanges', 'ChangesToProcess'],
    ...['ChangesToSend', 'driveChangesToSend', 'FilesToUpload', 'FilesToDownload', 'BytesToUpload'],
    ...['BytesToDownload', 'numFileFailedUploads', 'numFileFailedDownloads', 'syncStallDetected'],
    ...['scanStateStallDetected', 'SyncProgressState'],
  ].map((key) => key.toLowerCase()),
)

/** The longest log that is believed; the client's own has some kilobytes. */
export const longestSyncLog = 4 * 1024 * 1024

/**
 * `SyncDiagnostics.log` of one account, both generations: `key = value` and `Key: value` (docs/facts/sync-client.md#the-diagnostics-log).
 * Keys drift in case. What is not such a line is passed over, so a log of noise has every counter null.
 * `readFileTime` (ISO 8601) is asked where the log does not say itself when it was written.
 */
export function parseSyncLog(bytes: Uint8Array, slot: string, readFileTime: () => string | null): SyncLog {
  const entries = readLogEntries(decodeClientText(bytes.subarray(0, longestSyncLog)))
  const numberOf = (name: string): number | null => toCount(entries.get(name.toLowerCase()))
  const valuesOf = (names: readonly string[]): readonly (number | null)[] =>
    names.filter((name) => entries.has(name.toLowerCase())).map(numberOf)
  const stalls = addUp(valuesOf(['syncStallDetected', 'scanStateStallDetected']))
  const failures = addUp(valuesOf(['numFileFailedUploads', 'numFileFailedDownloads']))
  return {
    slot,
    writtenAt: toTime(entries.get('timeutc') ?? entries.get('utcnow')) ?? readFileTime(),
    drivesWaiting: numberOf('drivesWaitingForInitialSync'),
    // Names for the same queue, by generation: added up, it would count twice.
    changes: mostOf(valuesOf(['numLocalChanges', 'ChangesToProcess', 'ChangesToSend', 'driveChangesToSend'])),
    filesToUpload: numberOf('FilesToUpload'),
    filesToDownload: numberOf('FilesToDownload'),
    bytesToUpload: numberOf('BytesToUpload'),
    bytesToDownload: numberOf('BytesToDownload'),
    // Without the uploads no one can tell that none failed.
    failures: failures === 0 && numberOf('numFileFailedUploads') === null ? null : failures,
    isStalled: stalls === null ? null : stalls > 0,
    progressState: numberOf('SyncProgressState'),
    unreadable: null,
  }
}

/** A log that is there and could not be read: nothing is known of this account, and the others stay. */
export function toUnreadableLog(slot: string, reason: string): SyncLog {
  return { ...parseSyncLog(new Uint8Array(), slot, () => null), unreadable: reason }
}

/** Null where nothing is counted, and where something garbled could make more than 0 of what the others say. */
function addUp(values: readonly (number | null)[]): number | null {
  const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0)
  return values.length === 0 || (sum === 0 && values.includes(null)) ? null : sum
}

function mostOf(values: readonly (number | null)[]): number | null {
  const most = Math.max(0, ...values.map((value) => value ?? 0))
  return values.length === 0 || (most === 0 && values.includes(null)) ? null : most
}

/**
 * The lines of a log by key, in lower case. The first separator parts: a time holds colons of its own. What is said
 * twice counts as said last.
 */
export function readLogEntries(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.length > 10_000 || line.includes('==')) continue
    const read = readSettingLine(line, ['=', ':'])
    if (read !== null && /^[A-Za-z_]\w{0,80}$/.test(read.key)) entries.set(read.key.toLowerCase(), read.value)
  }
  return entries
}

/** A whole number that is not below zero; older logs add words behind it. */
function toCount(text: string | undefined): number | null {
  const digits = /^(\d{1,15})(?:\s|$)/.exec(text ?? '')?.[1]
  return digits === undefined ? null : Number(digits)
}

/** The log's times are UTC. */
function toTime(text: string | undefined): string | null {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?\s*Z?$/.exec(text ?? '')
  if (match === null) return null
  const time = new Date(`${match[1]}T${match[2]}Z`)
  return Number.isNaN(time.getTime()) ? null : time.toISOString()
}
