import { toUnreadableFacts } from '../computer/unreadable-facts.ts'
import type { MacSystem } from '../computer/macos/mac-system.ts'
import { readManagedSettings as readWindowsPolicy } from '../computer/windows/managed-settings.ts'
import { readWindowsFacts } from '../computer/windows/windows-facts.ts'
import type { WindowsSystem } from '../computer/windows/windows-system.ts'
import type { MachineFacts } from '../facts/machine.ts'
import type { ManagedLayer } from '../config/managed-settings.ts'
import { createRecordedMac } from './recorded-mac.ts'
import { parseRecordedMachine, type RecordedMachine, type RecordedMachineResult } from './recorded-machine.ts'
import { createRecordedRegistry } from './recorded-registry.ts'
import { createRecordedSystem, runsAsOf } from './recorded-system.ts'
import type { RecordingSource } from './recording-source.ts'
import { parseRegFile } from './reg-file.ts'

const maximumBytes = { machine: 4 * 1024 * 1024, registry: 16 * 1024 * 1024 }

/** `machine.json` of a recording, without which it is none. */
export async function readRecordedMachine(source: RecordingSource): Promise<RecordedMachineResult> {
  const content = await source.readPart('machine.json', maximumBytes.machine)
  switch (content.kind) {
    case 'read':
      return parseRecordedMachine(new TextDecoder().decode(content.bytes))
    case 'missing':
      return { kind: 'refused', code: 'missing', reason: 'is missing' }
    case 'too-large':
      return { kind: 'refused', code: 'too-large', reason: 'is too large' }
    case 'refused':
      return { kind: 'refused', code: 'unreadable', reason: content.reason }
  }
}

/** What a computer told when it was recorded, read as the computer itself is. */
export async function readRecordedFacts(
  source: RecordingSource,
  machine: RecordedMachine,
): Promise<MachineFacts> {
  switch (machine.platform) {
    case 'windows':
      return readWindowsFacts(await openRecordedWindows(source, machine), machine.takenAt)
    case 'macos': {
      // The parser of property lists is loaded for a Mac only.
      const { readMacFacts } = await import('../computer/macos/mac-facts.ts')
      return await readMacFacts(openRecordedMac(source, machine), machine.takenAt)
    }
    case 'linux': {
      const context = {
        kind: 'read',
        value: { runsAs: runsAsOf(machine.user), isRemote: null },
        source: 'process',
        readAt: machine.takenAt,
      } as const
      return toUnreadableFacts({ ...toHeader(machine), context }, 'not-supported')
    }
  }
}

/** The facts of a recording that broke after it was opened. */
export function toBrokenFacts(machine: RecordedMachine, reason: string): MachineFacts {
  const context = { kind: 'unreadable', reason, source: 'recording', readAt: machine.takenAt } as const
  return toUnreadableFacts({ ...toHeader(machine), context }, reason)
}

function toHeader({ platform, osVersion }: RecordedMachine) {
  return { platform, osVersion, recorded: true }
}

/**
 * The policy for Landfall that stood on a recorded computer. Where it was not recorded, or cannot be read, there is none: a
 * recording brings the configuration that was in force (`landfall.json`).
 */
export async function readRecordedPolicy(source: RecordingSource): Promise<readonly ManagedLayer[]> {
  try {
    const result = await readRecordedMachine(source)
    // What is wrong with the recording is said when it is opened.
    if (result.kind === 'refused') return []
    switch (result.machine.platform) {
      case 'windows':
        return readWindowsPolicy(createRecordedRegistry(await readRegistry(source)))
      case 'macos': {
        const { readManagedSettings } = await import('../computer/macos/managed-settings.ts')
        return await readManagedSettings(openRecordedMac(source, result.machine))
      }
      case 'linux':
        return []
    }
  } catch {
    return []
  }
}

export function openRecordedMac(source: RecordingSource, machine: RecordedMachine): MacSystem {
  return createRecordedMac(machine, source.openCopies('plists'), source.openCopies('files'))
}

export async function openRecordedWindows(
  source: RecordingSource,
  machine: RecordedMachine,
): Promise<WindowsSystem> {
  const registry = createRecordedRegistry(await readRegistry(source))
  return createRecordedSystem(machine, registry, source.openCopies('files'))
}

async function readRegistry(source: RecordingSource): Promise<Parameters<typeof createRecordedRegistry>[0]> {
  const content = await source.readPart('registry.reg', maximumBytes.registry)
  switch (content.kind) {
    case 'read':
      return parseRegFile(content.bytes)
    case 'missing':
      return { kind: 'missing' }
    case 'too-large':
      return { kind: 'refused', line: 0, reason: 'too-large' }
    case 'refused':
      return { kind: 'refused', line: 0, reason: 'unreadable' }
  }
}
