import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { commandLine } from '../../../../admin/server/database/audit.ts'
import { addNote } from '../../../../admin/server/people/change-person.ts'
import { findDuplicates, findCandidates, joinPeople } from '../../../../admin/server/people/join-people.ts'
import { listImports, undoImport } from '../../../../admin/server/imports/imports.ts'
import { readPerson } from '../../../../admin/server/people/read-person.ts'
import { readProgress } from '../../../../admin/server/progress/read-progress.ts'
import type { Store } from '../../../../admin/server/store.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { reportOf } from '../../../unit/admin/report.ts'
import { startStore, type TestStore } from '../with-store.ts'

describe('two rows of one person', () => {
  let world: TestStore
  let store: Store
  let name = ''
  let oid = ''
  let run = 0
  beforeAll(async () => {
    world = await startStore()
    store = world.store
  })
  afterAll(() => world.stop())
  beforeEach(() => {
    run += 1
    name = `amy${run}`
    oid = `22222222-aaaa-4aaa-8aaa-${String(run).padStart(12, '0')}`
  })

  const entry = (sourceUpn: string, targetUpn: string) => ({ sourceTenantId: contoso, sourceUpn, targetUpn })
  const idOf = async (targetUpn: string): Promise<string> => {
    const { rows } = await store.database.pool.query<{ person_id: string }>(
      'select person_id from people where target_tenant_id = $1 and target_key = $2',
      [fabrikam, targetUpn],
    )
    return rows[0]?.person_id ?? ''
  }
  const namesOf = (rows: readonly { targetUpn: string }[]): string[] => rows.map(({ targetUpn }) => targetUpn)
  const pairsOf = async (): Promise<string[]> =>
    (await findDuplicates(store.database))
      .map(({ one, other }) => `${one.targetUpn} ${other.targetUpn}`)
      .filter((pair) => pair.includes(name))

  /** Moved and heard of as `old`; then both addresses change, and the map is imported before anybody has asked again. */
  async function importRenamed(isBound: boolean): Promise<{ old: string; renamed: string }> {
    const old = `${name}@fabrikam.onmicrosoft.com`
    const renamed = `${name}@contoso.com`
    await store.importMap([entry(`${name}@contoso.com`, old)])
    await store.importStates([{ sourceUpn: `${name}@contoso.com`, moveState: 'Success' }])
    if (isBound) {
      const caller = { tenantId: fabrikam, oid, upn: old }
      await store.askPlan(caller)
      await store.acceptReport(caller, reportOf({ id: randomUUID(), verdict: 'done' }))
    }
    await store.database.pool.query(
      `with added as (insert into people (target_tenant_id, target_key, target_upn, source_tenant_id, source_key, source_upn)
          values ($1, $2, $2, $3, $4, $4) returning target_tenant_id, target_key, source_key)
        insert into people_search (target_tenant_id, target_key, source_key) select * from added`,
      [fabrikam, renamed, contoso, `${name}@contoso.onmicrosoft.com`],
    )
    return { old, renamed }
  }

  it.each([true, false])('are named, where the first was heard of: %s', async (isBound) => {
    const { old, renamed } = await importRenamed(isBound)
    expect(await pairsOf()).toEqual([`${old} ${renamed}`])
    expect(namesOf(await findCandidates(store.database, await idOf(old)))).toEqual([renamed])
    expect(namesOf(await findCandidates(store.database, await idOf(renamed)))).toEqual([old])
  })

  it('are named where the account of one signs in with the other’s address, whatever they are called', async () => {
    const [one, other] = [`${name}@fabrikam.com`, `stone.${name}@fabrikam.com`]
    await store.importMap([entry(`${name}@contoso.com`, one), entry(`stone.${name}@contoso.com`, other)])
    await store.askPlan({ tenantId: fabrikam, oid, upn: one })
    expect(await pairsOf()).toEqual([])
    await store.askPlan({ tenantId: fabrikam, oid, upn: other })
    expect(await pairsOf()).toEqual([`${one} ${other}`])
    expect(namesOf(await findCandidates(store.database, await idOf(one)))).toEqual([other])
    expect(namesOf(await findCandidates(store.database, await idOf(other)))).toEqual([one])
  })

  it('are not named where both are bound to accounts of their own, or only one side has the same name', async () => {
    await store.importMap([
      entry(`${name}@contoso.com`, `${name}@fabrikam.com`),
      entry(`${name}@contoso.de`, `${name}@fabrikam.de`),
      entry(`info.${name}@contoso.com`, `${name}@fabrikam.fr`),
    ])
    await store.askPlan({ tenantId: fabrikam, oid, upn: `${name}@fabrikam.com` })
    await store.askPlan({ tenantId: fabrikam, oid: randomUUID(), upn: `${name}@fabrikam.de` })
    expect(await pairsOf()).toEqual([])
    expect(await findCandidates(store.database, await idOf(`${name}@fabrikam.com`))).toEqual([])
  })

  it('become one person with the addresses of the one that is kept, and all else of both', async () => {
    const { old, renamed } = await importRenamed(true)
    const [goneId, keptId] = [await idOf(old), await idOf(renamed)]
    await addNote(store.database, commandLine, goneId, 'called twice')
    expect(await joinPeople(store.database, commandLine, keptId, goneId)).toMatchObject({ kind: 'done' })
    const person = await readPerson(store.database, keptId)
    expect(person).toMatchObject({
      targetUpn: renamed,
      sourceUpn: `${name}@contoso.onmicrosoft.com`,
      moveState: 'Success',
      state: 'done',
      devices: 1,
      twins: [],
      notes: [{ text: 'called twice' }],
    })
    expect(person?.doneAt).not.toBeNull()
    expect(person?.timeline.map((each) => (each.kind === 'change' ? each.action : each.kind))).toEqual([
      'people.join',
      'report',
    ])
    expect(await readPerson(store.database, goneId)).toBeNull()
    // The account is who it was, under whichever address it asks.
    const plan = { kind: 'plan', plan: { moveState: 'Success', targetUpn: renamed, phase: 'watch' } }
    expect(await store.askPlan({ tenantId: fabrikam, oid, upn: renamed })).toMatchObject(plan)
    expect(await store.askPlan({ tenantId: fabrikam, oid, upn: old })).toMatchObject(plan)
    expect(await pairsOf()).toEqual([])
  })

  it('leave the counts as they would be counted anew, and nothing personal in the trail', async () => {
    const { old, renamed } = await importRenamed(true)
    const [goneId, keptId] = [await idOf(old), await idOf(renamed)]
    await joinPeople(store.database, commandLine, keptId, goneId)
    const { rows: everybody } = await store.database.pool.query<{ people: number }>(
      'select count(*)::int as people from people where target_tenant_id = $1',
      [fabrikam],
    )
    expect((await readProgress(store.database)).overall.people).toBe(everybody[0]?.people)
    const { rows } = await store.database.pool.query<{ trail: string }>(
      `select before::text || after::text as trail from audit where action = 'people.join' and subject = $1`,
      [keptId],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]?.trail).not.toContain(name)
  })

  it('count a computer once that reported under both, by its newest word', async () => {
    const [one, other] = [`${name}@fabrikam.com`, `${name}@fabrikam.de`]
    await store.importMap([entry(`${name}@contoso.com`, one), entry(`${name}@contoso.de`, other)])
    await store.importStates(
      [`${name}@contoso.com`, `${name}@contoso.de`].map((sourceUpn) => ({ sourceUpn, moveState: 'Success' })),
    )
    const deviceId = randomUUID()
    const hand = (upn: string, who: string, sequence: number, verdict: 'done' | 'action-needed') =>
      store.acceptReport(
        { tenantId: fabrikam, oid: who, upn },
        reportOf({ id: randomUUID(), deviceId, sequence, verdict }),
      )
    await hand(one, oid, 1, 'action-needed')
    await hand(other, randomUUID(), 2, 'done')
    // An admin corrected the map: the second account was never another person's.
    await store.database.pool.query('update people set target_oid = null where target_key = $1', [other])
    const keptId = await idOf(one)
    await joinPeople(store.database, commandLine, keptId, await idOf(other))
    expect(await readPerson(store.database, keptId)).toMatchObject({ state: 'done', devices: 1 })
  })

  it('stay two where they are two accounts, one row, or no one', async () => {
    const [one, other] = [`${name}@fabrikam.com`, `${name}@fabrikam.de`]
    await store.importMap([entry(`${name}@contoso.com`, one), entry(`${name}@contoso.de`, other)])
    await store.askPlan({ tenantId: fabrikam, oid, upn: one })
    await store.askPlan({ tenantId: fabrikam, oid: randomUUID(), upn: other })
    const [oneId, otherId] = [await idOf(one), await idOf(other)]
    const refused = { kind: 'refused', code: 'person.not-joinable' }
    expect(await joinPeople(store.database, commandLine, oneId, otherId)).toEqual(refused)
    expect(await joinPeople(store.database, commandLine, oneId, oneId)).toMatchObject({ kind: 'refused' })
    expect(await joinPeople(store.database, commandLine, oneId, randomUUID())).toEqual({
      kind: 'refused',
      code: 'person.not-found',
    })
    expect(await idOf(other)).toBe(otherId)
  })

  it('are not brought back where the import that knew the second one is undone', async () => {
    const [one, other] = [`${name}@fabrikam.com`, `${name}@fabrikam.de`]
    await store.importMap([entry(`${name}@contoso.com`, one), entry(`${name}@contoso.de`, other)])
    // Another spelling: the import writes down how both were.
    await store.importMap([
      entry(`${name}@contoso.com`, one.toUpperCase()),
      entry(`${name}@contoso.de`, other.toUpperCase()),
    ])
    await joinPeople(store.database, commandLine, await idOf(one), await idOf(other))
    const [last] = await listImports(store.database)
    await undoImport(store.database, commandLine, last?.id ?? '')
    expect(await idOf(one)).not.toBe('')
    expect(await idOf(other)).toBe('')
  })

  /** Undoes the last import that was not undone. */
  async function undoLast(): Promise<void> {
    const [last] = (await listImports(store.database)).filter(({ state }) => state === 'applied')
    expect(await undoImport(store.database, commandLine, last?.id ?? '')).toMatchObject({ kind: 'done' })
  }
  const rowsOf = async () =>
    (
      await store.database.pool.query<{ person_id: string; target_key: string; move_state: string }>(
        `select person_id, target_key, source_key, target_oid, move_state from people
          where target_tenant_id = $1 and split_part(target_key, '@', 1) = $2 order by target_key`,
        [fabrikam, name],
      )
    ).rows

  it('are one person under the old address where the import that added the kept row is undone', async () => {
    const [old, renamed] = [`${name}@fabrikam.com`, `${name}@fabrikam.de`]
    await store.importMap([entry(`${name}@contoso.com`, old)])
    await store.importStates([{ sourceUpn: `${name}@contoso.com`, moveState: 'Success' }])
    const caller = { tenantId: fabrikam, oid, upn: old }
    await store.acceptReport(caller, reportOf({ id: randomUUID(), verdict: 'done' }))
    await store.importMap([entry(`${name}@contoso.de`, renamed)])
    const keptId = await idOf(renamed)
    await joinPeople(store.database, commandLine, keptId, await idOf(old))
    await undoLast()
    expect(await rowsOf()).toEqual([
      {
        person_id: keptId,
        target_key: old,
        source_key: `${name}@contoso.com`,
        target_oid: oid,
        move_state: 'Success',
      },
    ])
    expect(await readPerson(store.database, keptId)).toMatchObject({ state: 'done', devices: 1 })
    expect(await store.askPlan(caller)).toMatchObject({ kind: 'plan', plan: { targetUpn: old } })
    // Then the states, and the import that the person came with.
    await undoLast()
    expect(await rowsOf()).toMatchObject([{ person_id: keptId, move_state: 'Unknown' }])
    await undoLast()
    expect(await rowsOf()).toEqual([])
  })

  it('have the address of before where the import that added the one renamed the other', async () => {
    const [first, second, renamed] = [`${name}@fabrikam.com`, `${name}@fabrikam.fr`, `${name}@fabrikam.de`]
    await store.importMap([entry(`${name}@contoso.com`, first)])
    await store.importMap([entry(`${name}@contoso.com`, second), entry(`${name}@contoso.de`, renamed)])
    await joinPeople(store.database, commandLine, await idOf(renamed), await idOf(second))
    await undoLast()
    expect(await rowsOf()).toMatchObject([{ target_key: first }])
  })

  it('are no one again where one import added both and is undone', async () => {
    const [one, other] = [`${name}@fabrikam.com`, `${name}@fabrikam.de`]
    await store.importMap([entry(`${name}@contoso.com`, one), entry(`${name}@contoso.de`, other)])
    await joinPeople(store.database, commandLine, await idOf(one), await idOf(other))
    await undoLast()
    expect(await rowsOf()).toEqual([])
  })

  it.each([
    { words: [['com Success']], left: ['Unknown'] },
    { words: [['com Success', 'de Failed']], left: ['Unknown'] },
    { words: [['com Success'], ['de Success']], left: ['Success', 'Unknown'] },
  ])('lose a finished move with the import that said so first: $words', async ({ words, left }) => {
    const [gone, kept] = [`${name}@fabrikam.com`, `${name}@fabrikam.de`]
    await store.importMap([entry(`${name}@contoso.com`, gone), entry(`${name}@contoso.de`, kept)])
    for (const said of words)
      await store.importStates(
        said.map((word) => ({
          sourceUpn: `${name}@contoso.${word.split(' ')[0]}`,
          moveState: word.endsWith('Success') ? 'Success' : 'Failed',
        })),
      )
    await joinPeople(store.database, commandLine, await idOf(kept), await idOf(gone))
    expect(await rowsOf()).toMatchObject([{ target_key: kept, move_state: 'Success' }])
    for (const moveState of left) {
      await undoLast()
      expect(await rowsOf()).toMatchObject([{ target_key: kept, move_state: moveState }])
    }
  })

  it('stay two where nothing shows that they are one person', async () => {
    const [one, stranger] = [`${name}@fabrikam.com`, `stone.${name}@fabrikam.com`]
    await store.importMap([entry(`${name}@contoso.com`, one), entry(`stone.${name}@contoso.com`, stranger)])
    const [oneId, strangerId] = [await idOf(one), await idOf(stranger)]
    const refused = { kind: 'refused', code: 'person.not-joinable' }
    expect(await joinPeople(store.database, commandLine, oneId, strangerId)).toEqual(refused)
    // The account of the one signs in with the address of the other: either may be kept.
    await store.askPlan({ tenantId: fabrikam, oid, upn: one })
    expect(await joinPeople(store.database, commandLine, strangerId, oneId)).toEqual(refused)
    await store.askPlan({ tenantId: fabrikam, oid, upn: stranger })
    expect(await joinPeople(store.database, commandLine, oneId, strangerId)).toMatchObject({ kind: 'done' })
  })

  /** Two rows that may be one person, in waves of their own. */
  async function importTwice(waves: { gone?: string; kept?: string } = {}) {
    const [gone, kept] = [`${name}@fabrikam.com`, `${name}@fabrikam.de`]
    await store.importMap([entry(`${name}@contoso.com`, gone), entry(`${name}@contoso.de`, kept)])
    const inWaves = [
      { upn: gone, wave: waves.gone },
      { upn: kept, wave: waves.kept },
    ].flatMap(({ upn, wave }) => (wave === undefined ? [] : [{ upn, wave, cutoverOn: null }]))
    if (inWaves.length > 0) await store.importWaves(inWaves)
    return { gone, kept, goneId: await idOf(gone), keptId: await idOf(kept) }
  }
  const joinInto = async (keptId: string, goneId: string) =>
    expect(await joinPeople(store.database, commandLine, keptId, goneId)).toMatchObject({ kind: 'done' })

  it('lose a wave that came over with the import that gave it', async () => {
    const { keptId, goneId } = await importTwice({ gone: `wave-${name}` })
    await joinInto(keptId, goneId)
    expect(await readPerson(store.database, keptId)).toMatchObject({ wave: `wave-${name}` })
    await undoLast()
    expect(await readPerson(store.database, keptId)).toMatchObject({ wave: null })
  })

  it('finish a wave where the other row was the last open one', async () => {
    const wave = `wave-${name}`
    const { gone, kept, keptId, goneId } = await importTwice({ gone: wave, kept: wave })
    await store.importStates([{ sourceUpn: `${name}@contoso.de`, moveState: 'Success' }])
    await store.acceptReport(
      { tenantId: fabrikam, oid, upn: kept },
      reportOf({ id: randomUUID(), verdict: 'done' }),
    )
    const isFinished = async () =>
      (
        await store.database.pool.query<{ finished: boolean }>(
          'select finished_at is not null as finished from waves where target_tenant_id = $1 and wave = $2',
          [fabrikam, wave],
        )
      ).rows[0]?.finished
    expect(await isFinished()).toBe(false)
    await joinInto(keptId, goneId)
    expect({ gone: await idOf(gone), isFinished: await isFinished() }).toEqual({ gone: '', isFinished: true })
  })

  it.each([
    { kept: null, gone: ['rescue.waiting', 'person', 1], left: ['rescue.waiting', 'person', 1] },
    { kept: ['a.code', 'admin', 2], gone: ['b.code', 'person', 1], left: ['a.code', 'admin', 2] },
    { kept: ['a.code', null, 1], gone: ['b.code', 'person', 2], left: ['b.code', 'person', 2] },
    { kept: ['a.code', null, 2], gone: ['b.code', 'person', 1], left: ['a.code', null, 2] },
    // All is well by the newest word.
    { kept: [null, null, 2], gone: ['b.code', 'person', 1], left: [null, null, 2] },
    {
      kept: ['plan.other-account', 'admin', 2],
      gone: ['b.code', 'person', 1],
      left: ['b.code', 'person', 1],
    },
    { kept: null, gone: ['plan.other-account', 'admin', 1], left: [null, null, null] },
  ])('have one whole signal of theirs: $kept and $gone', async ({ kept, gone, left }) => {
    const { keptId, goneId } = await importTwice()
    for (const [id, signal] of [
      [keptId, kept],
      [goneId, gone],
    ] as const)
      await store.database.pool.query(
        `update people set signal_code = $3, signal_owner = $4, signal_at = make_date(2026, 1, $5::int)
          where target_tenant_id = $1 and person_id = $2`,
        [fabrikam, id, ...(signal ?? [null, null, null])],
      )
    await joinInto(keptId, goneId)
    const { rows } = await store.database.pool.query<Record<'code' | 'owner' | 'day', string | number>>(
      `select signal_code as code, signal_owner as owner, extract(day from signal_at)::int as day from people
        where target_tenant_id = $1 and person_id = $2`,
      [fabrikam, keptId],
    )
    expect([rows[0]?.code, rows[0]?.owner, rows[0]?.day]).toEqual(left)
  })

  it('are no other account’s where somebody asks while the row goes', async () => {
    const { gone, keptId, goneId } = await importTwice()
    const { pool, lockKey } = store.database
    const waiting = async () =>
      (await pool.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`)).rowCount
    const client = await pool.connect()
    await client.query(`begin; select pg_advisory_xact_lock(${lockKey})`)
    // First the join waits, then the request that read the row before it went and would bind it.
    const joining = joinPeople(store.database, commandLine, keptId, goneId)
    await expect.poll(waiting).toBe(1)
    const asking = store.askPlan({ tenantId: fabrikam, oid, upn: gone })
    await expect.poll(waiting).toBe(2)
    await client.query('commit')
    client.release()
    expect(await joining).toMatchObject({ kind: 'done' })
    expect(await asking).toEqual({ kind: 'not-in-map' })
  })
})
