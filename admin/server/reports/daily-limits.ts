import type pg from 'pg'
import { queryRows, sql } from '../database/statement.ts'

/** What is kept in a day (UTC), whichever replicas it reaches; what is more is refused with 429 until the next day. */
export type DailyLimits = {
  /** Of one person, on all their computers together. */
  readonly reportsPerPerson: number
  /** New computers of one enrolment key, which a whole wave shares. */
  readonly signalsPerKey: number
  readonly signalsPerDevice: number
}

export const defaultDailyLimits: DailyLimits = {
  reportsPerPerson: 200,
  signalsPerKey: 10_000,
  signalsPerDevice: 100,
}

/**
 * Counts a signal in the transaction that keeps it, last: until it commits the others of the key wait for its row. A computer counts
 * against its key with its first signal alone, so that the holder of a key cannot silence known computers. False where the
 * key or the computer has had its day’s share.
 */
export async function countSignal(
  client: pg.ClientBase,
  tenantId: string,
  { keyId, deviceId, isNew }: { readonly keyId: string; readonly deviceId: string; readonly isNew: boolean },
  { signalsPerKey, signalsPerDevice }: DailyLimits,
): Promise<boolean> {
  const count = async (kind: 'device' | 'key', subject: string): Promise<number> => {
    const rows = await queryRows(
      client,
      sql<{
        signals: number
      }>`insert into signal_days as known (target_tenant_id, day, kind, subject, signals)
        values (${tenantId}, (now() at time zone 'utc')::date, ${kind}, ${subject}, 1)
        on conflict (target_tenant_id, day, kind, subject) do update set signals = known.signals + 1
        returning signals`,
    )
    return rows[0]?.signals ?? Infinity
  }
  // Computer before key, in one order for everybody.
  if ((await count('device', deviceId)) > signalsPerDevice) return false
  return !isNew || (await count('key', keyId)) <= signalsPerKey
}
