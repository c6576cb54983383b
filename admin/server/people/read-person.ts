import type { PersonDetail } from '../contract/people-routes.ts'
import type { Signal } from '../contract/person-routes.ts'
import type { CompletionReport } from '../../../shared/outputs/report.ts'
import { owners } from '../../../shared/findings/vocabulary.ts'
import type { Actor } from '../database/audit.ts'
import { readPersonLive } from './person-live.ts'
import { findCandidates } from './join-people.ts'
import { judgeReport } from '../reports/judge-report.ts'
import { personColumnsOf, toPersonRow, type PersonRecord } from './read-people.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { queryRows, sql } from '../database/statement.ts'

const timelineLength = 100

type DeviceRecord = {
  readonly device_id: string
  readonly seen_at: Date
  readonly counts: boolean
  readonly content: CompletionReport
}
type ReportRecord = {
  readonly id: string
  readonly receipt: string
  readonly received_at: Date
  readonly content: CompletionReport
}
type SignalRecord = { readonly device_id: string; readonly received_at: Date; readonly content: Signal }
type ChangeRecord = { readonly id: string; readonly at: Date; readonly action: string; readonly actor: Actor }
type NoteRecord = { readonly id: string; readonly text: string; readonly at: Date; readonly actor: Actor }

/** One person with everything that is known of them, or null. `staleMs` as in `readSource`. */
export async function readPerson(
  database: TenantDatabase,
  personId: string,
  staleMs: number | null = null,
): Promise<PersonDetail | null> {
  const person = await readRecord(database, personId)
  if (person === null) return null
  const [twins, devices, reports, signals, changes, notes, live] = await Promise.all([
    findCandidates(database, personId),
    readDevices(database, personId),
    readReports(database, personId),
    readSignals(database, personId),
    readChanges(database, personId),
    readNotes(database, personId),
    staleMs === null ? null : readPersonLive(database, personId, staleMs),
  ])
  const timeline = [
    ...reports.map(toReportEntry),
    ...signals.map(toSignalEntry),
    ...changes.map(toChangeEntry),
  ].sort((one, other) => (one.at < other.at ? 1 : -1))
  return {
    ...toPersonRow(person),
    cutoverOn: person.cutover_on,
    live,
    twins,
    devicesSeen: devices.map(toSeenDevice),
    devicesUnverified: signals
      .filter(({ received_at }) => person.signal_at !== null && received_at > (person.last_seen_at ?? 0))
      .map(toUnverifiedDevice),
    timeline: timeline.slice(0, timelineLength),
    isTimelineCut: timeline.length > timelineLength,
    notes: notes.map(({ id, text, at, actor }) => ({ id, text, at: at.toISOString(), by: actor })),
  }
}

async function readRecord(
  { pool, tenantId }: TenantDatabase,
  personId: string,
): Promise<(PersonRecord & { readonly cutover_on: string | null }) | null> {
  const rows = await queryRows(
    pool,
    sql<
      PersonRecord & { cutover_on: string | null }
    >`select ${personColumnsOf('p')}, w.cutover_on::text from people p
      left join waves w on w.target_tenant_id = p.target_tenant_id and w.wave = p.wave
      where p.target_tenant_id = ${tenantId} and p.person_id = ${personId}`,
  )
  return rows[0] ?? null
}

async function readDevices({ pool, tenantId }: TenantDatabase, personId: string): Promise<DeviceRecord[]> {
  const rows = await queryRows(
    pool,
    sql<DeviceRecord>`select d.device_id, d.seen_at, d.counts, r.content from devices d
      join reports r on r.target_tenant_id = d.target_tenant_id and r.id = d.report_id
      where d.target_tenant_id = ${tenantId} and d.person_id = ${personId} order by d.seen_at desc limit 50`,
  )
  return rows
}

async function readReports({ pool, tenantId }: TenantDatabase, personId: string): Promise<ReportRecord[]> {
  const rows = await queryRows(
    pool,
    sql<ReportRecord>`select id, receipt, received_at, content from reports
      where target_tenant_id = ${tenantId} and person_id = ${personId}
        order by received_at desc limit ${timelineLength + 1}`,
  )
  return rows
}

async function readSignals({ pool, tenantId }: TenantDatabase, personId: string): Promise<SignalRecord[]> {
  const rows = await queryRows(
    pool,
    sql<SignalRecord>`select device_id, received_at, content from signals
      where target_tenant_id = ${tenantId} and person_id = ${personId} order by received_at desc limit ${timelineLength}`,
  )
  return rows
}

async function readChanges({ pool, tenantId }: TenantDatabase, personId: string): Promise<ChangeRecord[]> {
  const rows = await queryRows(
    pool,
    sql<ChangeRecord>`select id, at, action, actor from audit
      where target_tenant_id = ${tenantId} and subject = ${personId} and action <> 'person.read'
        order by place desc limit ${timelineLength}`,
  )
  return rows
}

async function readNotes({ pool, tenantId }: TenantDatabase, personId: string): Promise<NoteRecord[]> {
  const rows = await queryRows(
    pool,
    sql<NoteRecord>`select id, text, at, actor from notes
      where target_tenant_id = ${tenantId} and person_id = ${personId} order by at desc limit ${timelineLength}`,
  )
  return rows
}

type TimelineEntry = PersonDetail['timeline'][number]

function toReportEntry({ id, receipt, received_at, content }: ReportRecord): TimelineEntry {
  return {
    kind: 'report',
    at: received_at.toISOString(),
    reportId: id,
    receipt,
    deviceId: content.deviceId,
    sequence: content.sequence,
    phase: content.phase,
    verdict: content.verdict,
    blocker: judgeReport(content).blocker,
  }
}

function toSignalEntry({ device_id, received_at, content }: SignalRecord): TimelineEntry {
  return { kind: 'signal', at: received_at.toISOString(), deviceId: device_id, codes: content.codes }
}

function toChangeEntry({ id, at, action, actor }: ChangeRecord): TimelineEntry {
  return { kind: 'change', at: at.toISOString(), action, by: actor, changeId: id }
}

function toSeenDevice({
  device_id,
  seen_at,
  counts,
  content,
}: DeviceRecord): PersonDetail['devicesSeen'][number] {
  return {
    deviceId: device_id,
    platform: content.machine.platform,
    osVersion: content.machine.osVersion,
    appVersion: content.app.version,
    phase: content.phase,
    verdict: content.verdict,
    supportCode: content.supportCode,
    lastSeenAt: seen_at.toISOString(),
    steps: content.steps.map(({ id, outcome }) => ({ id, outcome })),
    findings: content.findings.map(({ code, step, outcome, owner, counts: numbers }) => ({
      code,
      step,
      outcome,
      owner: owners.find((known) => known === owner) ?? null,
      ...(numbers && { counts: numbers }),
    })),
    counts,
  }
}

function toUnverifiedDevice({
  device_id,
  received_at,
  content,
}: SignalRecord): PersonDetail['devicesUnverified'][number] {
  return {
    deviceId: device_id,
    platform: content.platform,
    appVersion: content.app.version,
    at: received_at.toISOString(),
    codes: content.codes,
    number: content.number ?? null,
  }
}
