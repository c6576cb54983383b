import type { CheckResult } from '../../../shared/checks/check-result.ts'
import type { Config } from '../../../shared/config/config.ts'
import { toConfigFile } from '../../../shared/config/write-config.ts'
import type { KeptLibraries } from '../../../shared/facts/old-library.ts'
import {
  keptPointersName,
  writeKeptPointers,
  type KeptPointers,
} from '../../../shared/recording/kept-pointers.ts'
import { keptLibrariesName, writeKeptLibraries } from '../../../shared/recording/kept-libraries.ts'
import type { KeptScan } from '../../../shared/recording/kept-scan.ts'
import type { PlanKnowledge } from '../../../shared/move/plan.ts'
import type { Reading } from '../../../shared/facts/reading.ts'
import type { ScanRequest, ScanResult } from '../../../shared/files/scan.ts'
import type { Platform } from '../platform.ts'
import type { ScanOptions } from '../scan/scan-folders.ts'
import { createRedaction, type Redaction } from './redact.ts'
import { redactConfig } from './redact-config.ts'
import { redactCheck, redactLibraries, redactScan } from './redact-papers.ts'
import type { RecordingContent } from './recording-content.ts'
import { writeRecording, type Paper } from './write-recording.ts'

export type RecordingExport = {
  /** The zip file to write. */
  readonly file: string
  /** True where somebody has agreed that a file of that name is replaced. */
  readonly isReplacing: boolean
  /** Names, addresses and paths become pseudonyms. */
  readonly isRedacted: boolean
  readonly config: Config
  readonly knowledge: PlanKnowledge
  /** What an earlier scan of the old folders found, and whose tenant they were. */
  readonly keptScan: KeptScan | null
  /** The libraries of the old organisation that were kept. */
  readonly keptLibraries: readonly KeptLibraries[]
  /** The counts of the last look for old links; null where there was none. */
  readonly keptPointers: KeptPointers | null
  /** What a check finds; null where no one has looked yet. `scan` lists the old folders into the recording. */
  readonly check: (
    scan: (request: ScanRequest | null, tenantId: string) => Promise<Reading<ScanResult> | null>,
  ) => Promise<CheckResult | null>
}

/**
 * Writes what a check reads of this computer, what it found and by which configuration, as one zip file that
 * `--replay` judges to the same findings. Throws `RecordingNotWritten`, or the signal's reason.
 */
export async function exportRecording(
  platform: Pick<Platform, 'record' | 'scan'>,
  {
    file,
    isReplacing,
    isRedacted,
    config,
    knowledge,
    keptScan,
    keptLibraries,
    keptPointers,
    check,
  }: RecordingExport,
  options: Pick<ScanOptions, 'signal' | 'onProgress'> = {},
): Promise<void> {
  await writeRecording(file, isReplacing, async (takeEntries) => {
    const redaction = isRedacted ? createRedaction() : null
    const recorded = await platform.record()
    const content = redaction?.content(recorded) ?? recorded
    let entriesReason: string | null = null
    const result = await check(async (request, tenantId) => {
      const kept = keptScan?.tenantId === tenantId ? keptScan.reading : null
      if (request === null) return kept
      const reading = await platform.scan(request, {
        ...options,
        onFound: (found) =>
          takeEntries(redaction === null ? found : found.map((one) => redaction.found(one, request))),
      })
      if (reading?.kind === 'read') await takeEntries([])
      if (reading?.kind === 'unreadable') entriesReason = reading.reason
      return reading ?? kept
    })
    options.signal?.throwIfAborted()
    const papers = [
      toPaper(
        'landfall.json',
        redaction === null
          ? toConfigFile(config, knowledge)
          : redactConfig(toConfigFile(config, knowledge), redaction.text),
      ),
      ...(result === null
        ? []
        : [toPaper('check.json', redaction === null ? result : redactCheck(result, redaction.text))]),
      ...(keptScan === null
        ? []
        : [toPaper('files-scan.json', redaction === null ? keptScan : redactScan(keptScan, redaction.text))]),
      ...toPointersPaper(keptPointers),
      ...(keptLibraries.length === 0 ? [] : [toLibrariesPaper(keptLibraries, redaction)]),
    ]
    return { content: withRefusedEntries(content, entriesReason, redaction), papers }
  })
}

/** Counts alone: the same in a redacted recording. */
function toPointersPaper(kept: KeptPointers | null): Paper[] {
  const text = kept === null ? null : writeKeptPointers(kept)
  return text === null ? [] : [{ name: keptPointersName, text }]
}

function toLibrariesPaper(lists: readonly KeptLibraries[], redaction: Redaction | null): Paper {
  const kept = redaction === null ? lists : redactLibraries(lists, redaction.text)
  return { name: keptLibrariesName, text: writeKeptLibraries(kept) }
}

function toPaper(name: string, value: unknown): Paper {
  return { name, text: JSON.stringify(value, null, 2) }
}

function withRefusedEntries(
  content: RecordingContent,
  reason: string | null,
  redaction: Redaction | null,
): RecordingContent {
  if (reason === null) return content
  const { machine } = content
  const refusal = { what: 'entries' as const, place: '', reason: redaction?.text(reason) ?? reason }
  return { ...content, machine: { ...machine, unreadable: [...machine.unreadable, refusal] } }
}
