import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { TenantDatabase } from './tenant-database.ts'
import { queryRows, runStatement, sql } from './statement.ts'

/** Who changes something. Written down with each change. */
export type Actor = { readonly upn: string; readonly oid: string; readonly role: string }

/** What the command line writes down as who did it. */
export const commandLine: Actor = { upn: 'command line', oid: '', role: 'operator' }

export type Change = {
  readonly action: string
  readonly subject: string | null
  readonly before?: unknown
  readonly after?: unknown
  readonly undoes?: string
}

/** Writes one change into the trail, in the transaction that makes it. Gives the change's id. Nothing personal but the actor. */
export async function writeAudit(
  client: pg.ClientBase,
  tenantId: string,
  actor: Actor,
  { action, subject, before = null, after = null, undoes }: Change,
): Promise<string> {
  const id = randomUUID()
  await runStatement(
    client,
    sql`insert into audit (target_tenant_id, id, actor, action, subject, before, after, undoes)
      values (${tenantId}, ${id}, ${JSON.stringify(actor)}, ${action}, ${subject}, ${JSON.stringify(before)},
        ${JSON.stringify(after)}, ${undoes ?? null})`,
  )
  return id
}

const sameReadMinutes = 15

/**
 * Writes that somebody read what is personal, before they get it. The console asks again by itself: the same person who reads the
 * same again within a quarter of an hour is one line.
 */
export async function writeRead(
  { pool, tenantId }: TenantDatabase,
  actor: Actor,
  { action, subject, after = null }: Pick<Change, 'action' | 'subject' | 'after'>,
): Promise<void> {
  const reader = JSON.stringify(actor)
  await runStatement(
    pool,
    sql`insert into audit (target_tenant_id, id, actor, action, subject, before, after)
      select ${tenantId}, ${randomUUID()}, ${reader}::jsonb, ${action}, ${subject}::text, null, ${JSON.stringify(after)}::jsonb
      where ${subject}::text is null or not exists (
        select 1 from audit where target_tenant_id = ${tenantId} and subject = ${subject} and action = ${action}
          and actor = ${reader}::jsonb and at > now() - make_interval(mins => ${sameReadMinutes}))`,
  )
}

export type AuditRow = {
  readonly id: string
  readonly place: string
  readonly at: Date
  readonly actor: Actor
  readonly action: string
  readonly subject: string | null
  readonly before: unknown
  readonly after: unknown
  readonly undoes: string | null
  readonly undone: boolean
}

/** Somebody says that they ran a duty of the runbook. */
export const dutyRun = 'duty.run'

/** What can be taken back by `POST /v1/changes/{id}/undo`. */
export const undoable: readonly string[] = ['person.reset', 'people.return', dutyRun]

export type AuditFilter = {
  /** A part of the actor's user name, in any case. */
  readonly actor?: string | undefined
  /** ISO 8601: from this instant on. */
  readonly from?: string | undefined
  /** ISO 8601: before this instant. */
  readonly until?: string | undefined
  /** The place of the last row that is known already. */
  readonly after?: string | undefined
}

/** The trail from the newest on, after the place that is known already. */
export async function readAudit(
  { pool, tenantId }: TenantDatabase,
  limit: number,
  { actor, from, until, after }: AuditFilter = {},
): Promise<AuditRow[]> {
  const rows = await queryRows(
    pool,
    sql<AuditRow>`select a.id, a.place, a.at, a.actor, a.action, a.subject, a.before, a.after, a.undoes,
        exists (select 1 from audit u where u.target_tenant_id = a.target_tenant_id and u.undoes = a.id) as undone
      from audit a where a.target_tenant_id = ${tenantId} and ${after === undefined ? sql`true` : sql`a.place < ${after}`}
        and ${actor === undefined ? sql`true` : sql`strpos(lower(a.actor->>'upn'), lower(${actor}::text)) > 0`}
        and ${from === undefined ? sql`true` : sql`a.at >= ${from}::timestamptz`}
        and ${until === undefined ? sql`true` : sql`a.at < ${until}::timestamptz`}
      order by a.place desc limit ${limit}`,
  )
  return rows
}
