import { finishedStates } from '../people/person-state.ts'
import type { PersonChange } from './count-changes.ts'
import { runStatement, sql, type Queryable } from '../database/statement.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { isDatabaseAway } from '../database/tenant-database.ts'

/** Notices when the last person of a wave is done, and queues the webhook for it once. */
export type WaveWatch = {
  readonly addChanges: (changes: readonly PersonChange[]) => void
  readonly stop: () => Promise<void>
}

const checkAfterMs = 500
const finished: ReadonlySet<string> = new Set(finishedStates)

/** Looks once for many reports: the counts are few rows, but a morning has many reports. */
export function createWaveWatch({ pool, tenantId }: TenantDatabase): WaveWatch {
  const waves = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  let checking = Promise.resolve()
  let isStopped = false

  async function checkWaves(): Promise<void> {
    timer = null
    const names = [...waves]
    waves.clear()
    try {
      await finishWaves(pool, tenantId, names)
    } catch (error) {
      if (!isDatabaseAway(error)) throw error
      // Looked at again with the next report; a wave's last report is on every replica's disk by then.
      for (const name of names) waves.add(name)
    }
  }

  return {
    addChanges(changes) {
      for (const { before, after } of changes) {
        const isTurn = finished.has(before.state) !== finished.has(after.state)
        if (isTurn && after.wave !== null) waves.add(after.wave)
      }
      // A report that was still on its way when the store was closed: the pool is closed too.
      if (waves.size > 0 && !isStopped) {
        timer ??= setTimeout(() => {
          checking = checkWaves()
        }, checkAfterMs).unref()
      }
    },
    async stop() {
      isStopped = true
      if (timer !== null) {
        clearTimeout(timer)
        checking = checkWaves()
      }
      await checking
    },
  }
}

/** Keeps which of these waves are finished by the counts, and queues the webhook for those that were not. */
export async function finishWaves(
  client: Queryable,
  tenantId: string,
  names: readonly string[],
): Promise<void> {
  await runStatement(
    client,
    sql`with counted as (
    select wave, sum(people) as people, sum(people) filter (where state <> all(${finishedStates}::text[])) as open
    from progress_counts where target_tenant_id = ${tenantId} and kind = 'person'
      and wave = any(${names}::text[]) group by wave),
  reopened as (
    update waves w set finished_at = null from counted c
    where w.target_tenant_id = ${tenantId} and w.wave = c.wave and c.open > 0 and w.finished_at is not null),
  newly as (
    insert into waves as w (target_tenant_id, wave, finished_at)
    select ${tenantId}::uuid, wave, now() from counted where people > 0 and coalesce(open, 0) = 0
    on conflict (target_tenant_id, wave) do update set finished_at = now() where w.finished_at is null
    returning wave)
  insert into webhook_deliveries (target_tenant_id, webhook_id, event, payload)
  select ${tenantId}::uuid, h.id, 'wave-finished',
    jsonb_build_object('event', 'wave-finished', 'wave', n.wave, 'people', c.people)
  from newly n join counted c on c.wave = n.wave
    join webhooks h on h.target_tenant_id = ${tenantId} and 'wave-finished' = any(h.events)`,
  )
}
