import type pg from 'pg'
import { finishedStates, finishedStatesText } from '../people/person-state.ts'
import type { PersonChange } from './count-changes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { isDatabaseAway } from '../database/tenant-database.ts'

/** Notices when the last person of a wave is done, and queues the webhook for it once. */
export type WaveWatch = {
  readonly look: (changes: readonly PersonChange[]) => void
  readonly stop: () => Promise<void>
}

const lookAfterMilliseconds = 500
const finished: ReadonlySet<string> = new Set(finishedStates)

/** Looks once for many reports: the counts are few rows, but a morning has many reports. */
export function createWaveWatch({ pool, tenantId }: TenantDatabase): WaveWatch {
  const waves = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  let looking = Promise.resolve()
  let isStopped = false

  async function lookNow(): Promise<void> {
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
    look(changes) {
      for (const { before, after } of changes) {
        const isTurn = finished.has(before.state) !== finished.has(after.state)
        if (isTurn && after.wave !== null) waves.add(after.wave)
      }
      // A report that was still on its way when the store was closed: there is nobody to ask any more.
      if (waves.size > 0 && !isStopped) {
        timer ??= setTimeout(() => {
          looking = lookNow()
        }, lookAfterMilliseconds).unref()
      }
    },
    async stop() {
      isStopped = true
      if (timer !== null) {
        clearTimeout(timer)
        looking = lookNow()
      }
      await looking
    },
  }
}

/** Keeps which of these waves are finished by the counts, and queues the webhook for those that were not. */
export async function finishWaves(
  client: pg.Pool | pg.ClientBase,
  tenantId: string,
  names: readonly string[],
): Promise<void> {
  await client.query(text, [tenantId, names])
}

const text = `
  with counted as (
    select wave, sum(people) as people, sum(people) filter (where state not in (${finishedStatesText})) as open
    from progress_counts where target_tenant_id = $1 and kind = 'person' and wave = any($2::text[]) group by wave),
  reopened as (
    update waves w set finished_at = null from counted c
    where w.target_tenant_id = $1 and w.wave = c.wave and c.open > 0 and w.finished_at is not null),
  newly as (
    insert into waves as w (target_tenant_id, wave, finished_at)
    select $1::uuid, wave, now() from counted where people > 0 and coalesce(open, 0) = 0
    on conflict (target_tenant_id, wave) do update set finished_at = now() where w.finished_at is null
    returning wave)
  insert into webhook_deliveries (target_tenant_id, webhook_id, event, payload)
  select $1::uuid, h.id, 'wave-finished',
    jsonb_build_object('event', 'wave-finished', 'wave', n.wave, 'people', c.people)
  from newly n join counted c on c.wave = n.wave
    join webhooks h on h.target_tenant_id = $1 and 'wave-finished' = any(h.events)`
