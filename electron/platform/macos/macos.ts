import { toClientUri } from '../../../shared/remedy.ts'
import { recordMac } from '../recording/record-mac.ts'
import { readScan } from '../../../shared/read-scan.ts'
import { scanInThread } from '../scan/scan-in-thread.ts'
import type { OpenUri, Platform } from '../platform.ts'
import { readMacFacts } from '../../../shared/computer/macos/mac-facts.ts'
import { createRealMacSystem } from './real-mac-system.ts'
import { watchMac } from './watch.ts'

/** This computer, where it runs macOS. Only the client's documented URIs are ever opened. */
export function createMacosPlatform(openUri: OpenUri | null): Platform {
  const system = createRealMacSystem()
  return {
    readFacts: () => readMacFacts(system, new Date().toISOString()),
    scan: (request, options) =>
      readScan(() => scanInThread(request, options), new Date().toISOString(), options?.signal),
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
