import type pg from 'pg'

/** The address that an account has now, as it is kept beside the map's; null where it is the map's. */
export function toSeenKey({ target_key }: { readonly target_key: string }, address: string): string | null {
  return address === target_key ? null : address
}

/** These accounts have another address than the map: an import that brings it renames the person instead of adding one. */
export async function keepSeenAddresses(
  client: pg.PoolClient,
  tenantId: string,
  seen: ReadonlyMap<string, string | null>,
): Promise<void> {
  if (seen.size === 0) return
  await client.query({
    name: 'keep-seen-addresses',
    text: `update people p set seen_key = g.seen from unnest($2::uuid[], $3::text[]) as g(person_id, seen)
      where p.target_tenant_id = $1 and p.person_id = g.person_id`,
    values: [tenantId, [...seen.keys()], [...seen.values()]],
  })
}
