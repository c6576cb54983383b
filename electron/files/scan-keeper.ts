import { z } from 'zod'
import type { AskScan } from '../checks/gather.ts'
import { readIfPresent, writeDurably } from '../durable-file.ts'
import type { Log } from '../log.ts'
import type { Platform } from '../platform/platform.ts'
import { parseJson } from '../../shared/parse-json.ts'
import type { Reading } from '../../shared/reading.ts'
import { notUploadedReasons, type ScanRequest, type ScanResult } from '../../shared/scan.ts'
import type { ScanState } from '../../shared/state.ts'

/**
 * Scans beside the journey and remembers what was found, on disk too: once the old account is unlinked no file says
 * any more whether it was uploaded (pitfall 21).
 */
export type ScanKeeper = {
  /** The last finding at once; a scan begins where there is none yet for these folders. */
  readonly ask: AskScan
  /** Lets the next question begin a scan, also of folders that were looked through already. */
  readonly renew: () => void
  /** Ends the scan that runs. The person has to ask for the next one. */
  readonly stop: () => void
}

export type ScanKeeperPorts = {
  readonly platform: Pick<Platform, 'scan'>
  readonly file: string
  readonly show: (state: ScanState) => void
  /** Called when there is something new to judge. */
  readonly found: () => void
  readonly log: Log
}

type Kept = { readonly tenantId: string; readonly reading: Reading<ScanResult> }

export function createScanKeeper({ platform, file, show, found, log }: ScanKeeperPorts): ScanKeeper {
  let kept: Kept | null | undefined
  /** The folders that were looked through since the last wish, or are being looked through. */
  let settled: string | null = null
  let running: AbortController | null = null

  async function ask(request: ScanRequest | null, tenantId: string): Promise<Reading<ScanResult> | null> {
    kept ??= await readKept(file)
    if (request !== null && running === null && settled !== JSON.stringify(request))
      void scan(request, tenantId)
    return kept?.tenantId === tenantId ? kept.reading : null
  }

  async function scan(request: ScanRequest, tenantId: string): Promise<void> {
    settled = JSON.stringify(request)
    const ending = new AbortController()
    running = ending
    show({ kind: 'running', files: 0, foldersLeft: request.roots.length })
    try {
      const reading = await platform.scan(request, {
        signal: ending.signal,
        onProgress: ({ files, foldersLeft }) => show({ kind: 'running', files, foldersLeft }),
      })
      if (reading !== null) {
        kept = { tenantId, reading }
        await writeDurably(file, JSON.stringify(kept))
      }
      running = null
      show({ kind: 'idle' })
      if (reading !== null) found()
    } catch (error) {
      running = null
      if (!ending.signal.aborted) log.error('scan-unexpected', { error })
      show({ kind: 'stopped' })
    }
  }

  return {
    ask,
    renew: () => {
      settled = null
    },
    stop: () => running?.abort(),
  }
}

const count = z.number().min(0)
const keptSchema = z.object({
  tenantId: z.guid(),
  reading: z.object({
    kind: z.literal('read'),
    source: z.string(),
    readAt: z.iso.datetime(),
    value: z.object({
      files: count,
      folders: count,
      bytes: count,
      reasons: z.record(z.enum(notUploadedReasons), z.object({ files: count, bytes: count })),
      unreadable: z.object({ folders: count, paths: z.array(z.string()) }),
      links: count,
      hasCloudState: z.boolean(),
    }),
  }),
})

/** Null where nothing was kept, or what was kept is harmed: then the folders are looked through again. */
async function readKept(file: string): Promise<Kept | null> {
  const bytes = await readIfPresent(file)
  return bytes === null ? null : (keptSchema.safeParse(parseJson(bytes.toString('utf8'))).data ?? null)
}
