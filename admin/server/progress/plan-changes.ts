import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { personRoutes } from '../contract/person-routes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { queryRows, sql } from '../database/statement.ts'
import type { EventHub } from '../events/event-hub.ts'
import { openEventStream, type EventStream } from '../http/event-stream.ts'
import { Refused, type Implement } from '../http/implement.ts'

/** Proxies end a connection that says nothing for a minute (nginx) or four (Azure). */
const heartbeatMilliseconds = 25_000
/** An open connection takes some 20 kB. */
const waitingAtMost = 20_000
/** One for each computer. */
const streamsOfPerson = 4
/** Where everybody asks, so many may do so each second. */
const asksPerSecond = 200
const longestSpreadSeconds = 60

type Waiting = {
  /** The id of a person of the map; of others, a text of the account, which is no id. */
  readonly key: string
  readonly isInMap: boolean
}

/** Tells the apps that wait for a move when it is time to ask for the plan, so that none has to ask each minute. */
export function addPlanChangeRoute(
  app: FastifyInstance,
  implement: Implement,
  database: TenantDatabase,
  openHub: () => Promise<EventHub>,
  onWaiting: (count: () => number) => void,
): void {
  const streams = new Map<EventStream, Waiting>()
  onWaiting(() => streams.size)
  const byKey = new Map<string, Set<EventStream>>()
  let listening: Promise<unknown> | null = null

  app.addHook('preClose', async () => {
    for (const stream of streams.keys()) stream.end()
  })

  function tellEverybody(): void {
    const within = Math.min(longestSpreadSeconds, Math.floor(streams.size / asksPerSecond))
    for (const [stream, { isInMap }] of streams) {
      stream.send({ kind: 'plan', data: { within } })
      // The map may have them now: the next stream is theirs.
      if (!isInMap) stream.end()
    }
  }

  function tell(personIds: readonly string[] | null): void {
    if (personIds === null) return tellEverybody()
    for (const personId of personIds)
      for (const stream of byKey.get(personId) ?? []) stream.send({ kind: 'plan', data: { within: 0 } })
  }

  /** One listener at the hub for all who wait. */
  async function listen(): Promise<void> {
    const hub = await openHub()
    await hub.subscribe(null, ({ event }) => {
      if (event.kind === 'plans') tell(event.personIds)
    })
  }

  function forget(stream: EventStream): void {
    const { key = '' } = streams.get(stream) ?? {}
    streams.delete(stream)
    const own = byKey.get(key)
    own?.delete(stream)
    if (own?.size === 0) byKey.delete(key)
  }

  implement(personRoutes.planChanges, async ({ caller, reply }) => {
    listening ??= listen().catch((error: unknown) => {
      listening = null
      throw error
    })
    await listening
    const personId = await findPersonId(database, caller)
    const key = personId ?? `${caller.tenantId} ${caller.oid}`
    const own = byKey.get(key) ?? new Set()
    if (streams.size >= waitingAtMost || own.size >= streamsOfPerson) return new Refused('request.too-many')
    const stream = openEventStream({
      reply,
      caller,
      heartbeatMs: heartbeatMilliseconds,
      onEnd: () => forget(stream),
    })
    streams.set(stream, { key, isInMap: personId !== null })
    byKey.set(key, own.add(stream))
    return reply
  })
}

/** Who has asked for the plan before is bound to their row by object id. */
async function findPersonId(
  { pool, tenantId }: TenantDatabase,
  caller: { readonly tenantId: string; readonly oid: string },
): Promise<string | null> {
  const oid = z.guid().safeParse(caller.oid).data
  if (oid === undefined) return null
  const isTheirs =
    caller.tenantId === tenantId
      ? sql`target_oid = ${oid}::uuid`
      : sql`source_oid = ${oid}::uuid and source_tenant_id = ${caller.tenantId}::uuid`
  const rows = await queryRows(
    pool,
    sql<{
      person_id: string
    }>`select person_id from people where target_tenant_id = ${tenantId} and ${isTheirs}`,
  )
  return rows[0]?.person_id ?? null
}
