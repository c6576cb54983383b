import os from 'node:os'
import type { AdminEvent } from '../../shared/outputs/admin-event.ts'
import { assertNever } from '../../shared/assert-never.ts'
import type { ManagedLayer } from '../../shared/config/managed-settings.ts'
import { createAskFirst, type AskFirst } from './ask-first.ts'
import type { DiskOwner, LocalDisk } from './local-disk.ts'
import type { OpenUri, Platform } from './platform.ts'
import type * as Export from './recording/export-recording.ts'
import type { ProtectedContent } from './protected-file.ts'
import type { StartReplay } from './recording/replay-messages.ts'
import type { Unpacked } from './recording/unpack-recording.ts'
import { watchRecording } from './recording/watch-recording.ts'

export { keepReaders } from './recording/keep-readers.ts'
export { replayMegabytes, replayProgram } from './recording/replay-messages.ts'
export type { StartReplay } from './recording/replay-messages.ts'
export type { Unpacked } from './recording/unpack-recording.ts'

/** Which computer is asked: this one, by the name of its system, or a recording in a folder. */
export type Machine =
  /** `isUnattended`: no one is there to answer a question of the system, so that none may come. */
  | {
      readonly kind: 'this'
      readonly system: NodeJS.Platform
      readonly openUri: OpenUri | null
      readonly isUnattended?: boolean
    }
  /** `reader` starts the process that reads it, where a stranger made it; left out or null, it is read here. */
  | { readonly kind: 'recorded'; readonly folder: string; readonly reader?: StartReplay | null }

/** This computer, or the recording in a folder, for a program at which no one sits: no question of the system may come. */
export function unattendedMachine(folder: string | null): Machine {
  return folder === null
    ? { kind: 'this', system: process.platform, openUri: null, isUnattended: true }
    : { kind: 'recorded', folder }
}

/** Packs a recording in a zip out into a folder of its own. Throws `RecordingRefused`. */
export async function unpackRecording(file: string): Promise<Unpacked> {
  return await (await import('./recording/unpack-recording.ts')).unpackRecording(file)
}

/** Starts the process that reads a stranger's recording, in plain Node; Electron has one of its own (`start-replay-utility.ts`). */
export const startReplayChild: StartReplay = async (...given) =>
  await (await import('./recording/start-replay-child.ts')).startReplayChild(...given)

/** Writes a recording of a computer as a zip file; see `recording/export-recording.ts`. */
export async function exportRecording(...given: Parameters<typeof Export.exportRecording>): Promise<void> {
  await (await import('./recording/export-recording.ts')).exportRecording(...given)
}

/** The only switch over systems. Each is loaded when it is the one. */
export async function platformFor(machine: Machine): Promise<Platform> {
  switch (machine.kind) {
    case 'recorded':
      if (machine.reader) {
        const { createReplayPlatform } = await import('./recording/replay-in-process.ts')
        return await createReplayPlatform(machine.folder, machine.reader)
      }
      return (await import('./recording/recording.ts')).createRecordingPlatform(machine.folder)
    case 'this':
      switch (machine.system) {
        case 'win32':
          return (await import('./windows/windows.ts')).createWindowsPlatform(machine.openUri)
        case 'darwin': {
          const { real, quiet } = (await import('./macos/macos.ts')).createMacosPlatforms(machine.openUri)
          return machine.isUnattended === true && !(await mayReadUnprompted(machine)) ? quiet : real
        }
        default:
          return (await import('./unsupported.ts')).createUnsupportedPlatform()
      }
    default:
      return assertNever(machine)
  }
}

/**
 * Whether a look at this computer brings no question of the system to the person: true but on a Mac that has not given Landfall full
 * disk access.
 */
export async function mayReadUnprompted(machine: Machine): Promise<boolean> {
  if (machine.kind === 'recorded' || machine.system !== 'darwin') return true
  return (await import('./macos/privacy.ts')).hasFullDiskAccess(os.homedir())
}

/** A Mac for a window that says first what macOS will ask: nothing is opened before `allow`. */
export async function platformThatAsksFirst(openUri: OpenUri | null): Promise<AskFirst> {
  const { real, quiet } = (await import('./macos/macos.ts')).createMacosPlatforms(openUri)
  return createAskFirst(quiet, real)
}

/**
 * The organisation's policy for Landfall itself, the strongest first; a recording's own, where it has one. Throws where
 * it is there and cannot be read: unknown is not absent.
 */
export async function readManagedSettings(
  machine:
    { readonly kind: 'this'; readonly system: NodeJS.Platform } | Extract<Machine, { kind: 'recorded' }>,
): Promise<readonly ManagedLayer[]> {
  switch (machine.kind) {
    case 'recorded':
      if (machine.reader) {
        const { readReplayPolicy } = await import('./recording/replay-in-process.ts')
        return await readReplayPolicy(machine.folder, machine.reader)
      }
      return await (await import('./recording/recording.ts')).readRecordedPolicy(machine.folder)
    case 'this':
      switch (machine.system) {
        case 'win32': {
          const [{ readManagedSettings }, { createRealRegistry }] = await Promise.all([
            import('../../shared/computer/windows/managed-settings.ts'),
            import('./windows/real-registry.ts'),
          ])
          return readManagedSettings(createRealRegistry())
        }
        case 'darwin': {
          const [{ readManagedSettings }, { createRealMacSystem }] = await Promise.all([
            import('../../shared/computer/macos/managed-settings.ts'),
            import('./macos/real-mac-system.ts'),
          ])
          return await readManagedSettings(createRealMacSystem())
        }
        default:
          return []
      }
    default:
      return assertNever(machine)
  }
}

/**
 * Reads a file of this computer that an administrator alone can change, itself and the folder it lies in; `refused` says why not.
 * Throws what Node throws where the file system refuses.
 */
export async function readProtectedFile(
  system: NodeJS.Platform,
  file: string,
  maximumBytes: number,
): Promise<ProtectedContent> {
  return system === 'win32'
    ? (await import('./windows/protected-file.ts')).readProtectedFile(file, maximumBytes)
    : await (await import('./protected-file.ts')).readProtectedFile(file, maximumBytes)
}

/** What an installer has written to ask Landfall to leave; null where there is nothing, or the system has no such value. */
export async function readLeaveRequest(system: NodeJS.Platform): Promise<string | null> {
  if (system !== 'win32') return null
  const { createRealRegistry } = await import('./windows/real-registry.ts')
  return (await import('./windows/leave-request.ts')).readLeaveRequest(createRealRegistry())
}

/** Calls `onRead` with what an installer has written in the recording of a Windows, now and each time that it changes. Returns what ends it. */
export function watchRecordedLeaveRequest(folder: string, onRead: (said: string | null) => void): () => void {
  const read = async (): Promise<void> => {
    const { readRecordedLeaveRequest } = await import('./recording/recorded-leave-request.ts')
    onRead(await readRecordedLeaveRequest(folder))
  }
  void read()
  return watchRecording(folder, () => void read())
}

/**
 * The files of a computer; those of a recording lie in its `files` folder. On a Mac this process downloads no file's content from then on;
 * throws where macOS does not take that.
 */
export async function diskFor(machine: DiskOwner): Promise<LocalDisk> {
  if (machine.kind === 'recorded')
    return (await import('./recording/recorded-disk.ts')).createRecordedDisk(machine.folder)
  switch (machine.system) {
    case 'win32':
      return (await import('./windows/windows-disk.ts')).createWindowsDisk()
    case 'darwin': {
      const { bindMacCalls, refuseDownloads } = await import('./macos/mac-calls.ts')
      const calls = bindMacCalls()
      refuseDownloads(calls, 'process')
      return (await import('./macos/mac-disk.ts')).createMacDisk(calls)
    }
    default:
      return (await import('./posix-disk.ts')).createPosixDisk()
  }
}

/** False while this computer's person is not to be disturbed, as far as the system tells; macOS holds notifications back itself. */
export async function readIsFree(system: NodeJS.Platform): Promise<boolean> {
  if (system !== 'win32') return true
  return (await import('./windows/notification-state.ts')).readAcceptsNotifications()
}

/** Puts an entry into this computer's event log; false where it has none, or does not take it. */
export async function writeAdminEvent(system: NodeJS.Platform, event: AdminEvent): Promise<boolean> {
  if (system !== 'win32') return false
  return (await import('./windows/event-log.ts')).writeEvent(event)
}

export { readComputerMark, readComputerName, type ComputerMark } from './computer-mark.ts'
