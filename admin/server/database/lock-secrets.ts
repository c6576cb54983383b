import { commandLine, writeAudit } from './audit.ts'
import type { TenantDatabase } from './tenant-database.ts'
import { transact } from './transact.ts'

const tables = ['enrolment_keys', 'webhooks'] as const

/** What a secret is locked for: the row that has it. */
export function placeOf(table: (typeof tables)[number], tenantId: string, id: string): string {
  return `${table} ${tenantId} ${id}`
}

/**
 * Locks with today’s key what an older one has locked, or none. Gives how many secrets no key opens: they stay as they are, and
 * are good for nothing until their key is there again.
 */
export async function lockSecrets(database: TenantDatabase): Promise<number> {
  const { secrets, tenantId } = database
  if (!secrets.hasKey) return 0
  return transact(database, 'shared', async (client) => {
    let lost = 0
    let locked = 0
    for (const table of tables) {
      const { rows } = await client.query<{ id: string; secret: string }>(
        `select id, secret from ${table} where target_tenant_id = $1 order by id for update`,
        [tenantId],
      )
      for (const { id, secret } of rows) {
        const place = placeOf(table, tenantId, id)
        const open = secrets.open(place, secret)
        if (open === null) lost += 1
        if (open === null || !secrets.isStale(secret)) continue
        locked += 1
        await client.query(`update ${table} set secret = $3 where target_tenant_id = $1 and id = $2`, [
          tenantId,
          id,
          secrets.seal(place, open),
        ])
      }
    }
    if (locked > 0)
      await writeAudit(client, tenantId, commandLine, {
        action: 'secrets.lock',
        subject: null,
        after: { locked },
      })
    return lost
  })
}
