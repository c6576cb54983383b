import { hash, randomBytes } from 'node:crypto'
import pg from 'pg'
import type { CompletionReport } from '../../../shared/outputs/report.ts'
import type { TokenPerson } from '../auth/verify-token.ts'
import { ConnectionSilent } from '../database/connection-watch.ts'
import { countChanges, type CountedPerson, type PersonChange } from '../progress/count-changes.ts'
import { tellAdmin } from '../people/find-plan.ts'
import { standingsOfDevices } from '../people/person-state.ts'
import { findReporters, type Reporter } from './find-reporters.ts'
import { judgeReport } from './judge-report.ts'
import { isDatabaseAway, isUnstorable, type TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'

export type Acceptance =
  | { readonly kind: 'accepted'; readonly receipt: string; readonly receivedAt: string }
  | {
      readonly kind: 'refused'
      readonly code:
        | 'report.not-in-map'
        | 'report.other-account'
        | 'report.not-yours'
        | 'report.id-reused'
        | 'report.daily-limit'
        | 'request.invalid'
    }

/** Keeps reports, many in one transaction; each is durable when its answer is given. */
export type ReportWriter = {
  readonly accept: (caller: TokenPerson, report: CompletionReport) => Promise<Acceptance>
  /** How long the oldest report has been waiting for its answer; 0 without one. */
  readonly oldestWaitMs: () => number
}

type Waiting = {
  readonly caller: TokenPerson
  readonly report: CompletionReport
  readonly content: string
  readonly hash: string
  readonly since: number
  readonly settle: (acceptance: Acceptance) => void
  readonly fail: (error: unknown) => void
}

type Whose = 'theirs' | 'other-account' | 'not-in-map'

const batchLimit = 400
const batchesAtOnce = 2
/** Later than this nobody would wait for the second try. */
const retryMilliseconds = 12_000
/** Who has waited so long behind others that the database did not answer is told with them: another try takes as long again. */
const behindMilliseconds = 6_000
const receiptAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const mayBeUnstorable = /\\u(?:0000|d[89a-f])/i

/**
 * `afterChange` hears, after the commit, of each person of whom a computer's newest word was kept, before and after. Of one person
 * `reportsADay` reports are taken in a day (UTC), whichever replicas they reach; one that is sent again counts again.
 */
export function createReportWriter(
  database: TenantDatabase,
  afterChange: (changes: readonly PersonChange[]) => void,
  reportsADay: number,
): ReportWriter {
  const { tenantId } = database
  const waiting: Waiting[] = []
  const underWay = new Set<readonly Waiting[]>()

  return {
    accept: (caller, report) =>
      new Promise<Acceptance>((settle, fail) => {
        const content = JSON.stringify(inOrder(report))
        const digest = hash('sha256', content)
        waiting.push({ caller, report, content, hash: digest, since: performance.now(), settle, fail })
        if (waiting.length === 1) setImmediate(start)
      }),
    oldestWaitMs() {
      const oldest = [...underWay, waiting].flatMap((batch) => batch[0]?.since ?? [])
      return oldest.length === 0 ? 0 : performance.now() - Math.min(...oldest)
    },
  }

  // While a batch is written the next one gathers: the more there is to do, the larger the batches.
  function start(): void {
    if (waiting.length === 0 || underWay.size >= batchesAtOnce) return
    const batch = nextBatch()
    underWay.add(batch)
    void writeOrFail(batch).finally(() => {
      underWay.delete(batch)
      start()
    })
    start()
  }

  // One id once in a batch, or the second would not find the first; what may fail goes alone.
  function nextBatch(): Waiting[] {
    const ids = new Set<string>()
    let size = 0
    for (const each of waiting) {
      if (size === batchLimit || ids.has(each.report.id) || (isRisky(each) && size > 0)) break
      ids.add(each.report.id)
      size += 1
      if (isRisky(each)) break
    }
    return waiting.splice(0, size)
  }

  async function writeOrFail(batch: readonly Waiting[]): Promise<void> {
    try {
      await write(batch)
    } catch (error) {
      if (isDeadlock(error) || isReceiptTaken(error)) return writeOrFail(batch)
      // Whether it was kept nobody has heard; by its id it is kept once.
      if (error instanceof ConnectionSilent && performance.now() - (batch[0]?.since ?? 0) < retryMilliseconds)
        return writeOrFail(batch)
      if (!isUnstorable(error)) {
        for (const each of batch) each.fail(error)
        if (isDatabaseAway(error)) failBehind(error)
      } else if (batch.length > 1) for (const each of batch) await writeOrFail([each])
      else batch[0]?.settle({ kind: 'refused', code: 'request.invalid' })
    }
  }

  function failBehind(error: unknown): void {
    const soonest = performance.now() - behindMilliseconds
    const first = waiting.findIndex(({ since }) => since > soonest)
    for (const each of waiting.splice(0, first === -1 ? waiting.length : first)) each.fail(error)
  }

  async function write(batch: readonly Waiting[]): Promise<void> {
    const { people, contested, fresh, changes, earlier, counted } = await transact(
      database,
      'shared',
      async (client) => {
        const { found: people, contested } = await findReporters(client, tenantId, batch)
        const known = batch.filter((each) => people.has(each))
        const { kept, today } = withinDay(known, people, reportsADay)
        // One after the other on one connection; neither waits for the way there and back of the other.
        const [fresh, changes] =
          kept.length > 0
            ? await Promise.all([insertReports(client, kept, people), updatePeople(client, today)])
            : [new Map<string, Fresh>(), []]
        const earlier = await findEarlier(
          client,
          known.filter(({ report }) => !fresh.has(report.id)),
        )
        // On its way with the commit, which undoes everything where this fails; below it says so.
        const counted = changes.length > 0 ? countChanges(client, tenantId, changes) : Promise.resolve()
        counted.catch(() => {})
        return { people, contested, fresh, changes, earlier, counted }
      },
    )
    await counted
    const settle = (each: Waiting, whose: Whose): void => each.settle(answerOf(each, whose, fresh, earlier))
    for (const each of batch) {
      if (!contested.has(each)) settle(each, people.has(each) ? 'theirs' : 'not-in-map')
    }
    if (changes.length > 0) afterChange(changes)
    // A transaction counts once, so that the admin's notice has one of its own.
    for (const [each, row] of contested) {
      await tellAdmin(database, row)
      settle(each, 'other-account')
    }
  }

  /** Keeps the reports that are new, and the newest word of each computer. */
  async function insertReports(
    client: pg.PoolClient,
    known: readonly Waiting[],
    people: ReadonlyMap<Waiting, Reporter>,
  ): Promise<Map<string, Fresh>> {
    const judged = known.map(({ report }) => judgeReport(report))
    const receipts = createReceipts(known.length)
    const { rows } = await client.query<{ id: string; receipt: string; received_at: Date }>({
      name: 'insert-reports',
      text: insertReportsText,
      values: [
        tenantId,
        known.map(({ report }) => report.id),
        known.map(({ caller }) => caller.tenantId),
        known.map(({ caller }) => caller.oid),
        known.map((each) => people.get(each)?.target_key),
        known.map(({ report }) => report.sequence),
        known.map(({ report }) => report.deviceId),
        known.map(({ report }) => report.verdict),
        receipts,
        known.map(({ hash }) => hash),
        known.map((each) => people.get(each)?.person_id),
        judged.map(({ state }) => state),
        judged.map(({ blocker }) => blocker),
        judged.map(({ owner }) => owner),
        // As one text: in an array each quotation mark of it would be written and read with one more sign.
        `[${known.map(({ content }) => content).join(',')}]`,
      ],
    })
    return new Map(rows.map(({ id, receipt, received_at }) => [id, { receipt, receivedAt: received_at }]))
  }

  async function updatePeople(
    client: pg.PoolClient,
    today: ReadonlyMap<string, Day>,
  ): Promise<PersonChange[]> {
    const { rows } = await client.query<CountedPerson & { readonly has_newest: boolean }>({
      name: 'update-people-of-reports',
      text: updatePeopleText,
      values: [tenantId, [...today.keys()], [...today.values()].map(({ reports }) => reports)],
    })
    return rows.flatMap((after) => {
      const before = today.get(after.person_id)?.person
      return before === undefined || !after.has_newest ? [] : [{ before, after }]
    })
  }

  async function findEarlier(
    client: pg.PoolClient,
    again: readonly Waiting[],
  ): Promise<Map<string, Earlier>> {
    if (again.length === 0) return new Map()
    const { rows } = await client.query<Earlier & { id: string }>({
      name: 'earlier-reports',
      text: `select id, receipt, received_at, person_tenant_id, person_oid, content_hash from reports
        where target_tenant_id = $1 and id = any($2::uuid[])`,
      values: [tenantId, again.map(({ report }) => report.id)],
    })
    return new Map(rows.map((row) => [row.id, row]))
  }
}

/** Somebody of whom reports are kept now, and how many were handed in for them today with these. */
type Day = { readonly person: Reporter; readonly reports: number }

/** The first reports of each person that their day has room for. One that is sent again counts again: it is as much work. */
function withinDay(
  known: readonly Waiting[],
  people: ReadonlyMap<Waiting, Reporter>,
  reportsADay: number,
): { readonly kept: readonly Waiting[]; readonly today: ReadonlyMap<string, Day> } {
  const today = new Map<string, Day>()
  const kept = known.filter((each) => {
    const person = people.get(each)
    if (person === undefined) return false
    const before = today.get(person.person_id)?.reports ?? person.reports_today
    if (before >= reportsADay) return false
    today.set(person.person_id, { person, reports: before + 1 })
    return true
  })
  return { kept, today }
}

function isRisky({ content, report }: Waiting): boolean {
  return mayBeUnstorable.test(content) || report.sequence > 2_147_483_647
}

/** PostgreSQL broke one of two off that waited for each other; nothing was kept of it. */
function isDeadlock(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '40P01'
}

/** Two reports drew the same receipt; the next try draws anew. */
function isReceiptTaken(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === 'reports_receipt'
}

type Fresh = { readonly receipt: string; readonly receivedAt: Date }
type Earlier = {
  readonly receipt: string
  readonly received_at: Date
  readonly person_tenant_id: string
  readonly person_oid: string
  readonly content_hash: string
}

const insertReportsText = `
  with given as (
    select * from rows from (
      unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::uuid[], $8::text[], $9::text[], $10::text[],
        $11::uuid[], $12::text[], $13::text[], $14::text[]),
      jsonb_array_elements($15::jsonb))
      as g(id, person_tenant_id, person_oid, target_key, sequence, device_id, verdict, receipt, content_hash,
        person_id, state, blocker, owner, content)),
  fresh as (
    insert into reports (target_tenant_id, id, person_tenant_id, person_oid, target_key, sequence, device_id, verdict,
      receipt, content_hash, content, person_id)
    select $1::uuid, id, person_tenant_id, person_oid, target_key, sequence, device_id, verdict, receipt, content_hash,
      content, person_id from given
    on conflict (target_tenant_id, id) do nothing
    returning id, receipt, received_at),
  newest as (
    insert into devices as known (target_tenant_id, person_id, direction, device_id, sequence, state, blocker, owner,
      report_id, seen_at)
    select distinct on (g.person_id, direction, g.device_id) $1::uuid, g.person_id, direction, g.device_id, g.sequence,
      g.state, g.blocker, g.owner, g.id, now()
    from given g join fresh on fresh.id = g.id,
      lateral (select case when g.person_tenant_id = $1::uuid then 'forward' else 'return' end as direction) as way
    order by g.person_id, direction, g.device_id, g.sequence desc
    on conflict (target_tenant_id, person_id, direction, device_id) do update
      set sequence = excluded.sequence, state = excluded.state, blocker = excluded.blocker, owner = excluded.owner,
        report_id = excluded.report_id, seen_at = excluded.seen_at, counts = true
      where known.sequence < excluded.sequence)
  select id, receipt, received_at from fresh`

// Only of those of whom this transaction kept a computer's newest word: what comes late or again changes nobody.
// What they handed in today is counted for all of them.
const updatePeopleText = `
  update people p set
    reports_on = (now() at time zone 'utc')::date, reports_that_day = given.today,
    reported = coalesce(seen.reported, p.reported),
    reported_blocker = case when seen.person_id is null then p.reported_blocker else seen.blocker end,
    reported_owner = case when seen.person_id is null then p.reported_owner else seen.owner end,
    devices = coalesce(seen.devices, p.devices),
    last_seen_at = case when seen.person_id is null then p.last_seen_at else now() end,
    was_done = p.was_done or coalesce(seen.any_done, false),
    done_at = case when seen.person_id is null then p.done_at
      when seen.reported = 'done' then coalesce(p.done_at, now()) end,
    signal_code = case when seen.person_id is null then p.signal_code end,
    signal_owner = case when seen.person_id is null then p.signal_owner end,
    signal_at = case when seen.person_id is null then p.signal_at end
  from unnest($2::uuid[], $3::int[]) as given(person_id, today)
  left join (${standingsOfDevices('d.person_id = any($2::uuid[])')} having max(d.seen_at) = now()) seen
    on seen.person_id = given.person_id
  where p.target_tenant_id = $1 and p.person_id = given.person_id
  returning p.person_id, p.wave, p.state, p.blocker, p.owner, p.signal_code, p.signal_owner,
    seen.person_id is not null as has_newest`

function answerOf(
  { caller, report, hash }: Waiting,
  whose: Whose,
  fresh: ReadonlyMap<string, Fresh>,
  earlier: ReadonlyMap<string, Earlier>,
): Acceptance {
  if (whose !== 'theirs') return { kind: 'refused', code: `report.${whose}` }
  const now = fresh.get(report.id)
  if (now) return { kind: 'accepted', receipt: now.receipt, receivedAt: now.receivedAt.toISOString() }
  const known = earlier.get(report.id)
  // Not kept, because the person's day was full: it is to be sent again on another.
  if (known === undefined) return { kind: 'refused', code: 'report.daily-limit' }
  if (known.person_oid !== caller.oid || known.person_tenant_id !== caller.tenantId) {
    return { kind: 'refused', code: 'report.not-yours' }
  }
  // An id names one report for ever: a client that means another makes another id.
  if (known.content_hash !== hash) return { kind: 'refused', code: 'report.id-reused' }
  return { kind: 'accepted', receipt: known.receipt, receivedAt: known.received_at.toISOString() }
}

/** The same with keys in one order, so that the same report has the same hash whichever version wrote it down. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  // As entries: what a newer client calls `__proto__` is a name like any other.
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, inOrder(part)]),
  )
}

function createReceipts(count: number): string[] {
  const random = randomBytes(8 * count)
  return Array.from({ length: count }, (_unused, place) => {
    const letters = [...random.subarray(8 * place, 8 * place + 8)].map((byte) => receiptAlphabet[byte % 32])
    return `R-${letters.join('')}`
  })
}
