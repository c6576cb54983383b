import type { TenantDatabase } from '../database/tenant-database.ts'
import type { KeptEvent } from './kept-event.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'

/** An event, and the id that a client resumes from. */
export type NumberedEvent = { readonly id: string; readonly event: KeptEvent }

/** A place in the order of events: the transaction, and the event's number in it. */
export type Position = { readonly xid: bigint; readonly part: number }

export type EventRow = {
  readonly xid: string
  readonly part: number
  readonly data: KeptEvent
  /** No transaction before this one is still running, so no event can come before it any more. */
  readonly settled: boolean
}

/** So many events are read at once. */
export const pageSize = 1_000

/** The position before every transaction that is still running. */
export async function readPosition({ pool }: TenantDatabase): Promise<Position> {
  const rows = await queryRows(
    pool,
    sql<{ xid: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xid`,
  )
  return { xid: BigInt(rows[0]?.xid ?? 0) - 1n, part: 0 }
}

/** At most `pageSize` events after a position, in their order. */
export async function readEventsAfter(
  { pool, tenantId }: TenantDatabase,
  { xid, part }: Position,
): Promise<EventRow[]> {
  const rows = await queryRows(
    pool,
    sql<EventRow>`select xid::text, part, data, xid < pg_snapshot_xmin(pg_current_snapshot()) as settled from events
      where target_tenant_id = ${tenantId} and (xid, part) > (${xid.toString()}::text::xid8, ${part}::int)
        order by xid, part limit ${pageSize}`,
  )
  return rows
}

/** The events after `lastId` up to `until`; a single `reset` where they are unknown. */
export async function readMissedEvents(
  database: TenantDatabase,
  lastId: string,
  until: Position,
): Promise<NumberedEvent[]> {
  const reset: NumberedEvent = { id: `${until.xid}.${until.part}`, event: { kind: 'reset' } }
  const [, xid, part] = /^(\d{1,19})\.(\d{1,9})$/.exec(lastId) ?? []
  if (xid === undefined || part === undefined) return [reset]
  const from: Position = { xid: BigInt(xid), part: Number(part) }
  if (from.xid === until.xid && from.part === until.part) return []
  // A missing id was deleted for its age, or is from another database.
  const known = await runStatement(
    database.pool,
    sql`select 1 from events where target_tenant_id = ${database.tenantId} and xid = ${xid}::text::xid8
      and part = ${part}`,
  )
  const rows = known === 1 ? await readEventsAfter(database, from) : []
  if (known !== 1 || rows.length === pageSize) return [reset]
  return rows.filter((row) => !isAfter(positionOf(row), until)).map(toNumberedEvent)
}

export function positionOf({ xid, part }: EventRow): Position {
  return { xid: BigInt(xid), part }
}

export function toNumberedEvent({ xid, part, data }: EventRow): NumberedEvent {
  return { id: `${xid}.${part}`, event: data }
}

function isAfter(one: Position, other: Position): boolean {
  return one.xid > other.xid || (one.xid === other.xid && one.part > other.part)
}
