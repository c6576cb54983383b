import { toClientUri } from '../../../shared/findings/remedy.ts'
import type { OpenUri, Platform } from '../platform.ts'
import { recordWindows } from '../recording/record-windows.ts'
import { readScan } from '../../../shared/files/read-scan.ts'
import { createRealSystem } from './real-system.ts'
import { scanInThread } from '../scan/scan-in-thread.ts'
import { watchWindows } from './watch.ts'
import type { Registry } from '../../../shared/computer/windows/registry.ts'
import { readPointerPlaces } from '../../../shared/computer/windows/pointer-places.ts'
import { readWindowsFacts } from '../../../shared/computer/windows/windows-facts.ts'

/** This computer, where it runs Windows. Only the client's documented URIs are ever opened. */
export function createWindowsPlatform(openUri: OpenUri | null): Platform {
  const system = createRealSystem()
  return {
    readFacts: async () => readWindowsFacts(system, new Date().toISOString()),
    scan: (request, options) =>
      readScan(() => scanInThread(request, options), new Date().toISOString(), options?.signal),
    pointerPlaces: async () => readPointerPlaces(system),
    record: async () => recordWindows(system, new Date().toISOString()),
    watch: (onChange) => watchWindows(system, onChange),
    async open(remedy, target) {
      const uri = toClientUri(remedy, target)
      if (uri === null || openUri === null) return { kind: 'unavailable', reason: 'unsupported' }
      if (!hasClientHandler(system.registry)) return { kind: 'unavailable', reason: 'no-handler' }
      await openUri(uri)
      return { kind: 'opened' }
    },
  }
}

/** Without a handler Windows would offer its store. HKEY_CLASSES_ROOT is these two together (docs/facts/sync-client.md#installation-and-addresses). */
function hasClientHandler(registry: Registry): boolean {
  const path = 'Software\\Classes\\odopen'
  return (
    registry.readKey('HKEY_CURRENT_USER', path) !== null ||
    registry.readKey('HKEY_LOCAL_MACHINE', path) !== null
  )
}
