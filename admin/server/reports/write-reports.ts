import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { CompletionReport } from '../../../shared/outputs/report.ts'
import type { TokenPerson } from '../auth/verify-token.ts'
import { countChanges, type CountedPerson, type PersonChange } from '../progress/count-changes.ts'
import { standingsOfDevicesText } from '../people/person-state.ts'
import { findReporters, type Reporter } from './find-reporters.ts'
import { judgeReport, toFoundCodes } from './judge-report.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
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

/** A report as a caller sent it. `content` is its JSON with keys in one order, and `hash` the SHA-256 of that. */
export type SubmittedReport = {
  readonly caller: TokenPerson
  readonly report: CompletionReport
  readonly content: string
  readonly hash: string
}

/** What one transaction has made of a batch of reports. */
export type WrittenReports<Each> = {
  /** The answer to each report, except to the contested ones. */
  readonly answers: ReadonlyMap<Each, Acceptance>
  /** Reports of an account whose address another account has. An admin has to see them before they are answered. */
  readonly contested: ReadonlyMap<Each, Reporter>
  /** People whose newest report from a computer was stored, before and after. */
  readonly changes: readonly PersonChange[]
}

const receiptAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Stores a batch of reports in one transaction, each id at most once in it. Of one person `reportsADay` reports are
 * accepted in a day (UTC). Every answer is durable when this resolves.
 */
export async function writeReports<Each extends SubmittedReport>(
  database: TenantDatabase,
  batch: readonly Each[],
  reportsADay: number,
): Promise<WrittenReports<Each>> {
  const { tenantId } = database
  const { people, contested, fresh, changes, earlier, counted } = await transact(
    database,
    'shared',
    async (client) => {
      const { found: people, contested } = await findReporters(client, tenantId, batch)
      const known = batch.filter((each) => people.has(each))
      const { kept, today } = withinDay(known, people, reportsADay)
      // Pipelined on one connection: neither waits for the other's round trip.
      const [fresh, changes] =
        kept.length > 0
          ? await Promise.all([
              insertReports(client, tenantId, kept, people),
              updatePeople(client, tenantId, today),
            ])
          : [new Map<string, Fresh>(), []]
      const again = known.filter(({ report }) => !fresh.has(report.id))
      const earlier = await findEarlier(client, tenantId, again)
      // Pipelined with the commit, which rolls back where this fails. It is awaited after the transaction.
      const counted = changes.length > 0 ? countChanges(client, tenantId, changes) : Promise.resolve()
      counted.catch(() => {})
      return { people, contested, fresh, changes, earlier, counted }
    },
  )
  await counted
  const answers = new Map<Each, Acceptance>()
  for (const each of batch) {
    if (contested.has(each)) continue
    answers.set(
      each,
      people.has(each) ? answerOf(each, fresh, earlier) : { kind: 'refused', code: 'report.not-in-map' },
    )
  }
  return { answers, contested, changes }
}

/** Keeps the reports that are new, and the newest word of each computer. */
async function insertReports(
  client: pg.PoolClient,
  tenantId: string,
  known: readonly SubmittedReport[],
  people: ReadonlyMap<SubmittedReport, Reporter>,
): Promise<Map<string, Fresh>> {
  const judged = known.map(({ report }) => judgeReport(report))
  const found = known.map(({ report }) => toFoundCodes(report))
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
      found.map(({ codes }) => (codes === null ? null : JSON.stringify(codes))),
      found.map(({ informs }) => informs),
    ],
  })
  return new Map(rows.map(({ id, receipt, received_at }) => [id, { receipt, receivedAt: received_at }]))
}

async function updatePeople(
  client: pg.PoolClient,
  tenantId: string,
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
  tenantId: string,
  again: readonly SubmittedReport[],
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

/** Somebody of whom reports are kept now, and how many were handed in for them today with these. */
type Day = { readonly person: Reporter; readonly reports: number }

/** The first reports of each person that their day has room for. One that is sent again counts again: it is as much work. */
function withinDay<Each extends SubmittedReport>(
  known: readonly Each[],
  people: ReadonlyMap<Each, Reporter>,
  reportsADay: number,
): { readonly kept: readonly Each[]; readonly today: ReadonlyMap<string, Day> } {
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
        $11::uuid[], $12::text[], $13::text[], $14::text[], $16::text[], $17::boolean[]),
      jsonb_array_elements($15::jsonb))
      as g(id, person_tenant_id, person_oid, target_key, sequence, device_id, verdict, receipt, content_hash,
        person_id, state, blocker, owner, found_codes, informs, content)),
  fresh as (
    insert into reports (target_tenant_id, id, person_tenant_id, person_oid, target_key, sequence, device_id, verdict,
      receipt, content_hash, content, person_id)
    select $1::uuid, id, person_tenant_id, person_oid, target_key, sequence, device_id, verdict, receipt, content_hash,
      content, person_id from given
    on conflict (target_tenant_id, id) do nothing
    returning id, receipt, received_at),
  newest as (
    insert into devices as known (target_tenant_id, person_id, direction, device_id, sequence, state, blocker, owner,
      found_codes, informs, report_id, seen_at)
    select distinct on (g.person_id, direction, g.device_id) $1::uuid, g.person_id, direction, g.device_id, g.sequence,
      g.state, g.blocker, g.owner, g.found_codes::jsonb, g.informs, g.id, now()
    from given g join fresh on fresh.id = g.id,
      lateral (select case when g.person_tenant_id = $1::uuid then 'forward' else 'return' end as direction) as way
    order by g.person_id, direction, g.device_id, g.sequence desc
    on conflict (target_tenant_id, person_id, direction, device_id) do update
      set sequence = excluded.sequence, state = excluded.state, blocker = excluded.blocker, owner = excluded.owner,
        found_codes = excluded.found_codes, informs = excluded.informs, report_id = excluded.report_id,
        seen_at = excluded.seen_at, counts = true
      where known.sequence < excluded.sequence)
  select id, receipt, received_at from fresh`

// Only of people whose newest report from a computer this transaction stored: late and repeated reports change no one.
// Today's reports are counted for all of them.
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
  left join (${standingsOfDevicesText('d.person_id = any($2::uuid[])')} having max(d.seen_at) = now()) seen
    on seen.person_id = given.person_id
  where p.target_tenant_id = $1 and p.person_id = given.person_id
  returning p.person_id, p.wave, p.state, p.blocker, p.owner, p.signal_code, p.signal_owner,
    seen.person_id is not null as has_newest`

function answerOf(
  { caller, report, hash }: SubmittedReport,
  fresh: ReadonlyMap<string, Fresh>,
  earlier: ReadonlyMap<string, Earlier>,
): Acceptance {
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

function createReceipts(count: number): string[] {
  const random = randomBytes(8 * count)
  return Array.from({ length: count }, (_unused, place) => {
    const letters = [...random.subarray(8 * place, 8 * place + 8)].map((byte) => receiptAlphabet[byte % 32])
    return `R-${letters.join('')}`
  })
}
