import type pg from 'pg'
import { runStatement, sql } from '../database/statement.ts'

type Ids = { readonly tenantId: string; readonly keptId: string; readonly goneId: string }

/**
 * Makes one history of the imports of two people who become one, so that each import can still be undone. Called before the row
 * of `goneId` goes.
 */
export async function joinImports(
  client: pg.ClientBase,
  tenantId: string,
  keptId: string,
  goneId: string,
): Promise<void> {
  const ids = { tenantId, keptId, goneId }
  await joinAddresses(client, ids)
  await joinMoveStates(client, ids)
  await joinWaves(client, ids)
  // The rest is of addresses that no person has now: an undone import must not bring the row back.
  await runStatement(
    client,
    sql`delete from import_rows where target_tenant_id = ${tenantId} and person_id = ${goneId}`,
  )
}

/**
 * Where the joined row was in the map before an import added the kept one, the person was known by its addresses until then:
 * undone, that import gives them back instead of taking everybody out.
 */
async function joinAddresses(client: pg.ClientBase, { tenantId, keptId, goneId }: Ids): Promise<void> {
  const maps = sql`select r.person_id, r.import_id, r.before, i.applied_place from import_rows r
    join imports i on i.target_tenant_id = r.target_tenant_id and i.id = r.import_id
    where r.target_tenant_id = ${tenantId} and r.person_id in (${keptId}, ${goneId}) and r.after is null
      and i.state = 'applied'`
  // The import that added the kept row, where the joined one was there already.
  const born = sql`select b.import_id, b.applied_place from maps b where b.person_id = ${keptId} and b.before is null
    and not exists (select 1 from maps a where a.person_id = ${goneId} and a.before is null
      and a.applied_place >= b.applied_place)`
  // As a later import found it, else as it is: both are whole people. The person stays who they are.
  const given = await runStatement(
    client,
    sql`with maps as (${maps}), born as (${born})
      update import_rows k set before = coalesce(
          (select a.before from maps a where a.person_id = ${goneId} and a.applied_place >= born.applied_place
            order by a.applied_place limit 1),
          to_jsonb(g)) || jsonb_build_object('person_id', ${keptId}::uuid)
      from born, people g where g.target_tenant_id = ${tenantId} and g.person_id = ${goneId}
        and k.target_tenant_id = ${tenantId} and k.import_id = born.import_id and k.person_id = ${keptId}`,
  )
  if (given === 0) return
  // Older imports were of the same person: undone, they take back what they gave.
  await runStatement(
    client,
    sql`with maps as (${maps})
      update import_rows r set person_id = ${keptId} from maps a
      where r.target_tenant_id = ${tenantId} and r.person_id = ${goneId} and a.person_id = ${goneId}
        and a.import_id = r.import_id
        and not exists (select 1 from maps k where k.person_id = ${keptId} and k.applied_place <= a.applied_place)`,
  )
}

/** A `Success` goes with the import that said it first of either row; without one, it is an admin's and stays. */
async function joinMoveStates(client: pg.ClientBase, { tenantId, keptId, goneId }: Ids): Promise<void> {
  await runStatement(
    client,
    sql`with states as (
        select r.person_id, r.import_id, r.after->>'move_state' as state, i.applied_place as place from import_rows r
          join imports i on i.target_tenant_id = r.target_tenant_id and i.id = r.import_id
          where r.target_tenant_id = ${tenantId} and r.person_id in (${keptId}, ${goneId}) and r.after ? 'move_state'),
      moved as (
        select p.person_id, coalesce((select min(s.place) from states s where s.person_id = p.person_id and s.state = 'Success'), 0) as since
          from people p where p.target_tenant_id = ${tenantId} and p.person_id in (${keptId}, ${goneId})
            and p.move_state = 'Success')
      delete from import_rows r using states s
        where r.target_tenant_id = ${tenantId} and r.person_id = s.person_id and r.import_id = s.import_id and (
          exists (select 1 from moved m where m.person_id <> s.person_id and m.since < s.place)
          or exists (select 1 from states o where o.import_id = s.import_id and o.person_id <> s.person_id
            and (o.state = 'Success', o.person_id = ${keptId}) > (s.state = 'Success', s.person_id = ${keptId})))`,
  )
  await runStatement(
    client,
    sql`update import_rows set person_id = ${keptId} where target_tenant_id = ${tenantId}
      and person_id = ${goneId} and after ? 'move_state'`,
  )
}

/** A wave that comes over goes again with the import that gave it. */
async function joinWaves(client: pg.ClientBase, { tenantId, keptId, goneId }: Ids): Promise<void> {
  const comesOver = sql`exists (select 1 from people p, people g
    where p.target_tenant_id = ${tenantId} and p.person_id = ${keptId}
    and g.target_tenant_id = ${tenantId} and g.person_id = ${goneId} and p.wave is null and g.wave is not null)`
  await runStatement(
    client,
    sql`delete from import_rows k using import_rows g where k.target_tenant_id = ${tenantId}
      and g.target_tenant_id = ${tenantId}
      and k.import_id = g.import_id and k.person_id = ${keptId} and g.person_id = ${goneId} and k.after ? 'wave'
        and ${comesOver}`,
  )
  await runStatement(
    client,
    sql`update import_rows set person_id = ${keptId} where target_tenant_id = ${tenantId}
      and person_id = ${goneId} and after ? 'wave' and ${comesOver}`,
  )
}
