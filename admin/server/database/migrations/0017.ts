import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What a computer told beside the one thing that holds its person up: codes, and how many of each it found. `informs`: its
 * organisation lets the rest of the computer hold no one up. Both are of the newest report, which is read once for them here.
 */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const found = `
  select jsonb_object_agg(code, found)
  from (
    select f->>'code' as code,
      least(1000000000, sum(greatest(0, trunc(coalesce((f->'counts'->>'found')::numeric, (f->'counts'->>'files')::numeric,
        (f->'counts'->>'folders')::numeric, 1))))) as found
    from jsonb_array_elements(r.content->'findings') as f
    where f->>'outcome' in ('attention', 'blocked', 'unknown')
      and case when d.state = 'looked' then f->>'step' not in ('all', 'report') else f->>'step' = 'workplace' end
    group by 1) as codes`

const statements = [
  'alter table devices add column found_codes jsonb',
  'alter table devices add column informs boolean not null default false',
  `update devices d set found_codes = (${found}),
      informs = r.content->'steps' @> '[{"id": "workplace", "informs": true}]'
    from reports r where r.target_tenant_id = d.target_tenant_id and r.id = d.report_id`,
  'create index devices_found on devices (target_tenant_id, person_id) where found_codes is not null',
]
