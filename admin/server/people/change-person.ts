import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { PeopleSelection } from '../contract/people-routes.ts'
import { dutyRun, undoable, writeAudit, type Actor, type AuditRow } from '../database/audit.ts'
import {
  countChanges,
  publishPlans,
  publishChange,
  type CountedPerson,
  type PersonChange,
} from '../progress/count-changes.ts'
import { toCondition } from './find-people.ts'
import { countedColumns } from './person-state.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'

const remindedAtMost = 10_000

type Turned = {
  readonly person_id: string
  readonly direction: string
  readonly move_state: string
  readonly reported: string
  readonly reported_blocker: string | null
  readonly reported_owner: string | null
  readonly was_done: boolean
  readonly devices: number
  readonly done_at: string | null
}
const turnedColumns = sql`person_id, direction, move_state, reported, reported_blocker, reported_owner, was_done, devices, done_at`

type Reset = Pick<
  Turned,
  'reported' | 'reported_blocker' | 'reported_owner' | 'was_done' | 'devices' | 'done_at'
> & {
  readonly devicesThatCounted: readonly { device_id: string; direction: string; sequence: number }[]
}

export type Undo =
  | { readonly kind: 'done'; readonly changeId: string }
  | { readonly kind: 'refused'; readonly code: 'change.not-found' | 'change.not-undoable' }

export async function addNote(
  database: TenantDatabase,
  actor: Actor,
  personId: string,
  text: string,
): Promise<string | null> {
  const { tenantId } = database
  return transact(database, 'shared', async (client) => {
    if ((await lockPeople(client, tenantId, [personId])).length === 0) return null
    const id = randomUUID()
    await runStatement(
      client,
      sql`insert into notes (target_tenant_id, id, person_id, text, actor)
        values (${tenantId}, ${id}, ${personId}, ${text}, ${JSON.stringify(actor)})`,
    )
    await writeAudit(client, tenantId, actor, {
      action: 'note.add',
      subject: personId,
      after: { noteId: id },
    })
    await publishChange(client, tenantId, { kind: 'person', personId })
    return id
  })
}

export async function removeNote(
  database: TenantDatabase,
  actor: Actor,
  personId: string,
  noteId: string,
): Promise<boolean> {
  const { tenantId } = database
  return transact(database, 'shared', async (client) => {
    const removed = await runStatement(
      client,
      sql`delete from notes where target_tenant_id = ${tenantId} and id = ${noteId} and person_id = ${personId}`,
    )
    if (removed !== 1) return false
    await writeAudit(client, tenantId, actor, {
      action: 'note.remove',
      subject: personId,
      before: { noteId },
    })
    await publishChange(client, tenantId, { kind: 'person', personId })
    return true
  })
}

/** What was reported counts no longer, until a new report. Returns the change's id, or null when there is no such person. */
export async function resetPerson(
  database: TenantDatabase,
  actor: Actor,
  personId: string,
): Promise<string | null> {
  const { tenantId } = database
  return transact(database, 'shared', async (client) => {
    const [before] = await lockPeople(client, tenantId, [personId])
    if (before === undefined) return null
    const rows = await queryRows(
      client,
      sql<
        Reset['devicesThatCounted'][number]
      >`update devices set counts = false where target_tenant_id = ${tenantId} and person_id = ${personId} and counts
        returning device_id, direction, sequence`,
    )
    const [was] = await readTurned(client, tenantId, [personId])
    await runStatement(
      client,
      sql`update people set reported = 'none', reported_blocker = null, reported_owner = null, was_done = false,
        devices = 0, done_at = null where target_tenant_id = ${tenantId} and person_id = ${personId}`,
    )
    await countAfter(client, tenantId, [before])
    return writeAudit(client, tenantId, actor, {
      action: 'person.reset',
      subject: personId,
      before: { ...was, devicesThatCounted: rows },
    })
  })
}

/** Turns the journeys of people round. Their move back has not begun, whatever the move here was. */
export async function turnJourneys(
  database: TenantDatabase,
  actor: Actor,
  personIds: readonly string[],
): Promise<
  | { kind: 'done'; changeId: string; people: number }
  | { kind: 'refused'; code: 'person.not-found' | 'regression.not-possible' }
> {
  const { tenantId } = database
  return transact(database, 'shared', async (client) => {
    const wanted = [...new Set(personIds)]
    const before = await lockPeople(client, tenantId, wanted)
    if (before.length < wanted.length) return { kind: 'refused', code: 'person.not-found' }
    const was = await readTurned(client, tenantId, wanted)
    if (was.some(({ direction, move_state }) => direction === 'return' || move_state !== 'Success'))
      return { kind: 'refused', code: 'regression.not-possible' }
    await runStatement(
      client,
      sql`update people set direction = 'return', move_state = 'NotStarted', reported = 'none', reported_blocker = null,
        reported_owner = null, devices = 0, done_at = null where target_tenant_id = ${tenantId}
          and person_id = any(${wanted}::uuid[])`,
    )
    await countAfter(client, tenantId, before)
    const changeId = await writeAudit(client, tenantId, actor, {
      action: 'people.return',
      subject: null,
      before: was,
      after: { direction: 'return', people: wanted },
    })
    return { kind: 'done', changeId, people: wanted.length }
  })
}

/** Undoes a reset or a turn, once. What was reported since then stays. */
export async function undoChange(database: TenantDatabase, actor: Actor, changeId: string): Promise<Undo> {
  const { tenantId } = database
  return transact(database, 'shared', async (client) => {
    const rows = await queryRows(
      client,
      sql<AuditRow>`select action, subject, before from audit where target_tenant_id = ${tenantId} and id = ${changeId}`,
    )
    const change = rows[0]
    if (change === undefined) return { kind: 'refused', code: 'change.not-found' }
    if (!undoable.includes(change.action)) return { kind: 'refused', code: 'change.not-undoable' }
    if (change.action === dutyRun) return undoDuty(client, tenantId, actor, changeId, change)
    const isReset = change.action === 'person.reset'
    const personIds = isReset
      ? [change.subject ?? '']
      : (change.before as Turned[]).map(({ person_id }) => person_id)
    const before = await lockPeople(client, tenantId, personIds)
    if (before.length < personIds.length) return { kind: 'refused', code: 'change.not-undoable' }
    // Asked with the people locked: of two who take the same change back the second sees the first.
    const undone = await queryRows(
      client,
      sql`select 1 from audit where target_tenant_id = ${tenantId} and undoes = ${changeId}`,
    )
    if (undone.length > 0) return { kind: 'refused', code: 'change.not-undoable' }
    if (isReset) await undoReset(client, tenantId, personIds[0] ?? '', change.before as Reset)
    else await undoTurn(client, tenantId, change.before as Turned[])
    await countAfter(client, tenantId, before)
    const id = await writeAudit(client, tenantId, actor, {
      action: 'change.undo',
      subject: change.subject,
      undoes: changeId,
    })
    return { kind: 'done', changeId: id }
  })
}

/** What somebody said they ran is not said any more. Of two who take it back at once the second sees the first. */
async function undoDuty(
  client: pg.PoolClient,
  tenantId: string,
  actor: Actor,
  changeId: string,
  { subject }: Pick<AuditRow, 'subject'>,
): Promise<Undo> {
  await runStatement(client, sql`select pg_advisory_xact_lock(hashtextextended(${`duty ${changeId}`}, 0))`)
  const undone = await queryRows(
    client,
    sql`select 1 from audit where target_tenant_id = ${tenantId} and undoes = ${changeId}`,
  )
  if (undone.length > 0) return { kind: 'refused', code: 'change.not-undoable' }
  const id = await writeAudit(client, tenantId, actor, { action: 'change.undo', subject, undoes: changeId })
  await publishChange(client, tenantId, { kind: 'settings' })
  return { kind: 'done', changeId: id }
}

async function undoReset(
  client: pg.PoolClient,
  tenantId: string,
  personId: string,
  was: Reset,
): Promise<void> {
  const deviceIds = was.devicesThatCounted.map(({ device_id }) => device_id)
  const directions = was.devicesThatCounted.map(({ direction }) => direction)
  await runStatement(
    client,
    sql`update devices d set counts = true from unnest(${deviceIds}::uuid[], ${directions}::text[]) as g(device_id, direction)
      where d.target_tenant_id = ${tenantId} and d.person_id = ${personId} and d.device_id = g.device_id
        and d.direction = g.direction`,
  )
  // A person who has reported since then is where that report says.
  await runStatement(
    client,
    sql`update people set reported = ${was.reported}, reported_blocker = ${was.reported_blocker}, reported_owner = ${was.reported_owner}, devices = ${was.devices}, done_at = ${was.done_at}
      where target_tenant_id = ${tenantId} and person_id = ${personId} and reported = 'none'`,
  )
  await runStatement(
    client,
    sql`update people set was_done = was_done or ${was.was_done}
      where target_tenant_id = ${tenantId} and person_id = ${personId}`,
  )
}

async function undoTurn(client: pg.PoolClient, tenantId: string, was: readonly Turned[]): Promise<void> {
  await runStatement(
    client,
    sql`update people p set direction = g.direction, move_state = g.move_state, reported = g.reported,
        reported_blocker = g.reported_blocker, reported_owner = g.reported_owner, was_done = g.was_done,
        devices = g.devices, done_at = g.done_at
      from jsonb_to_recordset(${JSON.stringify(was)}::jsonb) as g(person_id uuid, direction text, move_state text, reported text,
        reported_blocker text, reported_owner text, was_done boolean, devices integer, done_at timestamptz)
      where p.target_tenant_id = ${tenantId} and p.person_id = g.person_id`,
  )
}

export type Reminded = {
  readonly changeId: string
  readonly people: { id: string; sourceUpn: string; targetUpn: string; wave: string | null }[]
  readonly isCut: boolean
}

type Recipient = {
  readonly person_id: string
  readonly source_upn: string
  readonly target_upn: string
  readonly wave: string | null
}

/** Whom to remind, and notes that they were. */
export async function remindPeople(
  database: TenantDatabase,
  actor: Actor,
  filter: PeopleSelection,
): Promise<Reminded> {
  const { tenantId } = database
  return transact(database, 'shared', async (client) => {
    const chosen = await queryRows(
      client,
      sql<Recipient>`with chosen as (
        select person_id, target_key from people where ${toCondition(tenantId, filter)}
          order by target_key limit ${remindedAtMost + 1} for update)
      update people p set reminded_at = now() from chosen
        where p.target_tenant_id = ${tenantId} and p.person_id = chosen.person_id
        returning p.person_id, p.source_upn, p.target_upn, p.wave`,
    )
    const people = chosen
      .map(({ person_id, source_upn, target_upn, wave }) => ({
        id: person_id,
        sourceUpn: source_upn,
        targetUpn: target_upn,
        wave,
      }))
      .sort((one, other) => (one.targetUpn < other.targetUpn ? -1 : 1))
    const { search, only, except, ...named } = filter
    const changeId = await writeAudit(client, tenantId, actor, {
      action: 'people.remind',
      subject: null,
      // A search text may be a name; that there was one is enough.
      after: {
        people: Math.min(people.length, remindedAtMost),
        filter: named,
        ...(only !== undefined && { only: only.length }),
        ...(except !== undefined && { except: except.length }),
        searched: search !== undefined,
      },
    })
    return { changeId, people: people.slice(0, remindedAtMost), isCut: people.length > remindedAtMost }
  })
}

async function lockPeople(
  client: pg.PoolClient,
  tenantId: string,
  personIds: readonly string[],
): Promise<CountedPerson[]> {
  const rows = await queryRows(
    client,
    sql<CountedPerson>`select ${countedColumns} from people where target_tenant_id = ${tenantId}
      and person_id = any(${personIds}::uuid[])
      order by target_key for update`,
  )
  return rows
}

async function readTurned(
  client: pg.PoolClient,
  tenantId: string,
  personIds: readonly string[],
): Promise<Turned[]> {
  const rows = await queryRows(
    client,
    sql<Turned>`select ${turnedColumns} from people where target_tenant_id = ${tenantId}
      and person_id = any(${personIds}::uuid[])`,
  )
  return rows
}

async function countAfter(
  client: pg.PoolClient,
  tenantId: string,
  before: readonly CountedPerson[],
): Promise<void> {
  const personIds = before.map(({ person_id }) => person_id)
  const rows = await queryRows(
    client,
    sql<CountedPerson>`select ${countedColumns} from people where target_tenant_id = ${tenantId}
      and person_id = any(${personIds}::uuid[])`,
  )
  const afterOf = new Map(rows.map((row) => [row.person_id, row]))
  const changes = before.flatMap((each): PersonChange[] => {
    const after = afterOf.get(each.person_id)
    return after === undefined ? [] : [{ before: each, after }]
  })
  if (changes.length > 0) await countChanges(client, tenantId, changes)
  await publishPlans(client, tenantId, personIds)
}
