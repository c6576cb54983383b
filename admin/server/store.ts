import type { Plan } from '../../shared/move/plan.ts'
import type { CompletionReport } from '../../shared/outputs/report.ts'
import type { TokenPerson } from './auth/verify-token.ts'
import { commandLine } from './database/audit.ts'
import { defaultDailyLimits, type DailyLimits } from './reports/daily-limits.ts'
import { defaultStaleMs, findPlan, type FoundPlan } from './people/find-plan.ts'
import type { SiteEntry } from './imports/site-addresses.ts'
import { importRows } from './imports/imports.ts'
import { createReportWriter } from './reports/report-writer.ts'
import type { Acceptance } from './reports/write-reports.ts'
import { createWriteProof, type Readiness } from './database/write-proof.ts'
import type { MapEntry, StateEntry, WaveEntry } from './imports/stage-import.ts'
import { queryRows, sql } from './database/statement.ts'
import { openTenantDatabase, type DatabaseOptions, type TenantDatabase } from './database/tenant-database.ts'
import { createWaveWatch } from './progress/wave-watch.ts'

/** How many people an import of the map added, changed and took out. */
export type MapChange = { readonly added: number; readonly changed: number; readonly removed: number }

/** Everything the endpoint remembers: the app's part here, the console's through `database`. */
export type Store = {
  readonly database: TenantDatabase
  readonly dailyLimits: DailyLimits
  /** Milliseconds for which the live source tells something of now; null where the endpoint follows none. */
  readonly staleMs: number | null
  /** The plan of the caller, who is bound to it by their object id from then on. */
  readonly askPlan: (caller: TokenPerson) => Promise<FoundPlan>
  /** The same without the reason why there is none. */
  readonly findPlan: (caller: TokenPerson) => Promise<Plan | null>
  /** Durable when it answers. The same report again gets the same receipt. */
  readonly acceptReport: (caller: TokenPerson, report: CompletionReport) => Promise<Acceptance>
  /**
   * Adds and changes people; all of them or, when anything fails, none. A move state stays with the old
   * address. A person whose new address goes to somebody else, and who is not in `entries`, is removed.
   */
  readonly importMap: (entries: readonly MapEntry[], fileName?: string) => Promise<MapChange>
  /** Sets move states by old address; all or none. Says how many people are not in the map. */
  readonly importStates: (
    entries: readonly StateEntry[],
    fileName?: string,
  ) => Promise<{ changed: number; unknown: number; unmatched: readonly string[] }>
  readonly importWaves: (
    entries: readonly WaveEntry[],
    fileName?: string,
  ) => Promise<{ changed: number; unknown: number }>
  /** Sets where sites are now; all or none. A site that is not in `entries` stays. */
  readonly importSites: (
    entries: readonly SiteEntry[],
    fileName?: string,
  ) => Promise<{ added: number; changed: number; unchanged: number }>
  readonly countReports: () => Promise<number>
  /** Whether reports could be kept now, proven by writing. Answers within a few seconds. */
  readonly canWrite: () => Promise<Readiness>
  readonly close: () => Promise<void>
}

/** Opens a PostgreSQL by URL for one target tenant and brings its tables up to date. */
export async function openStore(
  databaseUrl: string,
  targetTenantId: string,
  {
    dailyLimits = defaultDailyLimits,
    staleMs,
    ...options
  }: DatabaseOptions & { dailyLimits?: DailyLimits; staleMs?: number | undefined } = {},
): Promise<Store> {
  const database = await openTenantDatabase(databaseUrl, targetTenantId, options)
  const waves = createWaveWatch(database)
  const reports = createReportWriter(database, waves.addChanges, dailyLimits.reportsPerPerson)
  const canWrite = createWriteProof(database, reports.oldestWaitMs)

  async function applyContent(content: Parameters<typeof importRows>[3], fileName: string) {
    const { changes, unmatched } = await importRows(database, commandLine, fileName, content, 0)
    return { ...changes, unmatched }
  }

  return {
    database,
    dailyLimits,
    staleMs: staleMs ?? null,

    askPlan: (caller) => findPlan(database, caller, staleMs ?? defaultStaleMs),

    async findPlan(caller) {
      const found = await findPlan(database, caller, staleMs ?? defaultStaleMs)
      return found.kind === 'plan' ? found.plan : null
    },

    acceptReport: reports.accept,

    async importMap(entries, fileName = 'map') {
      const { added, changed, removed } = await applyContent({ kind: 'identity-map', entries }, fileName)
      return { added, changed, removed }
    },

    async importStates(entries, fileName = 'states') {
      const { changed, unchanged, unknown, unmatched } = await applyContent(
        { kind: 'move-states', entries },
        fileName,
      )
      return { changed: changed + unchanged, unknown, unmatched }
    },

    async importWaves(entries, fileName = 'waves') {
      const { changed, unchanged, unknown } = await applyContent({ kind: 'waves', entries }, fileName)
      return { changed: changed + unchanged, unknown }
    },

    async importSites(entries, fileName = 'sites') {
      const { added, changed, unchanged } = await applyContent({ kind: 'site-addresses', entries }, fileName)
      return { added, changed, unchanged }
    },

    async countReports() {
      const rows = await queryRows(
        database.pool,
        sql<{
          reports: string
        }>`select count(*) as reports from reports where target_tenant_id = ${targetTenantId}`,
      )
      return Number(rows[0]?.reports)
    },

    canWrite,

    async close() {
      await waves.stop()
      await database.connections.end()
    },
  }
}
