import type { Config } from '../../shared/config/config.ts'
import type { KeptScan } from '../../shared/recording/kept-scan.ts'
import { knowledgeFromConfig } from '../../shared/config/knowledge-from-config.ts'
import { nobodyAsked } from '../../shared/recording/nobody-asked.ts'
import { lastResult } from '../../shared/window/state.ts'
import { toLibraryViews } from '../../shared/checks/old-libraries.ts'
import { checkMachine } from '../../shared/checks/check-machine.ts'
import { readKeptPointers, toKeptPointersFile } from '../files/kept-pointers.ts'
import { readKeptLibrariesOf, toKeptLibrariesFile } from '../files/kept-libraries.ts'
import { readKeptScan } from '../files/kept-scan.ts'
import { createScanService } from '../files/scan-service.ts'
import type { Journey } from '../journey/journey.ts'
import type { Log } from '../context/log.ts'
import type { Platform } from '../platform/platform.ts'
import type { Store } from '../context/store.ts'

export type ReplayPorts = {
  readonly app: { readonly name: string; readonly version: string }
  readonly config: Config
  readonly platform: Platform
  /** In the recording itself. */
  readonly scanFile: string
  readonly store: Store
  readonly log: Log
  readonly now: () => Date
}

/** Somebody else's computer: it is looked at, and every other verb does nothing. */
export function createReplay({ app, config, platform, scanFile, store, log, now }: ReplayPorts): Journey {
  const knowledge = knowledgeFromConfig(config, config.plan.direction, now().toISOString())
  const scans = createScanService({
    platform,
    file: scanFile,
    show: (scan) => store.setState({ scan }),
    onChange: () => void check(),
    log,
  })
  let recorded: KeptScan | null = null
  store.setState({ replay: { recordedAt: null }, plan: knowledge, session: { kind: 'signed-out' } })

  async function check(): Promise<void> {
    const last = lastResult(store.getState().check)
    store.setState({ check: { kind: 'running', last } })
    try {
      const result = await checkMachine({
        platform,
        config,
        direction: config.plan.direction,
        ...nobodyAsked(knowledge),
        scan: scans.ask,
        look: scans.look,
        pointers: async ({ tenantId }) => {
          const kept = await readKeptPointers(toKeptPointersFile(scanFile))
          return kept?.tenantId === tenantId ? kept.reading : null
        },
        libraries: async ({ tenantId, seen }) => {
          const kept = await readKeptLibrariesOf(toKeptLibrariesFile(scanFile), tenantId)
          store.setState({ libraries: toLibraryViews(seen, { kept, addresses: null }) })
          return { kept, addresses: null }
        },
        rescue: async () => recorded?.settlement ?? null,
        app,
        now,
      })
      store.setState({ check: { kind: 'done', result } })
    } catch (error) {
      log.error('check-unexpected', { error })
      store.setState({ check: { kind: 'broken', last } })
    }
  }

  const nothing = async (): Promise<void> => undefined
  return {
    begin: async () => {
      recorded = await readKeptScan(scanFile)
      const { context } = await platform.readFacts()
      store.setState({ replay: { recordedAt: context.readAt } })
      await check()
    },
    check: async () => {
      scans.renew()
      await check()
    },
    signIn: nothing,
    signOut: nothing,
    tellNumber: nothing,
    openLibrary: nothing,
    settleLibrary: nothing,
    oldLinks: null,
    openRemedy: nothing,
    stopScan: scans.stop,
    stopComparison: () => undefined,
    rescue: null,
    rescueFolder: () => null,
    stop: scans.stop,
  }
}
