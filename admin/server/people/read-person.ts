import type { PersonDetail } from '../contract/people-routes.ts'
import type { Signal } from '../contract/person-routes.ts'
import type { CompletionReport } from '../../../shared/outputs/report.ts'
import { owners } from '../../../shared/findings/vocabulary.ts'
import type { Actor } from '../database/audit.ts'
import { findTwins } from './join-people.ts'
import { judgeReport } from '../reports/judge-report.ts'
import { personColumns, toPersonRow, type PersonRecord } from './read-people.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'

const timelineLength = 100

/** One person with all that is known of them, or null. */
export async function readPerson(database: TenantDatabase, personId: string): Promise<PersonDetail | null> {
  const { pool, tenantId } = database
  const values = [tenantId, personId]
  const { rows } = await pool.query<PersonRecord & { cutover_on: string | null }>(
    `select ${personColumns.replaceAll('wave', 'p.wave')}, w.cutover_on::text from people p
      left join waves w on w.target_tenant_id = p.target_tenant_id and w.wave = p.wave
      where p.target_tenant_id = $1 and p.person_id = $2`,
    values,
  )
  const person = rows[0]
  if (person === undefined) return null
  const [twins, devices, reports, signals, changes, notes] = await Promise.all([
    findTwins(database, personId),
    pool.query<{ device_id: string; seen_at: Date; counts: boolean; content: CompletionReport }>(
      `select d.device_id, d.seen_at, d.counts, r.content from devices d
        join reports r on r.target_tenant_id = d.target_tenant_id and r.id = d.report_id
        where d.target_tenant_id = $1 and d.person_id = $2 order by d.seen_at desc limit 50`,
      values,
    ),
    pool.query<{ id: string; receipt: string; received_at: Date; content: CompletionReport }>(
      `select id, receipt, received_at, content from reports
        where target_tenant_id = $1 and person_id = $2 order by received_at desc limit ${timelineLength + 1}`,
      values,
    ),
    pool.query<{ device_id: string; received_at: Date; content: Signal }>(
      `select device_id, received_at, content from signals
        where target_tenant_id = $1 and person_id = $2 order by received_at desc limit ${timelineLength}`,
      values,
    ),
    pool.query<{ id: string; at: Date; action: string; actor: Actor }>(
      // Who read the page is in the trail, and would take the room of what was changed.
      `select id, at, action, actor from audit
        where target_tenant_id = $1 and subject = $2 and action <> 'person.read' order by place desc limit ${timelineLength}`,
      values,
    ),
    pool.query<{ id: string; text: string; at: Date; actor: Actor }>(
      `select id, text, at, actor from notes
        where target_tenant_id = $1 and person_id = $2 order by at desc limit ${timelineLength}`,
      values,
    ),
  ])
  const timeline: PersonDetail['timeline'] = [
    ...reports.rows.map(({ id, receipt, received_at, content }) => ({
      kind: 'report' as const,
      at: received_at.toISOString(),
      reportId: id,
      receipt,
      deviceId: content.deviceId,
      sequence: content.sequence,
      phase: content.phase,
      verdict: content.verdict,
      blocker: judgeReport(content).blocker,
    })),
    ...signals.rows.map(({ device_id, received_at, content }) => ({
      kind: 'signal' as const,
      at: received_at.toISOString(),
      deviceId: device_id,
      codes: content.codes,
    })),
    ...changes.rows.map(({ id, at, action, actor }) => ({
      kind: 'change' as const,
      at: at.toISOString(),
      action,
      by: actor,
      changeId: id,
    })),
  ].sort((one, other) => (one.at < other.at ? 1 : -1))
  return {
    ...toPersonRow(person),
    cutoverOn: person.cutover_on,
    twins,
    devicesSeen: devices.rows.map(({ device_id, seen_at, counts, content }) => ({
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
    })),
    devicesUnverified: signals.rows
      .filter(({ received_at }) => person.signal_at !== null && received_at > (person.last_seen_at ?? 0))
      .map(({ device_id, received_at, content }) => ({
        deviceId: device_id,
        platform: content.platform,
        appVersion: content.app.version,
        at: received_at.toISOString(),
        codes: content.codes,
        number: content.number ?? null,
      })),
    timeline: timeline.slice(0, timelineLength),
    isTimelineCut: timeline.length > timelineLength,
    notes: notes.rows.map(({ id, text, at, actor }) => ({ id, text, at: at.toISOString(), by: actor })),
  }
}
