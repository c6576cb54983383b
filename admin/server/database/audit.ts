import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { TenantDatabase } from './tenant-database.ts'

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
  await client.query(
    `insert into audit (target_tenant_id, id, actor, action, subject, before, after, undoes)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tenantId,
      id,
      JSON.stringify(actor),
      action,
      subject,
      JSON.stringify(before),
      JSON.stringify(after),
      undoes ?? null,
    ],
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
  await pool.query(
    `insert into audit (target_tenant_id, id, actor, action, subject, before, after)
      select $1, $2, $3::jsonb, $4, $5::text, null, $6::jsonb where $5 is null or not exists (
        select 1 from audit where target_tenant_id = $1 and subject = $5 and action = $4 and actor = $3::jsonb
          and at > now() - interval '${sameReadMinutes} minutes')`,
    [tenantId, randomUUID(), JSON.stringify(actor), action, subject, JSON.stringify(after)],
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

/** What can be taken back by `POST /v1/changes/{id}/undo`. */
export const undoable: readonly string[] = ['person.reset', 'people.return']

/** The trail from the newest on, before `place`. */
export async function readAudit(
  { pool, tenantId }: TenantDatabase,
  limit: number,
  before?: string,
): Promise<AuditRow[]> {
  const { rows } = await pool.query<AuditRow>(
    `select a.id, a.place, a.at, a.actor, a.action, a.subject, a.before, a.after, a.undoes,
        exists (select 1 from audit u where u.target_tenant_id = a.target_tenant_id and u.undoes = a.id) as undone
      from audit a where a.target_tenant_id = $1 and ($3::bigint is null or a.place < $3)
      order by a.place desc limit $2`,
    [tenantId, limit, before ?? null],
  )
  return rows
}
