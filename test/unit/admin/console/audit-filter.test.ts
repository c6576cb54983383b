import { describe, expect, it } from 'vitest'
import {
  readAuditFilter,
  toAuditAddress,
  toAuditQuery,
} from '../../../../admin/console/pages/audit/audit-filter.ts'

describe('the filter of the audit trail', () => {
  const filter = { actor: 'ada & co', from: '2026-03-01', to: '2026-03-31' }

  it('is read from its own address', () => {
    expect(readAuditFilter(toAuditAddress(filter).split('?')[1] ?? '')).toEqual(filter)
    expect(toAuditAddress({})).toBe('/audit')
  })

  it.each([
    ['from=2026-3-1', {}],
    ['from=2026-13-01&to=soon', {}],
    ['actor=%20', {}],
    [`actor=${'a'.repeat(101)}`, {}],
    ['from=2026-03-01&other=1', { from: '2026-03-01' }],
  ])('leaves out what cannot be meant: %s', (query, read) => {
    expect(readAuditFilter(query)).toEqual(read)
  })

  it('includes the whole last day, where the browser is', () => {
    const { from = '', until = '', actor } = toAuditQuery(filter)
    expect(actor).toBe('ada & co')
    expect(new Date(from)).toEqual(new Date(2026, 2, 1))
    expect(new Date(until)).toEqual(new Date(2026, 3, 1))
  })
})
