import { describe, expect, it } from 'vitest'
import { readImport } from '../../../../admin/server/imports/read-import.ts'
import { makeUpPeople, toImportFiles } from '../../../../admin/server/demo/made-up-people.ts'
import { contoso, fabrikam, movers } from '../../../world/people.ts'

const people = makeUpPeople(new Date('2026-11-20T09:00:00Z'), {
  source: contoso,
  target: fabrikam,
  taken: movers.map(({ source }) => source.mapped),
})

describe('the made-up people of the demonstration', () => {
  it('are 200, and no two of them or of the cast share an address', () => {
    expect(people).toHaveLength(200)
    const addresses = [...people.map(({ source }) => source), ...movers.map(({ source }) => source.mapped)]
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(addresses.join()).not.toContain('undefined')
  })

  it.each(['identity-map', 'move-states', 'waves'] as const)('fill a %s that has no problem', (kind) => {
    const read = readImport(kind, toImportFiles(people, contoso.tenantId)[kind], contoso.tenantId)
    expect(read).toMatchObject({ kind: 'read', problems: [], groups: 0, guests: 0 })
    expect(read.kind === 'read' && read.content.entries).toHaveLength(200)
  })

  it('report only where their move is finished', () => {
    const early = people.filter(({ stand, moveState }) => stand !== 'never-seen' && moveState !== 'Success')
    expect(early).toEqual([])
  })
})
