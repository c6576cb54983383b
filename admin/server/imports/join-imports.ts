import type pg from 'pg'

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
  const values = [tenantId, keptId, goneId]
  await joinAddresses(client, values)
  await joinMoveStates(client, values)
  await joinWaves(client, values)
  // What is left is of addresses that are nobody's now: an import that is undone must not bring the row back.
  await client.query('delete from import_rows where target_tenant_id = $1 and person_id = $2', [
    tenantId,
    goneId,
  ])
}

/**
 * Where the joined row was in the map before an import added the kept one, the person was known by its addresses until then:
 * undone, that import gives them back instead of taking everybody out.
 */
async function joinAddresses(client: pg.ClientBase, values: string[]): Promise<void> {
  const maps = `select r.person_id, r.import_id, r.before, i.applied_place from import_rows r
    join imports i on i.target_tenant_id = r.target_tenant_id and i.id = r.import_id
    where r.target_tenant_id = $1 and r.person_id in ($2, $3) and r.after is null and i.state = 'applied'`
  // The import that added the kept row, where the joined one was there already.
  const born = `select b.import_id, b.applied_place from maps b where b.person_id = $2 and b.before is null
    and not exists (select 1 from maps a where a.person_id = $3 and a.before is null and a.applied_place >= b.applied_place)`
  // As a later import found it, else as it is: both are whole people. The person stays who they are.
  const { rowCount } = await client.query(
    `with maps as (${maps}), born as (${born})
      update import_rows k set before = coalesce(
          (select a.before from maps a where a.person_id = $3 and a.applied_place >= born.applied_place
            order by a.applied_place limit 1),
          to_jsonb(g)) || jsonb_build_object('person_id', $2::uuid)
      from born, people g where g.target_tenant_id = $1 and g.person_id = $3 and k.target_tenant_id = $1 and k.import_id = born.import_id and k.person_id = $2`,
    values,
  )
  if (rowCount === 0) return
  // Older imports were of the same person: undone, they take back what they gave.
  await client.query(
    `with maps as (${maps})
      update import_rows r set person_id = $2 from maps a
      where r.target_tenant_id = $1 and r.person_id = $3 and a.person_id = $3 and a.import_id = r.import_id
        and not exists (select 1 from maps k where k.person_id = $2 and k.applied_place <= a.applied_place)`,
    values,
  )
}

/** A `Success` goes with the import that said it first of either row; without one, it is an admin's and stays. */
async function joinMoveStates(client: pg.ClientBase, values: string[]): Promise<void> {
  await client.query(
    `with states as (
        select r.person_id, r.import_id, r.after->>'move_state' as state, i.applied_place as place from import_rows r
          join imports i on i.target_tenant_id = r.target_tenant_id and i.id = r.import_id
          where r.target_tenant_id = $1 and r.person_id in ($2, $3) and r.after ? 'move_state'),
      moved as (
        select p.person_id, coalesce((select min(s.place) from states s where s.person_id = p.person_id and s.state = 'Success'), 0) as since
          from people p where p.target_tenant_id = $1 and p.person_id in ($2, $3) and p.move_state = 'Success')
      delete from import_rows r using states s
        where r.target_tenant_id = $1 and r.person_id = s.person_id and r.import_id = s.import_id and (
          exists (select 1 from moved m where m.person_id <> s.person_id and m.since < s.place)
          or exists (select 1 from states o where o.import_id = s.import_id and o.person_id <> s.person_id
            and (o.state = 'Success', o.person_id = $2) > (s.state = 'Success', s.person_id = $2)))`,
    values,
  )
  await client.query(
    `update import_rows set person_id = $2 where target_tenant_id = $1 and person_id = $3 and after ? 'move_state'`,
    values,
  )
}

/** A wave that comes over goes again with the import that gave it. */
async function joinWaves(client: pg.ClientBase, values: string[]): Promise<void> {
  const comesOver = `exists (select 1 from people p, people g where p.target_tenant_id = $1 and p.person_id = $2
    and g.target_tenant_id = $1 and g.person_id = $3 and p.wave is null and g.wave is not null)`
  await client.query(
    `delete from import_rows k using import_rows g where k.target_tenant_id = $1 and g.target_tenant_id = $1
      and k.import_id = g.import_id and k.person_id = $2 and g.person_id = $3 and k.after ? 'wave' and ${comesOver}`,
    values,
  )
  await client.query(
    `update import_rows set person_id = $2 where target_tenant_id = $1 and person_id = $3 and after ? 'wave' and ${comesOver}`,
    values,
  )
}
