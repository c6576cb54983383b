import { createHash, randomBytes } from 'node:crypto'
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { directions, moveStates, type MoveState, type Plan } from '../../../shared/plan.ts'
import type { CompletionReport } from '../../../shared/report.ts'
import type { Caller } from '../auth/verify-token.ts'
import { migrate } from './migrations.ts'
import { toAddressKey, type Database } from './schema.ts'

export type MapEntry = {
  readonly sourceTenantId: string
  readonly sourceUpn: string
  readonly targetUpn: string
}
export type StateEntry = { readonly sourceUpn: string; readonly moveState: MoveState }

export type Acceptance =
  | { readonly kind: 'accepted'; readonly receipt: string; readonly receivedAt: string }
  | { readonly kind: 'refused'; readonly code: 'report.not-in-map' | 'report.not-yours' | 'report.id-reused' }

/** Everything the endpoint remembers. */
export type Store = {
  findPlan(caller: Caller): Promise<Plan | null>
  /** Durable when it answers. The same report again gets the same receipt. */
  acceptReport(caller: Caller, report: CompletionReport): Promise<Acceptance>
  /** Adds and changes people; all of them or, when anything fails, none. */
  importMap(entries: readonly MapEntry[]): Promise<{ added: number; changed: number }>
  /** Sets move states by old address; all or none. Says how many people are not in the map. */
  importStates(entries: readonly StateEntry[]): Promise<{ changed: number; unknown: number }>
  countReports(): Promise<number>
  isReachable(): Promise<boolean>
  close(): Promise<void>
}

const batchSize = 5_000
const receiptAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Opens a PostgreSQL by URL for one target tenant and brings its tables up to date. */
export async function openStore(databaseUrl: string, targetTenantId: string): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    connectionTimeoutMillis: 5_000,
    // A commit that has been answered must survive a power cut, whatever the server's default.
    options: '-c synchronous_commit=on',
  })
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  await migrate(db as unknown as Kysely<never>)

  const personOf = (caller: Caller) => {
    const key = toAddressKey(caller.upn)
    const people = db.selectFrom('people').selectAll().where('target_tenant_id', '=', targetTenantId)
    return caller.tenantId === targetTenantId
      ? people.where('target_key', '=', key)
      : // Somebody of the source tenant has a journey only on the way back.
        people
          .where('source_tenant_id', '=', caller.tenantId)
          .where('source_key', '=', key)
          .where('direction', '=', 'return')
  }

  return {
    async findPlan(caller) {
      const person = await personOf(caller).executeTakeFirst()
      if (person === undefined) return null
      const direction = directions.find((known) => known === person.direction) ?? 'forward'
      const [sourceUpn, targetUpn] =
        direction === 'return'
          ? [person.target_upn, person.source_upn]
          : [person.source_upn, person.target_upn]
      const moveState = moveStates.find((known) => known === person.move_state) ?? 'Unknown'
      return { formatVersion: 1, direction, moveState, sourceUpn, targetUpn, wave: person.wave }
    },

    async acceptReport(caller, report) {
      const person = await personOf(caller).select('target_key').executeTakeFirst()
      if (person === undefined) return { kind: 'refused', code: 'report.not-in-map' }
      const content = JSON.stringify(report)
      const contentHash = createHash('sha256').update(content).digest('hex')
      const inserted = await db
        .insertInto('reports')
        .values({
          target_tenant_id: targetTenantId,
          id: report.id,
          person_tenant_id: caller.tenantId,
          person_oid: caller.oid,
          target_key: person.target_key,
          sequence: report.sequence,
          device_id: report.deviceId,
          verdict: report.verdict,
          receipt: createReceipt(),
          content_hash: contentHash,
          content,
          received_at: sql`now()` as unknown as Date,
        })
        .onConflict((conflict) => conflict.columns(['target_tenant_id', 'id']).doNothing())
        .returning(['receipt', 'received_at'])
        .executeTakeFirst()
      if (inserted !== undefined) return toAccepted(inserted)

      const known = await db
        .selectFrom('reports')
        .select(['receipt', 'received_at', 'person_tenant_id', 'person_oid', 'content_hash'])
        .where('target_tenant_id', '=', targetTenantId)
        .where('id', '=', report.id)
        .executeTakeFirstOrThrow()
      if (known.person_oid !== caller.oid || known.person_tenant_id !== caller.tenantId) {
        return { kind: 'refused', code: 'report.not-yours' }
      }
      // An id names one report for ever: a client that means another makes another id.
      if (known.content_hash !== contentHash) return { kind: 'refused', code: 'report.id-reused' }
      return toAccepted(known)
    },

    importMap: (entries) =>
      db.transaction().execute(async (transaction) => {
        const before = await countPeople(transaction, targetTenantId)
        let touched = 0
        for (const batch of batchesOf(entries)) {
          const rows = batch.map((entry) => ({
            target_tenant_id: targetTenantId,
            target_key: toAddressKey(entry.targetUpn),
            target_upn: entry.targetUpn,
            source_tenant_id: entry.sourceTenantId,
            source_key: toAddressKey(entry.sourceUpn),
            source_upn: entry.sourceUpn,
          }))
          const result = await transaction
            .insertInto('people')
            .values(rows)
            .onConflict((conflict) =>
              conflict
                .columns(['target_tenant_id', 'target_key'])
                .doUpdateSet(({ ref }) => ({
                  target_upn: ref('excluded.target_upn'),
                  source_tenant_id: ref('excluded.source_tenant_id'),
                  source_key: ref('excluded.source_key'),
                  source_upn: ref('excluded.source_upn'),
                }))
                .where(({ eb, ref, or }) =>
                  or([
                    eb('people.source_tenant_id', '!=', ref('excluded.source_tenant_id')),
                    eb('people.source_upn', '!=', ref('excluded.source_upn')),
                    eb('people.target_upn', '!=', ref('excluded.target_upn')),
                  ]),
                ),
            )
            .executeTakeFirst()
          touched += Number(result.numInsertedOrUpdatedRows ?? 0n)
        }
        const added = (await countPeople(transaction, targetTenantId)) - before
        return { added, changed: touched - added }
      }),

    importStates: (entries) =>
      db.transaction().execute(async (transaction) => {
        let changed = 0
        for (const batch of batchesOf(entries)) {
          const keys = batch.map(({ sourceUpn }) => toAddressKey(sourceUpn))
          const states = batch.map(({ moveState }) => moveState)
          const { numAffectedRows } = await sql`
            update people set move_state = given.state
            from unnest(${keys}::text[], ${states}::text[]) as given(key, state)
            where people.target_tenant_id = ${targetTenantId} and people.source_key = given.key`.execute(
            transaction,
          )
          changed += Number(numAffectedRows ?? 0n)
        }
        return { changed, unknown: entries.length - changed }
      }),

    async countReports() {
      const { count } = await db
        .selectFrom('reports')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('target_tenant_id', '=', targetTenantId)
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    async isReachable() {
      try {
        await sql`select 1`.execute(db)
        return true
      } catch (error) {
        if (isDatabaseAway(error)) return false
        throw error
      }
    },

    close: () => db.destroy(),
  }
}

/** True for what pg throws when the server is gone, starting or shutting down; a query's own fault is not. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as Error & { code?: string }
  if (code !== undefined) return /^(ECONN|ENOENT|ETIMEDOUT|EPIPE|57P|08)/.test(code)
  return /connection terminated|timeout exceeded when trying to connect/i.test(error.message)
}

function createReceipt(): string {
  return `R-${[...randomBytes(8)].map((byte) => receiptAlphabet[byte % 32]).join('')}`
}

function toAccepted({ receipt, received_at }: { receipt: string; received_at: Date }): Acceptance {
  return { kind: 'accepted', receipt, receivedAt: received_at.toISOString() }
}

async function countPeople(transaction: Transaction<Database>, targetTenantId: string): Promise<number> {
  const { count } = await transaction
    .selectFrom('people')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('target_tenant_id', '=', targetTenantId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

function* batchesOf<Entry>(entries: readonly Entry[]): Generator<readonly Entry[]> {
  for (let start = 0; start < entries.length; start += batchSize)
    yield entries.slice(start, start + batchSize)
}
