import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { startStore, type TestStore } from '../with-store.ts'

let world: TestStore
beforeAll(async () => {
  world = await startStore()
  await world.store.importMap(
    ['amy.lee', 'anne-marie.doe', 'bob.meyer', 'bob_meyer', 'cem'].map((name) => ({
      sourceTenantId: contoso,
      sourceUpn: `${name}@contoso.com`,
      targetUpn: `${name}@fabrikam.com`,
    })),
  )
}, 240_000)
afterAll(() => world.stop())

const oids = new Map<string, string>()
const stateOf = async (name: string) => {
  const oid = oids.get(name) ?? randomUUID()
  oids.set(name, oid)
  return (await world.store.findPlan({ tenantId: fabrikam, oid, upn: `${name}@fabrikam.com` }))?.moveState
}

describe('importStates', () => {
  it('finds people by the site of their old OneDrive, and takes no state that could be two people’s', async () => {
    const result = await world.store.importStates([
      { sourceSite: 'amy_lee_contoso_com', moveState: 'Success' },
      { sourceSite: 'anne-marie_doe_contoso_com', moveState: 'InProgress' },
      { sourceSite: 'bob_meyer_contoso_com', moveState: 'Success' },
      { sourceSite: 'cem_contoso_com1', moveState: 'Success' },
    ])
    expect(result).toEqual({
      changed: 2,
      unknown: 2,
      unmatched: ['bob_meyer_contoso_com', 'cem_contoso_com1'],
    })
    expect(
      await Promise.all(['amy.lee', 'anne-marie.doe', 'bob.meyer', 'bob_meyer', 'cem'].map(stateOf)),
    ).toEqual(['Success', 'InProgress', 'Unknown', 'Unknown', 'Unknown'])
  })

  it('takes no state of somebody who has one by address and another by site, and takes one that is the same', async () => {
    const result = await world.store.importStates([
      { sourceUpn: 'cem@contoso.com', moveState: 'Success' },
      { sourceSite: 'cem_contoso_com', moveState: 'Failed' },
      { sourceUpn: 'anne-marie.doe@contoso.com', moveState: 'Scheduled' },
      { sourceSite: 'anne-marie_doe_contoso_com', moveState: 'Scheduled' },
    ])
    expect(result.unmatched).toEqual(['cem_contoso_com', 'cem@contoso.com'])
    expect(await Promise.all(['cem', 'anne-marie.doe'].map(stateOf))).toEqual(['Unknown', 'Scheduled'])
  })

  it('keeps a Success that was believed, also when a repeated job begins anew', async () => {
    await world.store.importStates([
      { sourceUpn: 'cem@contoso.com', moveState: 'Success' },
      { sourceUpn: 'anne-marie.doe@contoso.com', moveState: 'Failed' },
    ])
    await world.store.importStates([
      { sourceUpn: 'cem@contoso.com', moveState: 'NotStarted' },
      { sourceUpn: 'anne-marie.doe@contoso.com', moveState: 'Scheduled' },
      { sourceSite: 'amy_lee_contoso_com', moveState: 'Failed' },
    ])
    expect(await Promise.all(['cem', 'anne-marie.doe', 'amy.lee'].map(stateOf))).toEqual([
      'Success',
      'Scheduled',
      'Success',
    ])
  })
})
