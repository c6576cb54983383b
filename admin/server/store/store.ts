import { createHash, randomBytes } from 'node:crypto'
import { Kysely, PostgresDialect, sql, type Selectable, type Transaction } from 'kysely'
import pg from 'pg'
import { directions, moveStates, type MoveState, type Plan } from '../../../shared/plan.ts'
import type { CompletionReport } from '../../../shared/report.ts'
import type { Caller } from '../auth/verify-token.ts'
import { applicationName } from './embedded.ts'
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
  | {
      readonly kind: 'refused'
      readonly code: 'report.not-in-map' | 'report.not-yours' | 'report.id-reused' | 'request.invalid'
    }

/** How many people an import of the map added, changed and took out. */
export type MapChange = { readonly added: number; readonly changed: number; readonly removed: number }

/** Everything the endpoint remembers. */
export type Store = {
  readonly findPlan: (caller: Caller) => Promise<Plan | null>
  /** Durable when it answers. The same report again gets the same receipt. */
  readonly acceptReport: (caller: Caller, report: CompletionReport) => Promise<Acceptance>
  /**
   * Adds and changes people; all of them or, when anything fails, none. A move state stays with the old
   * address. A person whose new address goes to somebody else, and who is not in `entries`, is removed.
   */
  readonly importMap: (entries: readonly MapEntry[]) => Promise<MapChange>
  /** Sets move states by old address; all or none. Says how many people are not in the map. */
  readonly importStates: (entries: readonly StateEntry[]) => Promise<{ changed: number; unknown: number }>
  readonly countReports: () => Promise<number>
  readonly isReachable: () => Promise<boolean>
  readonly close: () => Promise<void>
}

const batchSize = 5_000
const receiptAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Opens a PostgreSQL by URL for one target tenant and brings its tables up to date. */
export async function openStore(databaseUrl: string, targetTenantId: string): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    // One stays open: it shows the others on an embedded server that it is still in use.
    min: 1,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    // A commit that has been answered must survive a power cut, whatever the server's default.
    options: '-c synchronous_commit=on',
  })
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  // The same between two queries of a request: the next query says what happened.
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db as unknown as Kysely<never>)
  } catch (error) {
    await db.destroy()
    throw error
  }

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
      // Whoever has been done once is watched from then on; on the way back that counts no longer.
      const done = await db
        .selectFrom('reports')
        .select('id')
        .where('target_tenant_id', '=', targetTenantId)
        .where('target_key', '=', person.target_key)
        .where('person_tenant_id', '=', targetTenantId)
        .where('verdict', '=', 'done')
        .limit(1)
        .executeTakeFirst()
      const isWatched = direction === 'forward' && done !== undefined
      const plan = {
        formatVersion: 1,
        direction,
        moveState,
        sourceUpn,
        targetUpn,
        wave: person.wave,
      } as const
      return { ...plan, ...(isWatched && { phase: 'watch' as const }) }
    },

    async acceptReport(caller, report) {
      const person = await personOf(caller).select('target_key').executeTakeFirst()
      if (person === undefined) return { kind: 'refused', code: 'report.not-in-map' }
      const content = JSON.stringify(report, inOrder)
      const contentHash = createHash('sha256').update(content).digest('hex')
      const insertion = db
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
      const inserted = await insertion.executeTakeFirst().catch((error: unknown) => {
        if (isUnstorable(error)) return 'unstorable' as const
        throw error
      })
      if (inserted === 'unstorable') return { kind: 'refused', code: 'request.invalid' }
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
        // One import at a time; reading goes on.
        await sql`lock table people in share row exclusive mode`.execute(transaction)
        const people = await transaction
          .selectFrom('people')
          .selectAll()
          .where('target_tenant_id', '=', targetTenantId)
          .execute()
        const bySource = new Map(people.map((person) => [sourceOf(person), person]))
        const wanted = entries.map((entry) => toPerson(entry, targetTenantId, bySource))
        const touched = wanted.filter((person) => !isSame(person, bySource.get(sourceOf(person))))
        const added = touched.filter((person) => !bySource.has(sourceOf(person))).length

        // Out first, then in: two people may swap their new addresses.
        const keysOut = new Set(touched.map(({ target_key }) => target_key))
        for (const person of touched) {
          const known = bySource.get(sourceOf(person))
          if (known !== undefined) keysOut.add(known.target_key)
        }
        for (const batch of batchesOf([...keysOut])) {
          await sql`delete from people
            where target_tenant_id = ${targetTenantId} and target_key = any(${batch}::text[])`.execute(
            transaction,
          )
        }
        for (const batch of batchesOf(touched)) {
          await transaction.insertInto('people').values(batch).execute()
        }
        const removed = people.length + added - (await countPeople(transaction, targetTenantId))
        return { added, changed: touched.length - added, removed }
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
  if (code !== undefined) return /^(ECONN|ENOENT|ETIMEDOUT|EPIPE|57P|08|53)/.test(code)
  return /connection terminated|timeout exceeded when trying to connect|not queryable/i.test(error.message)
}

/** What JSON can say and PostgreSQL cannot keep: U+0000, half a surrogate pair, a number out of range. */
function isUnstorable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|54)/.test(error.code ?? '')
}

/** Keys in one order, so that the same report has the same hash whichever version wrote it down. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
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

type Person = Selectable<Database['people']>

function sourceOf({ source_tenant_id, source_key }: Pick<Person, 'source_tenant_id' | 'source_key'>): string {
  return `${source_tenant_id} ${source_key}`
}

/** The row of an entry. State, direction and wave belong to who moves, so they follow the old address. */
function toPerson(entry: MapEntry, targetTenantId: string, bySource: ReadonlyMap<string, Person>): Person {
  const { sourceTenantId: source_tenant_id, sourceUpn: source_upn, targetUpn: target_upn } = entry
  const source_key = toAddressKey(source_upn)
  const known = bySource.get(sourceOf({ source_tenant_id, source_key }))
  return {
    target_tenant_id: targetTenantId,
    target_key: toAddressKey(target_upn),
    target_upn,
    source_tenant_id,
    source_key,
    source_upn,
    move_state: known?.move_state ?? 'Unknown',
    direction: known?.direction ?? 'forward',
    wave: known?.wave ?? null,
  }
}

function isSame(person: Person, known: Person | undefined): boolean {
  return known?.target_upn === person.target_upn && known.source_upn === person.source_upn
}

function* batchesOf<Entry>(entries: readonly Entry[]): Generator<readonly Entry[]> {
  for (let start = 0; start < entries.length; start += batchSize)
    yield entries.slice(start, start + batchSize)
}
