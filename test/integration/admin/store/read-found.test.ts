import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countFiltered, streamPeople } from '../../../../admin/server/people/read-people.ts'
import { readFound } from '../../../../admin/server/progress/read-found.ts'
import type { Store } from '../../../../admin/server/store.ts'
import type { CompletionReport } from '../../../../shared/outputs/report.ts'
import { reportOf } from '../../../unit/admin/report.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { startStore, type TestStore } from '../with-store.ts'

const office = 'workplace.office-uses-source'
const silent = 'workplace.look-yourself'

let world: TestStore
let store: Store

beforeAll(async () => {
  world = await startStore()
  store = world.store
  const states = { ann: 'Success', bea: 'Success', cid: 'Success', dan: 'Scheduled' } as const
  await store.importMap(
    Object.keys(states).map((name) => ({
      sourceTenantId: contoso,
      sourceUpn: `${name}@contoso.com`,
      targetUpn: `${name}@fabrikam.com`,
    })),
  )
  await store.importWaves(
    Object.keys(states).map((name) => ({
      upn: `${name}@contoso.com`,
      wave: name === 'cid' ? 'Wave 2' : 'Wave 1',
      cutoverOn: null,
    })),
  )
  await store.importStates(
    Object.entries(states).map(([name, moveState]) => ({ sourceUpn: `${name}@contoso.com`, moveState })),
  )
})
afterAll(() => world.stop())

let sequence = 0
/** A report of one of a person's computers, accepted. */
async function tell(name: string, computer: number, part: Partial<CompletionReport>): Promise<void> {
  const oid = `00000000-0000-4000-8000-000000000${String(name.charCodeAt(0)).padStart(3, '0')}`
  const deviceId = `dddddddd-0000-4000-8000-00000000000${computer}`
  sequence += 1
  const report = reportOf({ id: randomUUID(), sequence, deviceId, ...part })
  const caller = { tenantId: fabrikam, oid, upn: `${name}@fabrikam.com` }
  expect(await store.acceptReport(caller, report)).toMatchObject({ kind: 'accepted' })
}

const leftovers = (isInforming: boolean, found: number): Partial<CompletionReport> => ({
  steps: [{ id: 'workplace', outcome: 'attention', ...(isInforming && { informs: true }) }],
  findings: [
    { code: office, step: 'workplace', outcome: 'attention', owner: 'user', counts: { found } },
    { code: silent, step: 'workplace', outcome: 'unknown', owner: 'user' },
  ],
})

async function upnsOf(finding: string): Promise<string[]> {
  const upns: string[] = []
  for await (const { targetUpn } of streamPeople(store.database, { finding })) upns.push(targetUpn)
  return upns
}

describe('what computers told beside what holds people up', () => {
  it('is each leftover with its people once, whom it holds up, and how many were found', async () => {
    await tell('ann', 1, leftovers(true, 2))
    await tell('ann', 2, leftovers(true, 1))
    await tell('bea', 1, leftovers(false, 1))
    await tell('cid', 1, {})
    const { after } = await readFound(store.database)
    expect(after.people).toBe(3)
    expect(after.found).toEqual([
      {
        code: silent,
        owner: 'user',
        people: 2,
        // No setting makes anybody wait for what no program tells.
        held: 0,
        found: 3,
        waves: [{ wave: 'Wave 1', people: 2 }],
      },
      { code: office, owner: 'user', people: 2, held: 1, found: 4, waves: [{ wave: 'Wave 1', people: 2 }] },
    ])
    expect((await readFound(store.database, 'Wave 2')).after).toEqual({ people: 1, found: [] })
  })

  it('filters the people, with their number', async () => {
    expect(await upnsOf(office)).toEqual(['ann@fabrikam.com', 'bea@fabrikam.com'])
    expect(await upnsOf('workplace.unknown')).toEqual([])
    expect(await countFiltered(store.database, { finding: office, wave: 'Wave 1' })).toEqual({
      people: 2,
      isExact: true,
    })
  })

  it('is gone with the next report that does not say it', async () => {
    await tell('bea', 1, {})
    expect(await upnsOf(office)).toEqual(['ann@fabrikam.com'])
    expect((await readFound(store.database)).after.found[0]).toMatchObject({ people: 1, held: 0 })
  })

  it('is counted apart before the move, of people whose move is not due', async () => {
    const before: Partial<CompletionReport> = {
      phase: 'ready',
      verdict: 'action-needed',
      findings: [
        { code: 'sync.paused', step: 'sync', outcome: 'attention', owner: 'user' },
        { code: 'plan.not-due', step: 'all', outcome: 'skipped', owner: null },
      ],
    }
    await tell('dan', 1, before)
    // Looked before the move, and their move is done since.
    await tell('cid', 2, before)
    const found = await readFound(store.database)
    expect(found.before).toMatchObject({
      people: 1,
      found: [{ code: 'sync.paused', people: 1, held: 0, found: 1 }],
    })
    expect(found.after.people).toBe(3)
    expect(await upnsOf('sync.paused')).toContain('dan@fabrikam.com')
  })
})
