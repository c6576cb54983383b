import type pg from 'pg'
import { z } from 'zod'
import { toAddressKey } from '../../../shared/text/address-key.ts'
import { directions, toMoveState, type Plan } from '../../../shared/move/plan.ts'
import type { TokenPerson } from '../auth/verify-token.ts'
import { countChanges, type CountedPerson } from '../progress/count-changes.ts'
import { countedColumns } from './person-state.ts'
import { keepSeenAddresses, toSeenKey } from './seen-address.ts'
import { isStale, liveOf, type WorkloadsOfPerson } from './person-live.ts'
import { isFull, isReadOnly, type TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { queryRows, runStatement, sql, type Sql } from '../database/statement.ts'

export type FoundPlan =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'not-in-map' }
  /** The address is in the map, but belongs to another account: nothing is opened, and an admin hears of it. */
  | { readonly kind: 'other-account' }

type Row = CountedPerson & {
  readonly target_key: string
  readonly target_upn: string
  readonly source_upn: string
  readonly move_state: string
  readonly direction: string
  readonly was_done: boolean
  readonly seen_key: string | null
  /** The object id on the caller's side. */
  readonly oid: string | null
  /** What Microsoft's jobs say, and when Graph said it last; null where no job has this person. */
  readonly live: WorkloadsOfPerson | null
  readonly live_read_at: Date | null
}

/** What the live source said longer ago than this tells nothing of now. */
export const defaultStaleMs = 3_600_000

/** The code that an admin finds beside a person whose address another account has. */
export const otherAccountCode = 'plan.other-account'

/**
 * The plan of the caller. Tenant and object id decide who a caller is. An address only finds a person whose object id is
 * still unknown, and then the id is bound to them.
 */
export async function findPlan(
  database: TenantDatabase,
  caller: TokenPerson,
  staleMs = defaultStaleMs,
): Promise<FoundPlan> {
  let found = await findOnce(database, caller, staleMs)
  // Between reading and binding somebody else bound the row, or a join took it away: what is there now decides.
  if (found.kind === 'gone') found = await findOnce(database, caller, staleMs)
  if (found.kind === 'plan' || found.kind === 'not-in-map') return found
  await notifyAdmin(database, found.row)
  return { kind: 'other-account' }
}

type Once =
  | Exclude<FoundPlan, { kind: 'other-account' }>
  | { readonly kind: 'other-account'; readonly row: Row }
  | { readonly kind: 'gone'; readonly row: Row }

async function findOnce(database: TenantDatabase, caller: TokenPerson, staleMs: number): Promise<Once> {
  const key = toAddressKey(caller.upn)
  const side = caller.tenantId === database.tenantId ? 'target' : 'source'
  const oid = z.guid().safeParse(caller.oid).data ?? null
  const bound =
    oid === null ? null : await findRow(database, caller, side, sql`${oidColumns[side]} = ${oid}::uuid`)
  if (bound !== null) {
    if (side === 'target') await ifWritable(keepSeenAddress(database, bound, key), undefined)
    return { kind: 'plan', plan: toPlan(bound, staleMs) }
  }
  const named = await findRow(database, caller, side, sql`${keyColumns[side]} = ${key}`)
  if (named === null) return { kind: 'not-in-map' }
  // A token without a proper object id binds no one; Entra's always has one.
  if (oid === null) return { kind: 'plan', plan: toPlan(named, staleMs) }
  // The same account may have been bound by another request since the first look.
  if (named.oid !== null && named.oid !== oid) return { kind: 'other-account', row: named }
  const isTheirs = await ifWritable(bind(database, side, named.person_id, oid), true)
  return isTheirs ? { kind: 'plan', plan: toPlan(named, staleMs) } : { kind: 'gone', row: named }
}

/** A database without room, or read-only, still tells a plan: what was to be kept with it is kept with the next one. */
async function ifWritable<Value>(writing: Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await writing
  } catch (error) {
    if (isReadOnly(error) || isFull(error)) return otherwise
    throw error
  }
}

const oidColumns = { target: sql`target_oid`, source: sql`source_oid` }
const keyColumns = { target: sql`target_key`, source: sql`source_key` }

async function findRow(
  { pool, tenantId }: TenantDatabase,
  caller: TokenPerson,
  side: 'target' | 'source',
  condition: Sql,
): Promise<Row | null> {
  // Somebody of the source tenant has a journey only on the way back.
  const isOfSource =
    side === 'source' ? sql`and source_tenant_id = ${caller.tenantId}::uuid and direction = 'return'` : sql``
  const rows = await queryRows(
    pool,
    sql<Row>`select ${countedColumns}, target_key, target_upn, source_upn, move_state, direction, was_done, seen_key,
        ${oidColumns[side]} as oid, live.workloads as live, live.read_at as live_read_at
      from people left join lateral (${liveOf(tenantId)}) live on true
      where target_tenant_id = ${tenantId} and ${condition} ${isOfSource}`,
  )
  return rows[0] ?? null
}

/** True where the row is this account's now: also where another request of the same account was quicker. */
async function bind(
  database: TenantDatabase,
  side: 'target' | 'source',
  personId: string,
  oid: string,
): Promise<boolean> {
  return transact(database, 'shared', async (client) => {
    const bound = await runStatement(
      client,
      sql`update people set ${oidColumns[side]} = coalesce(${oidColumns[side]}, ${oid}::uuid)
        where target_tenant_id = ${database.tenantId} and person_id = ${personId}
        and (${oidColumns[side]} is null or ${oidColumns[side]} = ${oid}::uuid)`,
    )
    return bound === 1
  })
}

/** The account has another address than the map: an import that brings it renames this person instead of adding one. */
async function keepSeenAddress(database: TenantDatabase, row: Row, key: string): Promise<void> {
  const seen = toSeenKey(row, key)
  if (seen === row.seen_key) return
  await transact(database, 'shared', (client) =>
    keepSeenAddresses(client, database.tenantId, new Map([[row.person_id, seen]])),
  )
}

/** Names another account with this person's address to the admin, once. */
export async function notifyAdmin(
  database: TenantDatabase,
  row: Pick<CountedPerson, 'person_id' | 'signal_code'>,
): Promise<void> {
  if (row.signal_code === otherAccountCode) return
  await transact(database, 'shared', (client) => markOtherAccount(client, database.tenantId, row))
}

async function markOtherAccount(
  client: pg.PoolClient,
  tenantId: string,
  row: Pick<CountedPerson, 'person_id'>,
): Promise<void> {
  const rows = await queryRows(
    client,
    sql<CountedPerson>`select ${countedColumns} from people
      where target_tenant_id = ${tenantId} and person_id = ${row.person_id} for update`,
  )
  const before = rows[0]
  if (before === undefined) return
  await runStatement(
    client,
    sql`update people set signal_code = ${otherAccountCode}, signal_owner = 'admin', signal_at = now()
      where target_tenant_id = ${tenantId} and person_id = ${row.person_id}`,
  )
  const after = { ...before, signal_code: otherAccountCode, signal_owner: 'admin' }
  await countChanges(client, tenantId, [{ before, after }])
}

function toPlan(person: Row, staleMs: number): Plan {
  const direction = directions.find((known) => known === person.direction) ?? 'forward'
  const [sourceUpn, targetUpn] =
    direction === 'return' ? [person.target_upn, person.source_upn] : [person.source_upn, person.target_upn]
  // A person who was done once is watched from then on; on the way back that counts no longer.
  const isWatched = direction === 'forward' && person.was_done
  const live = toLive(person, staleMs)
  const moveState = toMoveState(person.move_state) ?? 'Unknown'
  return {
    formatVersion: 1,
    direction,
    // A finished move stays finished, however long ago it was seen; nothing else holds for so long.
    moveState: live?.isStale === true && moveState !== 'Success' ? 'Unknown' : moveState,
    sourceUpn,
    targetUpn,
    wave: person.wave,
    ...(isWatched && { phase: 'watch' as const }),
    ...(live !== null && { live }),
  }
}

function toLive({ live, live_read_at: readAt }: Row, staleMs: number): Plan['live'] | null {
  if (live === null || readAt === null) return null
  return { readAt: readAt.toISOString(), isStale: isStale(readAt, staleMs), ...live }
}
