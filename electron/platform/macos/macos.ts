import { toClientUri } from '../../../shared/findings/remedy.ts'
import { recordMac } from '../recording/record-mac.ts'
import { readScan } from '../../../shared/files/read-scan.ts'
import { scanInThread } from '../scan/scan-in-thread.ts'
import type { OpenUri, Platform } from '../platform.ts'
import { readMacFacts } from '../../../shared/computer/macos/mac-facts.ts'
import type { MacSystem } from '../../../shared/computer/macos/mac-system.ts'
import { createQuietMac } from './privacy.ts'
import { createRealMacSystem } from './real-mac-system.ts'
import { watchMac } from './watch.ts'

/** This computer, where it runs macOS, and the same with nothing opened that macOS would ask the person for. */
export function createMacosPlatforms(openUri: OpenUri | null): {
  readonly real: Platform
  readonly quiet: Platform
} {
  const system = createRealMacSystem()
  const real = createMacosPlatform(openUri, system)
  return { real, quiet: createQuietMac(system, (remedy, target) => real.open(remedy, target)) }
}

/** This computer, where it runs macOS. Only the client's documented URIs are ever opened. */
export function createMacosPlatform(
  openUri: OpenUri | null,
  system: MacSystem = createRealMacSystem(),
): Platform {
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
