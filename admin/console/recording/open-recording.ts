import { z } from 'zod'
import { toDirectedConfig } from '../../../shared/config/directed-config.ts'
import { keptLibrariesName, parseKeptLibraries } from '../../../shared/recording/kept-libraries.ts'
import { keptPointersName, parseKeptPointers } from '../../../shared/recording/kept-pointers.ts'
import { parseKeptScan, keptScanName } from '../../../shared/recording/kept-scan.ts'
import { parseJson } from '../../../shared/text/parse-json.ts'
import { readScan } from '../../../shared/files/read-scan.ts'
import { toLines } from '../../../shared/recording/entry-lines.ts'
import { judgeRecording, readRecordedConfig } from '../../../shared/recording/judge-recording.ts'
import { readRecordedFacts, readRecordedMachine } from '../../../shared/recording/recorded-facts.ts'
import { toCopyNames } from '../../../shared/recording/recorded-files.ts'
import type { RecordedMachine } from '../../../shared/recording/recorded-machine.ts'
import { createRefusal } from '../../../shared/recording/recorded-system.ts'
import type { RecordingSource } from '../../../shared/recording/recording-source.ts'
import { scanEntries } from '../../../shared/recording/scan-entries.ts'
import type { Reading } from '../../../shared/facts/reading.ts'
import type { ScanRequest, ScanResult } from '../../../shared/files/scan.ts'
import { verdicts } from '../../../shared/findings/vocabulary.ts'
import { openZip, type OpenedZip } from './open-zip.ts'
import type { OpenedRecording, RecordingAnswer, SeenCheck } from './opened-recording.ts'
import { RecordingRefused } from './recording-refusal.ts'

/** How far it is: bytes packed out, of as many as the zip says there are. */
export type RecordingProgress = (bytes: number, all: number) => void

/**
 * Opens a recording and judges it as the app's window does, in the browser alone: nothing of it is sent to anybody, and nothing else
 * is asked. Never throws for what is wrong with the file.
 */
export async function openRecording(file: Blob, onProgress: RecordingProgress): Promise<RecordingAnswer> {
  try {
    return await open(await openZip(file, onProgress))
  } catch (error) {
    if (!(error instanceof RecordingRefused)) throw error
    return { kind: 'refused', code: error.code, part: error.part }
  }
}

async function open(zip: OpenedZip): Promise<OpenedRecording> {
  const source = toSource(zip)
  const read = await readRecordedMachine(source)
  if (read.kind === 'refused') throw new RecordingRefused(`machine-${read.code}`, 'machine.json')
  const { machine } = read
  const facts = await readRecordedFacts(source, machine)
  const config = await readRecordedConfig(source, zip.files.get('landfall.json') ?? null)
  const seen = toSeenCheck(toJson(zip, 'check.json'))
  const keptBytes = zip.files.get(keptScanName)
  const pointersBytes = zip.files.get(keptPointersName)
  const librariesBytes = zip.files.get(keptLibrariesName)
  const result = await judgeRecording({
    app: { name: 'Landfall', version: seen?.appVersion ?? '0.0.0' },
    facts,
    config,
    kept: keptBytes === undefined ? null : parseKeptScan(new TextDecoder().decode(keptBytes)),
    keptPointers:
      pointersBytes === undefined ? null : parseKeptPointers(new TextDecoder().decode(pointersBytes)),
    keptLibraries:
      librariesBytes === undefined ? [] : parseKeptLibraries(new TextDecoder().decode(librariesBytes)),
    scan: (request) => scan(zip, machine, request),
    now: () => new Date(),
  })
  const isReturn =
    config.kind === 'ready' && (config.config.plan.direction === 'return' || result.phase === 'return')
  const move = config.kind !== 'ready' ? null : toDirectedConfig(config.config, isReturn)
  return {
    kind: 'opened',
    takenAt: machine.takenAt,
    facts,
    result,
    move: move && {
      source: { tenantId: move.source.tenantId, name: move.source.name },
      target: { tenantId: move.target.tenantId, name: move.target.name },
    },
    seen,
    unreadable: machine.unreadable.map(({ what, place, reason }) => ({ what, place, reason })),
  }
}

function toSource({ files, folders }: OpenedZip): RecordingSource {
  // Windows finds a name in any case; no two of a recording differ in case only.
  const byName = new Map([...files].map(([name, bytes]) => [name.toLowerCase(), bytes]))
  return {
    readPart: async (name, maximumBytes) => {
      const bytes = files.get(name)
      if (bytes === undefined) return { kind: 'missing' }
      return bytes.length > maximumBytes ? { kind: 'too-large' } : { kind: 'read', bytes }
    },
    openCopies: (part) =>
      folders.has(part)
        ? {
            read: (file, maximumBytes) => {
              const bytes = byName.get([part, ...toCopyNames(file)].join('/').toLowerCase())
              if (bytes === undefined) return null
              if (bytes.length > maximumBytes) throw new Error(`${file}: is too large`)
              return bytes
            },
          }
        : null,
  }
}

/** What is wrong with a list of files is a reading; what is wrong with the zip is wrong with the recording. */
async function scan(
  { readEntries }: OpenedZip,
  machine: RecordedMachine,
  request: ScanRequest,
): Promise<Reading<ScanResult> | null> {
  let refusal: RecordingRefused | null = null
  return await readScan(
    async () => {
      createRefusal(machine)('entries')
      if (readEntries === null) return null
      try {
        return await scanEntries(toLines(readEntries()), request)
      } catch (error) {
        if (error instanceof RecordingRefused) refusal = error
        throw error
      }
    },
    machine.takenAt,
    {
      throwIfAborted: () => {
        if (refusal !== null) throw refusal
      },
    },
  )
}

const seenSchema = z.object({
  takenAt: z.iso.datetime(),
  app: z.object({
    version: z
      .string()
      .regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}/)
      .max(40),
  }),
  verdict: z.enum(verdicts),
  supportCode: z.string().max(40),
  findings: z.array(z.object({ code: z.string().max(80) })).max(500),
})

function toSeenCheck(raw: unknown): SeenCheck | null {
  const { data } = seenSchema.safeParse(raw)
  if (data === undefined) return null
  const { takenAt, app, verdict, supportCode, findings } = data
  return {
    takenAt,
    appVersion: app.version,
    verdict,
    supportCode,
    findings: findings.map(({ code }) => code),
  }
}

function toJson({ files }: OpenedZip, name: string): unknown {
  const bytes = files.get(name)
  return bytes === undefined ? undefined : parseJson(new TextDecoder().decode(bytes))
}
