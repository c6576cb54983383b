import type pg from 'pg'

/** What is kept in a day (UTC), whichever replicas it reaches; what is more is refused with 429 until the next day. */
export type DailyLimits = {
  /** Of one person, on all their computers together. */
  readonly reportsPerPerson: number
  /** With one enrolment key, which a whole wave shares. */
  readonly signalsPerKey: number
  readonly signalsPerDevice: number
}

export const defaultDailyLimits: DailyLimits = {
  reportsPerPerson: 200,
  signalsPerKey: 10_000,
  signalsPerDevice: 100,
}

/** Counts a signal of this key and computer, in the transaction that keeps it. False where one of them has had its day’s share. */
export async function countSignal(
  client: pg.ClientBase,
  tenantId: string,
  { keyId, deviceId }: { readonly keyId: string; readonly deviceId: string },
  { signalsPerKey, signalsPerDevice }: DailyLimits,
): Promise<boolean> {
  // Key before computer, in one order for everybody.
  const { rows } = await client.query<{ kind: string; signals: number }>(
    `insert into signal_days as known (target_tenant_id, day, kind, subject, signals)
      values ($1, (now() at time zone 'utc')::date, 'key', $2, 1), ($1, (now() at time zone 'utc')::date, 'device', $3, 1)
      on conflict (target_tenant_id, day, kind, subject) do update set signals = known.signals + 1
      returning kind, signals`,
    [tenantId, keyId, deviceId],
  )
  return rows.every(({ kind, signals }) => signals <= (kind === 'key' ? signalsPerKey : signalsPerDevice))
}
