import type { ColumnType, Generated } from 'kysely'

type Written = ColumnType<Date, Date | string, Date | string>
type WrittenOnce = ColumnType<Date, Date | string | undefined, never>
type Json = ColumnType<unknown, string, string>

/**
 * The tables that are asked through Kysely. Every key begins with the target tenant, so that they can be
 * distributed over a cluster later without a change. Keys of addresses are NFC and lower case.
 */
export type Database = {
  people: {
    target_tenant_id: string
    target_key: string
    target_upn: string
    source_tenant_id: string
    source_key: string
    source_upn: string
    move_state: Generated<string>
    direction: Generated<string>
    wave: string | null
    person_id: Generated<string>
    source_hash: string | null
    target_oid: string | null
    source_oid: string | null
    seen_key: string | null
    reported: Generated<string>
    was_done: Generated<boolean>
    devices: Generated<number>
    last_seen_at: Written | null
    done_at: Written | null
    reminded_at: Written | null
    signal_code: string | null
    signal_owner: string | null
    signal_at: Written | null
    reports_on: string | null
    reports_that_day: number | null
    state: ColumnType<string, never, never>
    blocker: ColumnType<string | null, never, never>
    owner: ColumnType<string | null, never, never>
  }
  reports: {
    target_tenant_id: string
    id: string
    person_tenant_id: string
    person_oid: string
    person_id: string | null
    target_key: string
    sequence: number
    device_id: string
    verdict: string
    receipt: string
    content_hash: string
    content: ColumnType<unknown, string, never>
    received_at: WrittenOnce
  }
  waves: { target_tenant_id: string; wave: string; cutover_on: string | null; finished_at: Written | null }
  notes: {
    target_tenant_id: string
    id: string
    person_id: string
    text: string
    actor: Json
    at: WrittenOnce
  }
  imports: {
    target_tenant_id: string
    id: string
    place: Generated<string>
    kind: string
    file_name: string
    state: string
    at: WrittenOnce
    actor: Json
    content: Buffer | null
    summary: Json
    applied_at: Written | null
    applied_place: ColumnType<string | null, never, never>
    undone_at: Written | null
  }
  enrolment_keys: {
    target_tenant_id: string
    id: string
    wave: string
    secret: string
    created_at: WrittenOnce
    expires_at: Written
    revoked_at: Written | null
    last_used_at: Written | null
  }
  webhooks: {
    target_tenant_id: string
    id: string
    url: string
    format: string
    events: string[]
    secret: string
    created_at: WrittenOnce
  }
}
