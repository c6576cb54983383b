import type { ColumnType, Generated } from 'kysely'

/**
 * The tables. Every key begins with the target tenant, so that they can be distributed over a cluster later
 * without a change. Keys of addresses are NFC and lower case.
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
  }
  reports: {
    target_tenant_id: string
    id: string
    person_tenant_id: string
    person_oid: string
    target_key: string
    sequence: number
    device_id: string
    verdict: string
    receipt: string
    content_hash: string
    content: ColumnType<unknown, string, never>
    received_at: ColumnType<Date, Date | string, never>
  }
}

/** An address as it is compared: case and Unicode form do not make another person. */
export function toAddressKey(upn: string): string {
  return upn.trim().normalize('NFC').toLowerCase()
}
