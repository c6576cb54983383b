import { createHash } from 'node:crypto'
import type pg from 'pg'
import { toAddressKey, toHashedText } from '../../../shared/text/address-key.ts'
import type { MoveState } from '../../../shared/move/plan.ts'
import type { ImportKind } from '../contract/import-routes.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'
import { toNameKey } from './name-key.ts'

export type MapEntry = {
  readonly sourceTenantId: string
  readonly sourceUpn: string
  readonly targetUpn: string
  /** The new account's object id, where the map has it: then it decides who somebody is, whatever the addresses say. */
  readonly targetOid?: string
  /** What admins and the helpdesk see beside the addresses; left out, the name from before stays. */
  readonly displayName?: string
}
/** By the old user name, or by the name of the old OneDrive's site (`amy_lee_contoso_com`), which is made of it. */
export type StateEntry = {
  readonly moveState: MoveState
  /** The address of the old OneDrive, as the file has it. */
  readonly sourceUrl?: string
} & ({ readonly sourceUpn: string } | { readonly sourceSite: string })
export type WaveEntry = { readonly upn: string; readonly wave: string; readonly cutoverOn: string | null }

/** A column of people that an import fills. */
export type ValueColumn = 'move_state' | 'wave'
/** How the rows of a kind are staged: as people of the map (`stageMap`), as values of a column (`stageValues`), or as sites (`stageSites`). */
export const stagedAs: Readonly<Record<ImportKind, 'people' | 'sites' | ValueColumn>> = {
  'identity-map': 'people',
  'move-states': 'move_state',
  waves: 'wave',
  'site-addresses': 'sites',
}

/** How many people an import changes. `unknown`: they are not in the map. */
export type ImportChange = {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly removed: number
  readonly unknown: number
}

const batchSize = 10_000

/**
 * When a row of the map is about somebody who is in it already, the surest first: the object id; the old address; the address
 * that the bound account was last seen with; the new address of a bound account, whose old one has another domain.
 */
const samePerson = [
  sql`s.target_oid = p.target_oid`,
  sql`p.source_tenant_id = s.source_tenant_id and p.source_key = s.source_key`,
  sql`s.target_oid is null and p.seen_key = s.target_key`,
  sql`s.target_oid is null and p.target_oid is not null and p.target_key = s.target_key
    and split_part(p.source_key, '@', 1) = split_part(s.source_key, '@', 1)`,
]

/** Puts the rows of an identity map beside the people, with who they are now. */
export async function stageMap(
  client: pg.ClientBase,
  tenantId: string,
  entries: readonly MapEntry[],
): Promise<ImportChange> {
  await runStatement(
    client,
    sql`create temp table staged (
      source_tenant_id uuid, source_key text, source_upn text, target_key text, target_upn text, source_hash text,
      target_oid uuid, display_name text, name_key text, person_id uuid, kind text) on commit drop`,
  )
  for (const batch of batchesOf(entries)) {
    const sourceKeys = batch.map(({ sourceUpn }) => toAddressKey(sourceUpn))
    await runStatement(
      client,
      sql`insert into staged (source_tenant_id, source_key, source_upn, target_key, target_upn, source_hash, target_oid,
          display_name, name_key)
        select * from unnest(
          ${batch.map(({ sourceTenantId }) => sourceTenantId.toLowerCase())}::uuid[],
          ${sourceKeys}::text[],
          ${batch.map(({ sourceUpn }) => sourceUpn)}::text[],
          ${batch.map(({ targetUpn }) => toAddressKey(targetUpn))}::text[],
          ${batch.map(({ targetUpn }) => targetUpn)}::text[],
          ${sourceKeys.map((key) => toUpnHash(tenantId, key))}::text[],
          ${batch.map(({ targetOid }) => targetOid ?? null)}::uuid[],
          ${batch.map(({ displayName }) => displayName ?? null)}::text[],
          ${batch.map(({ displayName }) => (displayName === undefined ? null : toNameKey(displayName)))}::text[])`,
    )
  }
  await runStatement(client, sql`analyze staged`)
  for (const isSame of samePerson) {
    await runStatement(
      client,
      sql`update staged s set person_id = p.person_id from people p
        where p.target_tenant_id = ${tenantId} and s.person_id is null and ${isSame}
          and not exists (select 1 from staged o where o.person_id = p.person_id)`,
    )
    await runStatement(client, sql`analyze staged`)
  }
  // `moved`: another address. `spelt`: the same addresses, written in another way, or an object id or a name that is new.
  await runStatement(
    client,
    sql`update staged s set kind = case
          when p.target_key <> s.target_key or p.source_key <> s.source_key or p.source_tenant_id <> s.source_tenant_id
            then 'moved'
          when p.target_upn <> s.target_upn or p.source_upn <> s.source_upn
            or (s.target_oid is not null and p.target_oid is distinct from s.target_oid)
            or (s.display_name is not null and p.display_name is distinct from s.display_name) then 'spelt'
          else 'same' end
      from people p where p.target_tenant_id = ${tenantId} and p.person_id = s.person_id`,
  )
  await runStatement(client, sql`update staged set kind = 'added' where kind is null`)
  // Again: planned for the rows as they were, what follows would look through all of them for each of them.
  await runStatement(client, sql`analyze staged`)
  // People whose address goes to somebody else, and who are not in the file.
  await runStatement(
    client,
    sql`create temp table displaced on commit drop as
      select distinct p.person_id, p.target_upn from people p join staged s on s.target_key = p.target_key
        or (s.source_key = p.source_key and s.source_tenant_id = p.source_tenant_id) or s.target_oid = p.target_oid
      where p.target_tenant_id = ${sql.lit(tenantId)} and s.kind in ('added', 'moved', 'spelt')
        and not exists (select 1 from staged o where o.person_id = p.person_id)`,
  )
  const rows = await queryRows(
    client,
    sql<{ kind: string; people: number }>`select kind, count(*)::int as people from staged group by kind
      union all select 'removed', count(*)::int from displaced`,
  )
  const of = (kind: string): number => rows.find((row) => row.kind === kind)?.people ?? 0
  return {
    added: of('added'),
    changed: of('moved') + of('spelt'),
    unchanged: of('same'),
    removed: of('removed'),
    unknown: 0,
  }
}

type ValueRow = { readonly value: string; readonly sourceUrl?: string | undefined } & (
  { readonly upn: string } | { readonly site: string }
)

/**
 * Puts the rows of move states or waves beside the people. A state belongs to who moves: the old side of their journey. A
 * `Success` that was believed stays: a tool that repeats a job shows earlier states again, and no gate may shut for that.
 */
export async function stageValues(
  client: pg.ClientBase,
  tenantId: string,
  rows: readonly ValueRow[],
  column: ValueColumn,
): Promise<ImportChange> {
  await runStatement(
    client,
    sql`create temp table staged (address_key text, value text, source_site text, person_id uuid, before text) on commit drop`,
  )
  for (const batch of batchesOf(rows)) {
    // No address begins with a slash.
    const keys = batch.map((row) => ('upn' in row ? toAddressKey(row.upn) : `/${row.site}`))
    const given = batch.map(({ value }) => value)
    const sites = batch.map(({ sourceUrl }) => sourceUrl ?? null)
    await runStatement(
      client,
      sql`insert into staged (address_key, value, source_site)
        select * from unnest(${keys}::text[], ${given}::text[], ${sites}::text[])`,
    )
  }
  await runStatement(client, sql`analyze staged`)
  const sides =
    column === 'wave'
      ? [sql`p.source_key = s.address_key`, sql`p.target_key = s.address_key`]
      : [
          sql`p.source_key = s.address_key and p.direction = 'forward'`,
          sql`p.target_key = s.address_key and p.direction = 'return'`,
        ]
  for (const side of sides) {
    await runStatement(
      client,
      sql`update staged s set person_id = p.person_id, before = p.${sql.id(column)}
        from people p where p.target_tenant_id = ${tenantId} and s.person_id is null and ${side}`,
    )
  }
  if (rows.some((row) => 'site' in row)) await matchSites(client, tenantId)
  await dropContradictions(client)
  if (column === 'move_state')
    await runStatement(client, sql`update staged set value = before where before = 'Success'`)
  await runStatement(client, sql`analyze staged`)
  const counted = await queryRows(
    client,
    sql<{
      changed: number
      unchanged: number
      unknown: number
    }>`select count(*) filter (where person_id is not null and before is distinct from value)::int as changed,
        count(*) filter (where person_id is not null and before is not distinct from value)::int as unchanged,
        count(*) filter (where person_id is null)::int as unknown from staged`,
  )
  const { changed = 0, unchanged = 0, unknown = 0 } = counted[0] ?? {}
  return { added: 0, changed, unchanged, removed: 0, unknown }
}

/**
 * The site of somebody's OneDrive is their address with `_` for whatever is no letter, digit or hyphen. That cannot be read
 * back, so it is compared with everybody's. A site that could be two people's matches no one.
 */
async function matchSites(client: pg.ClientBase, tenantId: string): Promise<void> {
  await runStatement(
    client,
    sql`with sites as (
        select '/' || regexp_replace(case direction when 'return' then target_key else source_key end, '[^a-z0-9-]', '_', 'g') as site,
          min(person_id::text)::uuid as person_id
        from people where target_tenant_id = ${tenantId} group by 1 having count(*) = 1)
      update staged s set person_id = p.person_id, before = p.move_state
      from sites join people p on p.target_tenant_id = ${tenantId} and p.person_id = sites.person_id
      where s.person_id is null and s.address_key = sites.site`,
  )
}

/** Rows that name one person in two ways, by address and by site or by both addresses, and contradict each other: they match no one. */
async function dropContradictions(client: pg.ClientBase): Promise<void> {
  await runStatement(
    client,
    sql`update staged set person_id = null, before = null where person_id in (
        select person_id from staged where person_id is not null group by person_id having count(distinct value) > 1)`,
  )
}

/** The first rows that match no one in the map, could be two people's, or contradict each other. */
export async function readUnmatched(client: pg.ClientBase): Promise<string[]> {
  const rows = await queryRows(
    client,
    sql<{
      name: string
    }>`select ltrim(address_key, '/') as name from staged where person_id is null order by address_key limit 20`,
  )
  return rows.map(({ name }) => name)
}

/** What a computer that cannot sign in says instead of the old address. */
export function toUpnHash(targetTenantId: string, addressKey: string): string {
  return createHash('sha256').update(toHashedText(targetTenantId, addressKey)).digest('hex')
}

function* batchesOf<Entry>(entries: readonly Entry[]): Generator<readonly Entry[]> {
  for (let start = 0; start < entries.length; start += batchSize)
    yield entries.slice(start, start + batchSize)
}
