import type { Plan } from '../../shared/move/plan.ts'
import type { CompletionReport } from '../../shared/outputs/report.ts'
import type { TokenPerson } from './auth/verify-token.ts'
import { commandLine } from './database/audit.ts'
import { defaultDailyLimits, type DailyLimits } from './reports/daily-limits.ts'
import { defaultStaleMs, findPlan, type FoundPlan } from './people/find-plan.ts'
import { takeRows } from './imports/imports.ts'
import { createReportWriter, type Acceptance } from './reports/report-writer.ts'
import { createWriteProof, type Readiness } from './database/write-proof.ts'
import type { MapEntry, StateEntry, WaveEntry } from './imports/stage-import.ts'
import { openTenantDatabase, type DatabaseOptions, type TenantDatabase } from './database/tenant-database.ts'
import { createWaveWatch } from './progress/wave-watch.ts'

/** How many people an import of the map added, changed and took out. */
export type MapChange = { readonly added: number; readonly changed: number; readonly removed: number }

/** Everything the endpoint remembers: the app's part here, the console's through `database`. */
export type Store = {
  readonly database: TenantDatabase
  readonly dailyLimits: DailyLimits
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
    staleMs = defaultStaleMs,
    ...options
  }: DatabaseOptions & { dailyLimits?: DailyLimits; staleMs?: number | undefined } = {},
): Promise<Store> {
  const database = await openTenantDatabase(databaseUrl, targetTenantId, options)
  const { db } = database
  const waves = createWaveWatch(database)
  const reports = createReportWriter(database, waves.look, dailyLimits.reportsPerPerson)
  const canWrite = createWriteProof(database, reports.oldestWaitMs)

  async function take(content: Parameters<typeof takeRows>[3], fileName: string) {
    const { changes, unmatched } = await takeRows(database, commandLine, fileName, content, 0)
    return { ...changes, unmatched }
  }

  return {
    database,
    dailyLimits,

    askPlan: (caller) => findPlan(database, caller, staleMs),

    async findPlan(caller) {
      const found = await findPlan(database, caller, staleMs)
      return found.kind === 'plan' ? found.plan : null
    },

    acceptReport: reports.accept,

    async importMap(entries, fileName = 'map') {
      const { added, changed, removed } = await take({ kind: 'identity-map', entries }, fileName)
      return { added, changed, removed }
    },

    async importStates(entries, fileName = 'states') {
      const { changed, unchanged, unknown, unmatched } = await take(
        { kind: 'move-states', entries },
        fileName,
      )
      return { changed: changed + unchanged, unknown, unmatched }
    },

    async importWaves(entries, fileName = 'waves') {
      const { changed, unchanged, unknown } = await take({ kind: 'waves', entries }, fileName)
      return { changed: changed + unchanged, unknown }
    },

    async countReports() {
      const { count } = await db
        .selectFrom('reports')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('target_tenant_id', '=', targetTenantId)
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    canWrite,

    async close() {
      await waves.stop()
      await database.connections.end()
    },
  }
}
