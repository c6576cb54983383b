import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import pg from 'pg'
import { openStore, type Store } from '../../../../admin/server/store.ts'
import { transact } from '../../../../admin/server/database/transact.ts'
import type { MapEntry } from '../../../../admin/server/imports/stage-import.ts'
import { adatum, contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { startStore, type TestStore } from '../with-store.ts'

let world: TestStore
let store: Store

beforeAll(async () => {
  world = await startStore()
  store = world.store
})
afterAll(() => world.stop())
beforeEach(async () => {
  const client = new pg.Client({ connectionString: world.postgres.url })
  await client.connect()
  await client.query('truncate people, people_search')
  await client.end()
})

const entryOf = (source: string, target = source): MapEntry => ({
  sourceTenantId: contoso,
  sourceUpn: `${source}@contoso.com`,
  targetUpn: `${target}@fabrikam.com`,
})
const planOf = (target: string) =>
  store.findPlan({ tenantId: fabrikam, oid: 'unused', upn: `${target}@fabrikam.com` })
const succeed = (source: string) =>
  store.importStates([{ sourceUpn: `${source}@contoso.com`, moveState: 'Success' }])

describe('importMap', () => {
  it('adds people once and leaves them as they were the second time', async () => {
    expect(await store.importMap([entryOf('amy'), entryOf('bob')])).toEqual({
      added: 2,
      changed: 0,
      removed: 0,
    })
    await succeed('amy')
    expect(await store.importMap([entryOf('amy'), entryOf('bob')])).toEqual({
      added: 0,
      changed: 0,
      removed: 0,
    })
    expect(await planOf('amy')).toMatchObject({ moveState: 'Success' })
  })

  it('keeps the move state of a person whose new address is corrected', async () => {
    await store.importMap([entryOf('amy', 'amy.typo')])
    await succeed('amy')
    expect(await store.importMap([entryOf('amy')])).toEqual({ added: 0, changed: 1, removed: 0 })
    expect(await planOf('amy')).toMatchObject({ moveState: 'Success', sourceUpn: 'amy@contoso.com' })
    expect(await planOf('amy.typo')).toBeNull()
  })

  it('never gives the move state of one person to another', async () => {
    await store.importMap([entryOf('bob', 'amy')])
    await succeed('bob')
    expect(await store.importMap([entryOf('amy')])).toEqual({ added: 1, changed: 0, removed: 1 })
    expect(await planOf('amy')).toMatchObject({ moveState: 'Unknown', sourceUpn: 'amy@contoso.com' })
  })

  it('lets two people swap their new addresses, each with their own move state', async () => {
    await store.importMap([entryOf('amy', 'bob'), entryOf('bob', 'amy')])
    await succeed('amy')
    expect(await store.importMap([entryOf('amy'), entryOf('bob')])).toEqual({
      added: 0,
      changed: 2,
      removed: 0,
    })
    expect(await planOf('amy')).toMatchObject({ moveState: 'Success', sourceUpn: 'amy@contoso.com' })
    expect(await planOf('bob')).toMatchObject({ moveState: 'Unknown', sourceUpn: 'bob@contoso.com' })
  })

  it('takes all or nothing', async () => {
    await store.importMap([entryOf('amy')])
    // Two people with one new address; the readers refuse that before it gets here.
    await expect(store.importMap([entryOf('bob'), entryOf('carla', 'bob')])).rejects.toThrow(/duplicate key/)
    expect(await planOf('bob')).toBeNull()
    expect(await planOf('amy')).not.toBeNull()
  })

  it('takes more people than one statement can carry', async () => {
    const many = Array.from({ length: 12_000 }, (_unused, index) => entryOf(`person${index}`))
    expect(await store.importMap(many)).toEqual({ added: 12_000, changed: 0, removed: 0 })
    const shouted = many.map((entry) => ({ ...entry, targetUpn: entry.targetUpn.toUpperCase() }))
    expect(await store.importMap(shouted)).toEqual({ added: 0, changed: 12_000, removed: 0 })
  })
})

describe('importStates', () => {
  it('sets the states of people in the map and counts the others', async () => {
    await store.importMap([entryOf('jörg')])
    const states = ['Jo\u0308rg', 'nobody'].map((name) => ({
      sourceUpn: `${name}@contoso.com`,
      moveState: 'InProgress' as const,
    }))
    expect(await store.importStates(states)).toMatchObject({ changed: 1, unknown: 1 })
    expect(await planOf('jörg')).toMatchObject({ moveState: 'InProgress' })
  })
})

describe('openStore', () => {
  it('keeps two target tenants in one database apart', async () => {
    await store.importMap([entryOf('amy')])
    const other = await openStore(world.postgres.url, adatum)
    try {
      expect(await other.findPlan({ tenantId: adatum, oid: 'unused', upn: 'amy@fabrikam.com' })).toBeNull()
    } finally {
      await other.close()
    }
  })

  it('prepares an empty database once when several open it together', async () => {
    const client = new pg.Client({ connectionString: world.postgres.url })
    await client.connect()
    await client.query('create database fresh')
    await client.end()
    const url = world.postgres.url.replace(/\/postgres$/, '/fresh')
    const stores = await Promise.all([1, 2, 3].map(() => openStore(url, fabrikam)))
    expect(await stores[0]?.countReports()).toBe(0)
    await Promise.all(stores.map((each) => each.close()))
  })
})

describe('transact', () => {
  it('does nothing of what it cannot begin, and says why it could not', async () => {
    await store.importMap([entryOf('amy')])
    const { database } = store
    const client = new pg.Client({ connectionString: world.postgres.url })
    await client.connect()
    const impatient = new pg.Pool({
      connectionString: world.postgres.url,
      pipeline: true,
      options: '-c lock_timeout=50',
    })
    try {
      await client.query('select pg_advisory_lock($1)', [database.lockKey])
      const outcome = transact({ ...database, pool: impatient }, 'shared', (part) =>
        part.query('delete from people'),
      )
      await expect(outcome).rejects.toMatchObject({ code: '55P03' })
      expect(await planOf('amy')).not.toBeNull()
      // What is done beside an import does not wait for it.
      const beside = transact({ ...database, pool: impatient }, 'beside', (part) => part.query('select 1'))
      await expect(beside).resolves.toMatchObject({ rowCount: 1 })
    } finally {
      await client.end()
      await impatient.end()
    }
  })
})
