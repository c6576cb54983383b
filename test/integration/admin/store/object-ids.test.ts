import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { commandLine } from '../../../../admin/server/database/audit.ts'
import { findPlan } from '../../../../admin/server/people/find-plan.ts'
import { listImports, undoImport } from '../../../../admin/server/imports/imports.ts'
import type { MapEntry } from '../../../../admin/server/imports/stage-import.ts'
import type { Store } from '../../../../admin/server/store.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { reportOf } from '../../../unit/admin/report.ts'
import { startStore, type TestStore } from '../with-store.ts'

const entry = (sourceUpn: string, targetUpn: string, targetOid?: string): MapEntry => ({
  sourceTenantId: contoso,
  sourceUpn,
  targetUpn,
  ...(targetOid !== undefined && { targetOid }),
})

describe('who somebody is', () => {
  let world: TestStore
  let store: Store
  let amy: {
    readonly old: string
    readonly now: string
    readonly renamedOld: string
    readonly renamed: string
  }
  let id: string
  let run = 0
  beforeAll(async () => {
    world = await startStore()
    store = world.store
  })
  afterAll(() => world.stop())
  beforeEach(() => {
    run += 1
    const name = `amy${run}`
    amy = {
      old: `${name}@contoso.com`,
      now: `${name}@fabrikam.onmicrosoft.com`,
      renamedOld: `${name}@contoso.onmicrosoft.com`,
      // The domain follows the people: the old address is the new one now.
      renamed: `${name}@contoso.com`,
    }
    id = `22222222-aaaa-4aaa-8aaa-${String(run).padStart(12, '0')}`
  })

  const ask = (upn: string, who = id) => store.askPlan({ tenantId: fabrikam, oid: who, upn })
  const report = (upn: string, who = id) =>
    store.acceptReport({ tenantId: fabrikam, oid: who, upn }, reportOf({ id: randomUUID() }))
  const people = async () =>
    (
      await store.database.pool.query<{ target_key: string; source_key: string; move_state: string }>(
        `select target_key, source_key, move_state from people where target_tenant_id = $1
          and (source_key like $2 or target_key like $2)`,
        [fabrikam, `${amy.old.split('@')[0]}@%`],
      )
    ).rows
  async function moveAmy(): Promise<void> {
    await store.importMap([entry(amy.old, amy.now)])
    await store.importStates([{ sourceUpn: amy.old, moveState: 'Success' }])
  }
  const success = { kind: 'plan', plan: { moveState: 'Success' } }

  it('is found by their object id once a plan was given, whatever their address is then', async () => {
    await moveAmy()
    expect(await ask(amy.now)).toMatchObject(success)
    expect(await ask(amy.renamed)).toMatchObject(success)
    // The address alone is no one's proof any more.
    expect(await ask(amy.now, randomUUID())).toEqual({ kind: 'other-account' })
  })

  it('is renamed by an import of the map, not added, and keeps their move', async () => {
    await moveAmy()
    await ask(amy.now)
    await ask(amy.renamed)
    expect(await store.importMap([entry(amy.renamedOld, amy.renamed)])).toEqual({
      added: 0,
      changed: 1,
      removed: 0,
    })
    expect(await people()).toEqual([
      { target_key: amy.renamed, source_key: amy.renamedOld, move_state: 'Success' },
    ])
    expect(await ask(amy.renamed)).toMatchObject(success)
  })

  it('is renamed where only the old account has another address', async () => {
    await moveAmy()
    await ask(amy.now)
    await store.importMap([entry(amy.renamedOld, amy.now)])
    expect(await people()).toEqual([
      { target_key: amy.now, source_key: amy.renamedOld, move_state: 'Success' },
    ])
  })

  it('is known by the object id of the map before anybody asked', async () => {
    await store.importMap([entry(amy.old, amy.now, id)])
    await store.importStates([{ sourceUpn: amy.old, moveState: 'Success' }])
    expect(await ask(amy.renamed)).toMatchObject(success)
    await store.importMap([entry(amy.renamedOld, amy.renamed, id)])
    expect(await people()).toEqual([
      { target_key: amy.renamed, source_key: amy.renamedOld, move_state: 'Success' },
    ])
  })

  it('is who the map’s object id says, also where somebody else was bound before', async () => {
    await moveAmy()
    await ask(amy.now, randomUUID())
    expect(await ask(amy.now)).toEqual({ kind: 'other-account' })
    await store.importMap([entry(amy.old, amy.now, id)])
    expect(await ask(amy.now)).toMatchObject(success)
  })

  it('is a finding of the admin’s where another account has the address, and opens nothing', async () => {
    await moveAmy()
    await ask(amy.now)
    const stranger = randomUUID()
    const finding = async () =>
      (
        await store.database.pool.query<object>(
          'select signal_code, signal_owner from people where target_key = $1',
          [amy.now],
        )
      ).rows
    const told = [{ signal_code: 'plan.other-account', signal_owner: 'admin' }]
    // By the plan alone, as by the report.
    expect(await ask(amy.now, stranger)).toEqual({ kind: 'other-account' })
    expect(await finding()).toEqual(told)
    await store.database.pool.query('update people set signal_code = null, signal_owner = null')
    const caller = { tenantId: fabrikam, oid: stranger, upn: amy.now }
    expect(await store.acceptReport(caller, reportOf({ id: randomUUID() }))).toEqual({
      kind: 'refused',
      code: 'report.other-account',
    })
    expect(await finding()).toEqual(told)
  })

  it('is bound by a report only where no plan was asked for', async () => {
    await moveAmy()
    const caller = { tenantId: fabrikam, oid: id, upn: amy.now }
    expect(await store.acceptReport(caller, reportOf({ id: randomUUID() }))).toMatchObject({
      kind: 'accepted',
    })
    expect(await ask(amy.now, randomUUID())).toEqual({ kind: 'other-account' })
    // Under the new address it is the same person.
    const renamed = { ...caller, upn: amy.renamed }
    expect(await store.acceptReport(renamed, reportOf({ id: randomUUID() }))).toMatchObject({
      kind: 'accepted',
    })
  })

  it('is renamed by an import where only a report has told the new address', async () => {
    await moveAmy()
    await report(amy.now)
    await report(amy.renamed)
    await store.importMap([entry(amy.renamedOld, amy.renamed)])
    expect(await people()).toEqual([
      { target_key: amy.renamed, source_key: amy.renamedOld, move_state: 'Success' },
    ])
  })

  it('is renamed by an import where the map has the object id and only a report has told the address', async () => {
    await store.importMap([entry(amy.old, amy.now, id)])
    await report(amy.renamed)
    await store.importMap([entry(amy.renamedOld, amy.renamed)])
    expect(await people()).toMatchObject([{ target_key: amy.renamed, source_key: amy.renamedOld }])
  })

  it('has the address of the last report, and none that another account only claimed', async () => {
    await moveAmy()
    await report(amy.now)
    const seen = async () =>
      (
        await store.database.pool.query<{ seen_key: string | null }>(
          'select seen_key from people where target_key = $1',
          [amy.now],
        )
      ).rows
    expect(await seen()).toEqual([{ seen_key: null }])
    // In one batch, and back again.
    await Promise.all([report(amy.now), report(amy.renamed)])
    expect(await seen()).toEqual([{ seen_key: amy.renamed }])
    await report(amy.now, randomUUID())
    expect(await seen()).toEqual([{ seen_key: amy.renamed }])
    await report(amy.now)
    expect(await seen()).toEqual([{ seen_key: null }])
  })

  it('leaves a colleague who has the old address now a person of their own', async () => {
    await moveAmy()
    await report(amy.now)
    await report(amy.renamed)
    // Bob gets the address that Amy had, before any import says so.
    const bob = randomUUID()
    expect(await report(amy.now, bob)).toMatchObject({ code: 'report.other-account' })
    await store.importMap([
      entry(amy.renamedOld, amy.renamed, id),
      entry(`bob${run}@contoso.com`, amy.now, bob),
    ])
    expect(await report(amy.now, bob)).toMatchObject({ kind: 'accepted' })
    expect(await report(amy.renamed)).toMatchObject({ kind: 'accepted' })
    expect(
      (await people()).map(({ target_key, source_key }) => `${source_key} ${target_key}`).toSorted(),
    ).toEqual([`${amy.renamedOld} ${amy.renamed}`, `bob${run}@contoso.com ${amy.now}`].toSorted())
  })

  it('is a finding of the admin’s where the other account only hands in a report', async () => {
    await moveAmy()
    await ask(amy.now)
    const caller = { tenantId: fabrikam, oid: randomUUID(), upn: amy.now }
    await store.acceptReport(caller, reportOf({ id: randomUUID() }))
    const { rows } = await store.database.pool.query('select signal_code from people where target_key = $1', [
      amy.now,
    ])
    expect(rows).toEqual([{ signal_code: 'plan.other-account' }])
  })

  it('is one of two accounts with one address whose reports come in the same moment', async () => {
    await moveAmy()
    const send = (oid: string) =>
      store.acceptReport({ tenantId: fabrikam, oid, upn: amy.now }, reportOf({ id: randomUUID() }))
    const answers = await Promise.all([send(id), send(randomUUID())])
    expect(answers.map((answer) => (answer.kind === 'refused' ? answer.code : answer.kind)).sort()).toEqual([
      'accepted',
      'report.other-account',
    ])
  })

  it('is bound by a report on the way back too, under the old account’s object id', async () => {
    await moveAmy()
    await store.database.pool.query(`update people set direction = 'return' where target_key = $1`, [amy.now])
    const send = (oid: string, upn: string) =>
      store.acceptReport({ tenantId: contoso, oid, upn }, reportOf({ id: randomUUID() }))
    const old = randomUUID()
    expect(await send(old, amy.old)).toMatchObject({ kind: 'accepted' })
    expect(await send(old, amy.renamedOld)).toMatchObject({ kind: 'accepted' })
    expect(await send(randomUUID(), amy.old)).toEqual({ kind: 'refused', code: 'report.other-account' })
    // Another id of the same person on the other side is no contradiction.
    expect(await store.askPlan({ tenantId: contoso, oid: old, upn: amy.old })).toMatchObject({ kind: 'plan' })
  })

  it('is bound once when two of their computers ask in the same moment', async () => {
    await moveAmy()
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(amy.now)))
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['plan']))
  })

  it('is themselves where another computer of theirs was bound between two looks', async () => {
    await moveAmy()
    const { pool } = store.database
    // Between the look for the object id and the one for the address another request of the same account comes through.
    let timesBetween = 0
    const query = async (text: string, values: unknown[]): Promise<unknown> => {
      if (/ target_key = \$\d/.test(text)) {
        timesBetween += 1
        expect(await ask(amy.now)).toMatchObject(success)
      }
      return pool.query(text, values)
    }
    const between = new Proxy(pool, {
      get: (target, name): unknown => (name === 'query' ? query : Reflect.get(target, name, target)),
    })
    const caller = { tenantId: fabrikam, oid: id, upn: amy.now }
    expect(await findPlan({ ...store.database, pool: between }, caller)).toMatchObject(success)
    expect(timesBetween).toBe(1)
  })

  it('is put back as they were when the import is undone', async () => {
    await moveAmy()
    await ask(amy.now)
    await ask(amy.renamed)
    await store.importMap([entry(amy.renamedOld, amy.renamed)])
    const [last] = (await listImports(store.database)).filter(({ state }) => state === 'applied')
    await undoImport(store.database, commandLine, last?.id ?? '')
    expect(await people()).toEqual([{ target_key: amy.now, source_key: amy.old, move_state: 'Success' }])
    expect(await ask(amy.renamed)).toMatchObject(success)
  })
})
