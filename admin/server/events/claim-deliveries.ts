import type pg from 'pg'
import { placeOf } from '../database/lock-secrets.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'

/** A delivery that is to be sent now. */
export type DueDelivery = {
  readonly id: string
  readonly webhook_id: string
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly attempts: number
  readonly url: string
  readonly format: string
  /** Null where the key that locked it is not there. */
  readonly secret: string | null
}

export const deliveriesAtOnce = 20
const claimedAtOnce = 200
const peopleInOne = 500
const leaseSeconds = 60

/**
 * Claims what is due for a minute: a replica that dies with it leaves it to the next. People who got stuck are gathered for
 * `gatherSeconds`: what waits for one webhook then is one call, in which each person is once, as they were last.
 */
export async function claimDeliveries(
  database: TenantDatabase,
  gatherSeconds: number,
): Promise<DueDelivery[]> {
  const { tenantId, secrets } = database
  const claimed = await transact(database, 'beside', async (client) => {
    const rows = await queryRows(
      client,
      sql<DueDelivery>`select d.id, d.webhook_id, d.event, d.payload, d.attempts, w.url, w.format, w.secret
        from webhook_deliveries d join webhooks w on w.target_tenant_id = ${tenantId} and w.id = d.webhook_id
        where d.target_tenant_id = ${tenantId} and d.state = 'waiting' and d.next_attempt_at <= now()
          and (d.event <> 'person-stuck' or d.attempts > 0 or d.created_at <= now() - make_interval(secs => ${gatherSeconds}))
        order by d.next_attempt_at, d.created_at limit ${claimedAtOnce} for update of d skip locked`,
    )
    const { due, gone } = gather(rows)
    const first = due.slice(0, deliveriesAtOnce)
    if (first.length > 0) await keep(client, tenantId, first, gone)
    return first
  })
  return claimed.map((each) => ({
    ...each,
    attempts: each.attempts + 1,
    secret: secrets.open(placeOf('webhooks', tenantId, each.webhook_id), each.secret ?? ''),
  }))
}

async function keep(
  client: pg.PoolClient,
  tenantId: string,
  claimed: readonly DueDelivery[],
  gone: ReadonlyMap<string, string>,
): Promise<void> {
  const ids = new Set(claimed.map(({ id }) => id))
  const merged = [...gone].flatMap(([id, into]) => (ids.has(into) ? [id] : []))
  const payloads = claimed.map(({ payload }) => JSON.stringify(payload))
  await runStatement(
    client,
    sql`update webhook_deliveries d set attempts = d.attempts + 1, payload = g.payload,
        next_attempt_at = now() + make_interval(secs => ${leaseSeconds})
      from unnest(${claimed.map(({ id }) => id)}::uuid[], ${payloads}::text[]) as t(id, text), lateral (select t.text::jsonb as payload) g
      where d.target_tenant_id = ${tenantId} and d.id = t.id`,
  )
  if (merged.length > 0)
    await runStatement(
      client,
      sql`delete from webhook_deliveries where target_tenant_id = ${tenantId} and id = any(${merged}::uuid[])`,
    )
}

type Gathered = {
  readonly due: readonly DueDelivery[]
  /** Which deliveries are in which other one now. */
  readonly gone: ReadonlyMap<string, string>
}

/** Puts what has not been tried yet, is for one webhook and says who is stuck, into one. */
export function gather(rows: readonly DueDelivery[]): Gathered {
  const due: DueDelivery[] = []
  const gone = new Map<string, string>()
  const open = new Map<string, { at: number; people: Map<unknown, unknown> }>()
  for (const row of rows) {
    const people = peopleOf(row)
    if (row.event !== 'person-stuck' || row.attempts > 0 || people === null) {
      due.push(row)
      continue
    }
    const known = open.get(row.webhook_id)
    if (known === undefined || known.people.size >= peopleInOne) {
      open.set(row.webhook_id, { at: due.length, people: new Map(people) })
      due.push(row)
      continue
    }
    for (const [id, person] of people) known.people.set(id, person)
    const into = due[known.at]
    if (into === undefined) continue
    due[known.at] = { ...into, payload: { ...into.payload, people: [...known.people.values()] } }
    gone.set(row.id, into.id)
  }
  return { due, gone }
}

function peopleOf({ payload }: DueDelivery): [unknown, unknown][] | null {
  const { people } = payload
  if (!Array.isArray(people)) return null
  return people.map((person: unknown) => [
    typeof person === 'object' && person !== null && 'personId' in person ? person.personId : person,
    person,
  ])
}
