import os from 'node:os'
import { toClientUri } from '../../../shared/remedy.ts'
import { recordNothing } from '../recording/recording-content.ts'
import type { OpenUri, Platform } from '../platform.ts'
import { toUnreadableFacts } from '../unreadable-facts.ts'

/** macOS: as whom Landfall runs is known; what the sync client has is not read yet and says so. */
export function createMacosPlatform(openUri: OpenUri | null): Platform {
  return {
    readFacts: async () => {
      const runsAs = process.getuid?.() === 0 ? 'elevated' : 'user'
      const origin = { source: 'process', readAt: new Date().toISOString() }
      const context = { kind: 'read', value: { runsAs, isRemote: null }, ...origin } as const
      return toUnreadableFacts(
        { platform: 'macos', osVersion: os.release(), recorded: false, context },
        'not-yet-supported',
      )
    },
    scan: async () => null,
    record: async () => recordNothing('macos', os.release()),
    // Not yet: the window looks when it gets the focus.
    watch: () => () => undefined,
    open: async (remedy, target) => {
      const uri = toClientUri(remedy, target)
      if (uri === null || openUri === null) return { kind: 'unavailable', reason: 'unsupported' }
      try {
        await openUri(uri)
        return { kind: 'opened' }
      } catch {
        // The system knows no application for the scheme: the client is not there to open it.
        return { kind: 'unavailable', reason: 'no-handler' }
      }
    },
  }
}
