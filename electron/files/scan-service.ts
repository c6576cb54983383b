import type { AskScannedFolders, AskScan } from '../../shared/checks/check-machine.ts'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { patiently, writeDurably } from '../platform/durable-file.ts'
import type { Log } from '../context/log.ts'
import type { Platform } from '../platform/platform.ts'
import { chooseReading, chooseRequest, type KeptScan } from '../../shared/recording/kept-scan.ts'
import type { ScannedFolders } from '../../shared/checks/old-folders.ts'
import type { Exclusions } from '../../shared/files/exclusions.ts'
import type { Reading } from '../../shared/facts/reading.ts'
import { countLeft, type ScanRequest, type ScanResult } from '../../shared/files/scan.ts'
import type { ScanState } from '../../shared/window/state.ts'
import { readKeptScan } from './kept-scan.ts'
import { readSeen, writeSeen } from './seen-paths.ts'
import { createPendingFiles, laterFilesName, pendingFilesName } from './pending-files.ts'

/**
 * Scans beside the journey and remembers what was found, on disk too: once the old account is unlinked no file says
 * any more whether it was uploaded (pitfall 21).
 */
export type ScanService = {
  /** The last finding at once; a scan begins where there is none yet for these folders. */
  readonly ask: AskScan
  /** Lets the next question begin a scan, also of folders that were looked through already. */
  readonly renew: () => void
  /** Which folders of the tenant the last finding is of, and why there is none. */
  readonly look: AskScannedFolders
  /** The look whose list is on the disk; null where there is none. */
  readonly listed: () => ListedScan | null
  /** Ends the scan that runs. The person has to ask for the next one. */
  readonly stop: () => void
}

/**
 * Which look the lists are of, counting from the start; what it found, and what was saved later where that was looked for; below which
 * folders it looked, and how many files are on both lists.
 */
export type ListedScan = {
  readonly number: number
  readonly reading: Reading<ScanResult>
  readonly later: Reading<ScanResult> | null
  readonly roots: readonly string[]
  readonly files: number
}

export type ScanServicePorts = {
  readonly platform: Pick<Platform, 'scan'>
  readonly file: string
  readonly show: (state: ScanState) => void
  /** Called when a scan has ended, however it did. */
  readonly onChange: () => void
  readonly log: Log
}

export function createScanService(ports: ScanServicePorts): ScanService {
  const { file, show, onChange, log } = ports
  let kept: KeptScan | null | undefined
  /** What was saved in the old folders after the account was gone. */
  let later: Reading<ScanResult> | null = null
  /** The folders that were looked through since the last wish, or are being looked through. */
  let settled: string | null = null
  let running: AbortController | null = null
  let looks = 0
  /** A look whose list could not be kept: until another one is, no one knows what is left. */
  let unkept: Reading<ScanResult> | null = null
  let missing: ScannedFolders['missing'] = 'not-recorded'

  async function ask(
    request: ScanRequest | null,
    tenantId: string,
    isWatch: boolean,
    newFolder: string | null = null,
    exclusions?: Exclusions,
  ): Promise<Reading<ScanResult> | null> {
    kept ??= await readKeptScan(file)
    const known = kept?.tenantId === tenantId ? kept : null
    const wanted = chooseRequest(request, known, isWatch, newFolder, exclusions)
    const isDue = (): boolean => wanted !== null && running === null && settled !== JSON.stringify(wanted)
    const isLater = wanted?.since !== undefined
    const seen = isLater && isDue() ? await readSeen(file, known?.reading.readAt ?? '') : null
    if (wanted !== null && isDue()) void scan(wanted, tenantId, seen)
    if (unkept !== null) return unkept
    return chooseReading(known, wanted?.since === undefined ? null : later)
  }

  async function scan(request: ScanRequest, tenantId: string, seen: Float64Array | null): Promise<void> {
    settled = JSON.stringify(request)
    const ending = new AbortController()
    running = ending
    missing = 'running'
    show({ kind: 'running', files: 0, foldersLeft: request.roots.length })
    try {
      const end = await scanAndKeep(ports, { request, tenantId, seen }, ending.signal)
      // What is known stays after a scan of later files: later still, the same files are new.
      if (end.kind === 'everything') kept = end.scan
      if (end.kind !== 'nothing') {
        later = end.kind === 'later' ? end.reading : null
        looks += 1
      }
      unkept = null
      running = null
      missing = 'not-recorded'
      show({ kind: 'idle' })
    } catch (error) {
      running = null
      missing = 'stopped'
      if (!ending.signal.aborted) {
        log.error('scan-unexpected', { error })
        unkept = toUnkept(error)
      }
      show({ kind: 'stopped' })
    }
    onChange()
  }

  return {
    ask,
    look: (tenantId) => ({
      roots: kept?.tenantId === tenantId ? kept.roots.map(({ folder }) => folder) : [],
      missing,
    }),
    renew: () => {
      settled = null
    },
    listed: () => (kept === null || kept === undefined ? null : toListed(kept, later, looks)),
    stop: () => running?.abort(),
  }
}

/** What a scan has brought, once it is on the disk. */
type ScanEnd =
  | { readonly kind: 'everything'; readonly scan: KeptScan }
  /** Of what was saved after the account was gone. */
  | { readonly kind: 'later'; readonly reading: Reading<ScanResult> }
  | { readonly kind: 'nothing' }

type WantedScan = {
  readonly request: ScanRequest
  readonly tenantId: string
  readonly seen: Float64Array | null
}

/** Scans, and keeps the list and the result on the disk. Throws where one of them fails, and keeps no list then. */
async function scanAndKeep(
  { platform, file, show }: ScanServicePorts,
  { request, tenantId, seen }: WantedScan,
  signal: AbortSignal,
): Promise<ScanEnd> {
  const isLater = request.since !== undefined
  const list = createPendingFiles(path.join(path.dirname(file), isLater ? laterFilesName : pendingFilesName))
  let marks: Float64Array | null = null
  try {
    const reading = await platform.scan(request, {
      signal,
      onLeft: list.add,
      ...(seen !== null && { seen }),
      ...(!isLater && { onSeen: (all) => (marks = all) }),
      onProgress: ({ files, foldersLeft }) => show({ kind: 'running', files, foldersLeft }),
    })
    if (reading === null) {
      await list.discard()
      return { kind: 'nothing' }
    }
    await list.keep()
    if (isLater) return { kind: 'later', reading }
    const scan = { tenantId, reading, roots: request.roots }
    await keepScan(file, scan, marks)
    return { kind: 'everything', scan }
  } catch (error) {
    await list.discard()
    throw error
  }
}

/** Keeps a scan of everything, which needs no list of later files. Only what is on the disk counts from here on. */
async function keepScan(file: string, scan: KeptScan, marks: Float64Array | null): Promise<void> {
  if (marks !== null) await writeSeen(file, scan.reading.readAt, marks)
  await writeDurably(file, JSON.stringify(scan))
  await patiently(() => rm(path.join(path.dirname(file), laterFilesName), { force: true }))
}

/** With its code: no path, no message. */
function toUnkept(error: unknown): Reading<ScanResult> {
  const { code } = error as NodeJS.ErrnoException
  const reason = `not-kept${code === undefined ? '' : ` ${code}`}`
  return { kind: 'unreadable', reason, source: 'file-list', readAt: new Date().toISOString() }
}

function toListed(
  { reading, roots }: KeptScan,
  later: Reading<ScanResult> | null,
  number: number,
): ListedScan | null {
  if (reading.kind === 'unreadable') return null
  const files = countOf(reading) + countOf(later)
  return { number, reading, later, roots: roots.map(({ folder }) => folder), files }
}

function countOf(reading: Reading<ScanResult> | null): number {
  return reading?.kind === 'read' ? countLeft(reading.value) : 0
}
