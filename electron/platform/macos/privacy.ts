import { closeSync, openSync } from 'node:fs'
import { toUnreadableFacts } from '../../../shared/computer/unreadable-facts.ts'
import type { MacSystem } from '../../../shared/computer/macos/mac-system.ts'
import { recordNothing } from '../recording/recording-content.ts'
import type { Platform } from '../platform.ts'

/**
 * Whether macOS lets this program into every folder without a question. Opening the list of such grants tells, and asks no one: it is
 * refused without full disk access (docs/facts/macos.md#files-without-content). What cannot be told is no.
 */
export function hasFullDiskAccess(home: string, open: (file: string) => void = openAndClose): boolean {
  try {
    open(`${home}/Library/Application Support/com.apple.TCC/TCC.db`)
    return true
  } catch {
    return false
  }
}

function openAndClose(file: string): void {
  closeSync(openSync(file, 'r'))
}

/** Why nothing was read: the person has not been told what macOS will ask. */
export const notAskedYet = 'not-asked-yet'

/** A Mac where nothing is opened that macOS would ask for. The account and the version of macOS are read all the same. */
export function createQuietMac(
  system: Pick<MacSystem, 'osVersion' | 'runsAs'>,
  open: Platform['open'],
): Platform {
  return {
    readFacts: async () => {
      const origin = { source: 'process', readAt: new Date().toISOString() }
      const context = { kind: 'read', value: { runsAs: system.runsAs(), isRemote: null }, ...origin } as const
      const osVersion = await system.osVersion().catch(() => 'unknown')
      return toUnreadableFacts({ platform: 'macos', osVersion, recorded: false, context }, notAskedYet)
    },
    scan: async () => null,
    record: async () => recordNothing('macos', await system.osVersion().catch(() => 'unknown')),
    watch: () => () => undefined,
    open,
  }
}
