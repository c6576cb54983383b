import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'
import path from 'node:path'
import type { MachineFacts } from '../../../shared/machine.ts'
import type { ManagedLayer } from '../../../shared/managed-settings.ts'
import { toClientUri } from '../../../shared/remedy.ts'
import { readMacFacts } from '../macos/mac-facts.ts'
import type { MacSystem } from '../macos/mac-system.ts'
import { readManagedSettings as readMacPolicy } from '../macos/managed-settings.ts'
import { plainFileFlags } from '../plain-file-flags.ts'
import { RecordingRefused, type Platform } from '../platform.ts'
import { toUnreadableFacts } from '../unreadable-facts.ts'
import { readManagedSettings as readWindowsPolicy } from '../windows/managed-settings.ts'
import { readWindowsFacts } from '../windows/windows-facts.ts'
import type { WindowsSystem } from '../windows/windows-system.ts'
import { parseRecordedMachine, type RecordedMachine } from './recorded-machine.ts'
import { readScan } from '../scan/read-scan.ts'
import { scanRecordedEntries } from './recorded-entries.ts'
import { openRecordedFiles } from './recorded-files.ts'
import { createRecordedMac } from './recorded-mac.ts'
import { createRecordedRegistry } from './recorded-registry.ts'
import { createRefusal, createRecordedSystem, runsAsOf } from './recorded-system.ts'
import { recordMac } from './record-mac.ts'
import { recordWindows } from './record-windows.ts'
import type { RecordingContent } from './recording-content.ts'
import { parseRegFile } from './reg-file.ts'
import { watchRecording } from './watch-recording.ts'

const maximumBytes = { machine: 4 * 1024 * 1024, registry: 16 * 1024 * 1024 }

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
      return await readRecordedFacts(folder, last)
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
        // A recording that cannot be written to, a share or an archive, has nobody to open anything.
        return { kind: 'unavailable', reason: 'no-handler' }
      }
    },
  }
}

async function readRecordedFacts(folder: string, machine: RecordedMachine): Promise<MachineFacts> {
  if (machine.platform === 'macos') {
    return await readMacFacts(openMac(folder, machine), machine.takenAt)
  }
  if (machine.platform !== 'windows') {
    const context = {
      kind: 'read',
      value: { runsAs: runsAsOf(machine.user), isRemote: null },
      source: 'process',
      readAt: machine.takenAt,
    } as const
    return toUnreadableFacts({ ...toHeader(machine), context }, 'not-supported')
  }
  return readWindowsFacts(await openWindows(folder, machine), machine.takenAt)
}

/**
 * The policy for Landfall that stood on a recorded computer. Where it was not recorded there is none: a recording brings
 * the configuration that was in force (`landfall.json`).
 */
export async function readRecordedPolicy(folder: string): Promise<readonly ManagedLayer[]> {
  try {
    const machine = await readMachine(folder)
    switch (machine.platform) {
      case 'windows':
        return readWindowsPolicy(createRecordedRegistry(await readRegistry(folder)))
      case 'macos':
        return await readMacPolicy(openMac(folder, machine))
      case 'linux':
        return []
    }
  } catch {
    // What is wrong with the recording is said when it is opened.
    return []
  }
}

/** A recording of a recording: the same, or what is left of it when it is redacted. */
async function recordAgain(folder: string, machine: RecordedMachine): Promise<RecordingContent> {
  switch (machine.platform) {
    case 'windows':
      return recordWindows(await openWindows(folder, machine), machine.takenAt)
    case 'macos':
      return await recordMac(openMac(folder, machine), machine.takenAt)
    case 'linux':
      return { machine, registry: null, copies: new Map(), folders: [] }
  }
}

function openMac(folder: string, machine: RecordedMachine): MacSystem {
  return createRecordedMac(machine, openRecordedFiles(folder, 'plists'), openRecordedFiles(folder))
}

async function openWindows(folder: string, machine: RecordedMachine): Promise<WindowsSystem> {
  const registry = createRecordedRegistry(await readRegistry(folder))
  return createRecordedSystem(machine, registry, openRecordedFiles(folder))
}

function toBrokenFacts(machine: RecordedMachine, reason: string): MachineFacts {
  const context = { kind: 'unreadable', reason, source: 'recording', readAt: machine.takenAt } as const
  return toUnreadableFacts({ ...toHeader(machine), context }, reason)
}

function toHeader({ platform, osVersion }: RecordedMachine) {
  return { platform, osVersion, recorded: true }
}

async function readMachine(folder: string): Promise<RecordedMachine> {
  const file = path.join(folder, 'machine.json')
  const content = await readPlainFile(file, maximumBytes.machine)
  if (content.kind !== 'read') throw new RecordingRefused(file, content.reason)
  const result = parseRecordedMachine(content.bytes.toString('utf8'))
  if (result.kind === 'refused') throw new RecordingRefused(file, result.reason)
  return result.machine
}

async function readRegistry(folder: string): Promise<Parameters<typeof createRecordedRegistry>[0]> {
  const content = await readPlainFile(path.join(folder, 'registry.reg'), maximumBytes.registry)
  if (content.kind === 'read') return parseRegFile(content.bytes)
  if (content.reason === 'is missing') return { kind: 'missing' }
  return { kind: 'refused', line: 0, reason: content.reason === 'is too large' ? 'too-large' : 'unreadable' }
}

type Content =
  { readonly kind: 'read'; readonly bytes: Buffer } | { readonly kind: 'refused'; readonly reason: string }

/** A link in a recording could lead out of it, and a pipe would keep the reader waiting for ever. */
async function readPlainFile(file: string, limit: number): Promise<Content> {
  try {
    const status = await lstat(file)
    if (!status.isFile()) return { kind: 'refused', reason: 'is not a plain file' }
    if (status.size > limit) return { kind: 'refused', reason: 'is too large' }
    const handle = await open(file, constants.O_RDONLY | plainFileFlags)
    try {
      return { kind: 'read', bytes: await handle.readFile() }
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return { kind: 'refused', reason: code === 'ENOENT' ? 'is missing' : `cannot be read (${code})` }
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
