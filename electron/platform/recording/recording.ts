import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import path from 'node:path'
import type { ManagedLayer } from '../../../shared/config/managed-settings.ts'
import {
  openRecordedMac,
  openRecordedWindows,
  readRecordedFacts,
  readRecordedMachine,
  readRecordedPolicy as readPolicyOf,
  toBrokenFacts,
} from '../../../shared/recording/recorded-facts.ts'
import type { RecordedMachine } from '../../../shared/recording/recorded-machine.ts'
import { createRefusal } from '../../../shared/recording/recorded-system.ts'
import type { PartContent, RecordingSource } from '../../../shared/recording/recording-source.ts'
import { readPointerPlaces } from '../../../shared/computer/windows/pointer-places.ts'
import { readScan } from '../../../shared/files/read-scan.ts'
import { toClientUri } from '../../../shared/findings/remedy.ts'
import { plainFileFlags } from '../plain-file-flags.ts'
import { RecordingRefused, type Platform } from '../platform.ts'
import { recordMac } from './record-mac.ts'
import { recordWindows } from './record-windows.ts'
import { scanRecordedEntries } from './recorded-entries.ts'
import { openRecordedFiles } from './recorded-files.ts'
import type { RecordingContent } from './recording-content.ts'
import { watchRecording } from './watch-recording.ts'

/**
 * A recorded computer. Only `machine.json`, `registry.reg`, `entries.ndjson`, `opened.ndjson` and what lies in `files/` and
 * `plists/` of `folder` itself is ever touched, whatever paths the recording holds. Throws `RecordingRefused` where `machine.json` cannot be read.
 */
export async function createRecordingPlatform(folder: string): Promise<Platform> {
  let last = await readMachine(folder)
  return {
    readFacts: async () => {
      try {
        last = await readMachine(folder)
      } catch (error) {
        if (error instanceof RecordingRefused) return toBrokenFacts(last, error.message)
        throw error
      }
      return await readRecordedFacts(toSource(folder), last)
    },
    scan: (request, options) =>
      readScan(
        async () => {
          createRefusal(last)('entries')
          return await scanRecordedEntries(path.join(folder, 'entries.ndjson'), request, options)
        },
        last.takenAt,
        options?.signal,
      ),
    pointerPlaces: async () =>
      last.platform === 'windows'
        ? readPointerPlaces(await openRecordedWindows(toSource(folder), last))
        : null,
    record: async () => await recordAgain(folder, last),
    watch: (onChange) => watchRecording(folder, onChange),
    open: async (remedy, target) => {
      const uri = toClientUri(remedy, target)
      if (uri === null) return { kind: 'unavailable', reason: 'unsupported' }
      try {
        await appendLine(
          path.join(folder, 'opened.ndjson'),
          JSON.stringify({ at: new Date().toISOString(), uri }),
        )
        return { kind: 'opened' }
      } catch {
        // A recording that cannot be written to, a share or an archive, has no one to open anything.
        return { kind: 'unavailable', reason: 'no-handler' }
      }
    },
  }
}

/** The policy for Landfall that stood on a computer recorded in a folder. */
export async function readRecordedPolicy(folder: string): Promise<readonly ManagedLayer[]> {
  return await readPolicyOf(toSource(folder))
}

/** A recording of a recording: the same, or what is left of it when it is redacted. */
async function recordAgain(folder: string, machine: RecordedMachine): Promise<RecordingContent> {
  switch (machine.platform) {
    case 'windows':
      return recordWindows(await openRecordedWindows(toSource(folder), machine), machine.takenAt)
    case 'macos':
      return await recordMac(openRecordedMac(toSource(folder), machine), machine.takenAt)
    case 'linux':
      return { machine, registry: null, copies: new Map(), folders: [] }
  }
}

async function readMachine(folder: string): Promise<RecordedMachine> {
  const result = await readRecordedMachine(toSource(folder))
  if (result.kind === 'refused') throw new RecordingRefused(path.join(folder, 'machine.json'), result.reason)
  return result.machine
}

function toSource(folder: string): RecordingSource {
  return {
    readPart: (name, maximumBytes) => readPlainFile(path.join(folder, name), maximumBytes),
    openCopies: (part) => openRecordedFiles(folder, part),
  }
}

/** A link in a recording could lead out of it, and a pipe would keep the reader waiting for ever. */
async function readPlainFile(file: string, limit: number): Promise<PartContent> {
  try {
    const status = await lstat(file)
    if (!status.isFile()) return { kind: 'refused', reason: 'is not a plain file' }
    if (status.size > limit) return { kind: 'too-large' }
    const handle = await open(file, constants.O_RDONLY | plainFileFlags)
    try {
      return { kind: 'read', bytes: await handle.readFile() }
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return code === 'ENOENT' ? { kind: 'missing' } : { kind: 'refused', reason: `cannot be read (${code})` }
  }
}

async function appendLine(file: string, line: string): Promise<void> {
  const handle = await open(
    file,
    constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | plainFileFlags,
    0o600,
  )
  try {
    if (!(await handle.stat()).isFile()) throw new Error('not a plain file')
    await handle.writeFile(`${line}\n`)
  } finally {
    await handle.close()
  }
}
