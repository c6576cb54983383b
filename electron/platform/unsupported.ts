import os from 'node:os'
import { recordNothing } from './recording/recording-content.ts'
import type { Platform } from './platform.ts'
import { toUnreadableFacts } from '../../shared/computer/unreadable-facts.ts'

/** A system without a Microsoft sync client (Linux): it says so and reads nothing. */
export function createUnsupportedPlatform(): Platform {
  return {
    readFacts: async () => {
      const origin = { source: 'process', readAt: new Date().toISOString() }
      const context = { kind: 'read', value: { runsAs: 'user', isRemote: null }, ...origin } as const
      return toUnreadableFacts(
        { platform: 'linux', osVersion: os.release(), recorded: false, context },
        'not-supported',
      )
    },
    scan: async () => null,
    record: async () => recordNothing('linux', os.release()),
    watch: () => () => undefined,
    open: async () => ({ kind: 'unavailable', reason: 'unsupported' }),
  }
}
