import { assertNever } from '../../shared/assert-never.ts'
import type { OpenUri, Platform } from './platform.ts'

/** Which computer is asked: this one, by the name of its system, or a recording in a folder. */
export type Machine =
  | { readonly kind: 'this'; readonly system: NodeJS.Platform; readonly openUri: OpenUri | null }
  | { readonly kind: 'recorded'; readonly folder: string }

/** The only switch over systems. Each is loaded when it is the one. */
export async function platformFor(machine: Machine): Promise<Platform> {
  switch (machine.kind) {
    case 'recorded':
      return (await import('./recording/recording.ts')).createRecordingPlatform(machine.folder)
    case 'this':
      switch (machine.system) {
        case 'win32':
          return (await import('./windows/windows.ts')).createWindowsPlatform(machine.openUri)
        case 'darwin':
          return (await import('./macos/macos.ts')).createMacosPlatform(machine.openUri)
        default:
          return (await import('./unsupported.ts')).createUnsupportedPlatform()
      }
    default:
      return assertNever(machine)
  }
}
