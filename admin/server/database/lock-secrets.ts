import { commandLine, writeAudit } from './audit.ts'
import type { TenantDatabase } from './tenant-database.ts'
import { transact } from './transact.ts'
import { queryRows, runStatement, sql } from './statement.ts'

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
      const rows = await queryRows(
        client,
        sql<{
          id: string
          secret: string
        }>`select id, secret from ${sql.id(table)} where target_tenant_id = ${tenantId} order by id for update`,
      )
      for (const { id, secret } of rows) {
        const place = placeOf(table, tenantId, id)
        const open = secrets.open(place, secret)
        if (open === null) lost += 1
        if (open === null || !secrets.isStale(secret)) continue
        locked += 1
        await runStatement(
          client,
          sql`update ${sql.id(table)} set secret = ${secrets.seal(place, open)}
            where target_tenant_id = ${tenantId} and id = ${id}`,
        )
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
