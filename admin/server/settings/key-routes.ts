import { settingsRoutes } from '../contract/settings-routes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { Refused, type Implement } from '../http/implement.ts'
import { addKey, revokeKey, type KeyRow } from './settings.ts'

/** Makes and revokes enrolment keys, with which computers sign their signals. */
export function addKeyRoutes(implement: Implement, database: TenantDatabase): void {
  implement(settingsRoutes.addKey, async ({ body, actor }) => {
    if (Date.parse(body.expiresAt) <= Date.now()) return new Refused('settings.key-expired', 'expiresAt')
    const key = await addKey(database, actor, body.wave, body.expiresAt)
    return { ...toKey(key), key: `${key.id}.${key.secret}` }
  })

  implement(settingsRoutes.revokeKey, async ({ params, actor }) => {
    const key = await revokeKey(database, actor, params.id)
    return key === null ? new Refused('settings.key-not-found') : toKey(key)
  })
}

/** A key without its secret, which is shown once. */
export function toKey({ id, wave, created_at, expires_at, revoked_at, last_used_at }: KeyRow) {
  return {
    id,
    wave,
    createdAt: created_at.toISOString(),
    expiresAt: expires_at.toISOString(),
    revokedAt: revoked_at?.toISOString() ?? null,
    lastUsedAt: last_used_at?.toISOString() ?? null,
  }
}
