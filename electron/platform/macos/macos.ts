import { toClientUri } from '../../../shared/remedy.ts'
import { recordMac } from '../recording/record-mac.ts'
import type { OpenUri, Platform } from '../platform.ts'
import { readMacFacts } from '../../../shared/computer/macos/mac-facts.ts'
import { createRealMacSystem } from './real-mac-system.ts'
import { watchMac } from './watch.ts'

/** This computer, where it runs macOS. Only the client's documented URIs are ever opened. */
export function createMacosPlatform(openUri: OpenUri | null): Platform {
  const system = createRealMacSystem()
  return {
    readFacts: () => readMacFacts(system, new Date().toISOString()),
    // Which of a File Provider's files are in the cloud is told to nobody but the client: no listing is better than a wrong one.
    scan: async () => null,
    record: () => recordMac(system, new Date().toISOString()),
    watch: (onChange) => watchMac(system, onChange),
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
