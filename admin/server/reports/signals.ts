import { createHash } from 'node:crypto'
import { isFindingCode, meaningOf } from '../../../shared/findings/vocabulary.ts'
import type { Signal } from '../contract/person-routes.ts'
import { countChanges, type CountedPerson } from '../progress/count-changes.ts'
import { countedColumns } from '../people/person-state.ts'
import { countSignal, defaultDailyLimits, type DailyLimits } from './daily-limits.ts'
import { placeOf } from '../database/lock-secrets.ts'
import type { KeyRow } from '../settings/settings.ts'
import { isUnstorable, type TenantDatabase } from '../database/tenant-database.ts'
import { RolledBack, transact } from '../database/transact.ts'
import { queryRows, runStatement, sql, type Queryable } from '../database/statement.ts'

export type SignalAcceptance =
  | { readonly kind: 'accepted'; readonly receivedAt: string }
  | { readonly kind: 'refused'; readonly code: 'signal.id-reused' | 'signal.daily-limit' | 'request.invalid' }

/** A key that may sign now, or null: unknown, expired and taken back are the same to who asks. */
export async function findValidKey(
  { pool, tenantId, secrets }: TenantDatabase,
  id: string,
): Promise<Pick<KeyRow, 'id' | 'wave' | 'secret'> | null> {
  const rows = await queryRows(
    pool,
    sql<KeyRow>`select id, wave, secret from enrolment_keys
      where target_tenant_id = ${tenantId} and id = ${id} and revoked_at is null and expires_at > now()`,
  )
  const [key] = rows
  if (key === undefined) return null
  const secret = secrets.open(placeOf('enrolment_keys', tenantId, key.id), key.secret)
  return secret === null ? null : { ...key, secret }
}

/**
 * Keeps the newest signal of a computer, apart from the reports. A computer with the hash of a person in the map is shown
 * beside them as unverified; it never changes where they stand, and goes when they report.
 */
export async function acceptSignal(
  database: TenantDatabase,
  keyId: string,
  signal: Signal,
  limits: DailyLimits = defaultDailyLimits,
): Promise<SignalAcceptance> {
  const { tenantId } = database
  const content = JSON.stringify(signal)
  const hash = createHash('sha256').update(content).digest('hex')
  try {
    return await transact(database, 'shared', async (client) => {
      const people = await queryRows(
        client,
        sql<CountedPerson>`select ${countedColumns} from people
          where target_tenant_id = ${tenantId} and source_hash = ${signal.upnHash}
            order by target_key limit 1 for update`,
      )
      const person = people[0]
      const rows = await queryRows(
        client,
        sql<{
          received_at: Date
          is_new: boolean
        }>`insert into signals as known (target_tenant_id, device_id, id, sequence, key_id, wave, person_id, content, content_hash)
          values (${tenantId}, ${signal.deviceId}, ${signal.id}, ${signal.sequence}, ${keyId}, ${signal.wave}, ${person?.person_id ?? null}, ${content}, ${hash})
          on conflict (target_tenant_id, device_id) do update set id = excluded.id, sequence = excluded.sequence,
            key_id = excluded.key_id, wave = excluded.wave, person_id = excluded.person_id, content = excluded.content,
            content_hash = excluded.content_hash, received_at = now()
            where known.sequence < excluded.sequence
          returning received_at, xmax = 0 as is_new`,
      )
      const [kept] = rows
      if (kept === undefined) return answerAgain(client, tenantId, signal, hash)
      await runStatement(
        client,
        sql`update enrolment_keys set last_used_at = now() where target_tenant_id = ${tenantId} and id = ${keyId}
          and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
      )
      if (person !== undefined) {
        const { code, owner } = weightiest(signal.codes)
        await runStatement(
          client,
          sql`update people set signal_code = ${code}, signal_owner = ${owner}, signal_at = now()
            where target_tenant_id = ${tenantId} and person_id = ${person.person_id}`,
        )
        const after = { ...person, signal_code: code, signal_owner: owner }
        await countChanges(client, tenantId, [{ before: person, after }])
      }
      if (
        !(await countSignal(
          client,
          tenantId,
          { keyId, deviceId: signal.deviceId, isNew: kept.is_new },
          limits,
        ))
      )
        throw new RolledBack<SignalAcceptance>({ kind: 'refused', code: 'signal.daily-limit' })
      return { kind: 'accepted', receivedAt: kept.received_at.toISOString() }
    })
  } catch (error) {
    if (error instanceof RolledBack) return error.value as SignalAcceptance
    if (isUnstorable(error)) return { kind: 'refused', code: 'request.invalid' }
    throw error
  }
}

// An older or repeated one is answered as if it had been kept: the client may forget it.
async function answerAgain(
  client: Queryable,
  tenantId: string,
  signal: Signal,
  hash: string,
): Promise<SignalAcceptance> {
  const rows = await queryRows(
    client,
    sql<{
      id: string
      content_hash: string
      received_at: Date
    }>`select id, content_hash, received_at from signals where target_tenant_id = ${tenantId}
      and device_id = ${signal.deviceId}`,
  )
  const [known] = rows
  if (known === undefined) throw new Error('a signal that was just there is gone')
  if (known.id === signal.id && known.content_hash !== hash)
    return { kind: 'refused', code: 'signal.id-reused' }
  return { kind: 'accepted', receivedAt: known.received_at.toISOString() }
}

const rank = { blocked: 0, attention: 1, unknown: 2, skipped: 3, pass: 4 } as const

/** Of several codes the one that holds people up most; a code of a newer app has no owner here. */
function weightiest(codes: readonly string[]): { code: string | null; owner: string | null } {
  const rankOf = (code: string): number => (isFindingCode(code) ? rank[meaningOf(code).outcome] : 2)
  const code = codes.toSorted((one, other) => rankOf(one) - rankOf(other))[0] ?? null
  return { code, owner: code !== null && isFindingCode(code) ? meaningOf(code).owner : null }
}
