import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PeopleFilter } from '../../../../admin/server/contract/people-routes.ts'
import { commandLine } from '../../../../admin/server/database/audit.ts'
import { queryRows, runStatement, sql } from '../../../../admin/server/database/statement.ts'
import { transact } from '../../../../admin/server/database/transact.ts'
import { countFound, findPeople, toCondition } from '../../../../admin/server/people/find-people.ts'
import { listImports, undoImport } from '../../../../admin/server/imports/imports.ts'
import { forgetPerson } from '../../../../admin/server/people/retention.ts'
import type { Store } from '../../../../admin/server/store.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { startStore, type TestStore } from '../with-store.ts'

// More than is ever read one after the other, so that the indexes are asked too.
const people = 6_000
const firstNames = ['anna', 'an', 'bo', 'bob.b', "o'neil", 'zoe', 'z_z', 'j%', 'äda', 'x-1']
const lastNames = ['berg', 'meyer', 'ng', 'adams', 'zhang', 'a', '0815', 'groß']

type Person = {
  readonly source: string
  readonly target: string
  readonly wave: string | null
  readonly state: string
}

/** Half of them had another address before, so that the beginning of the old one finds other people. */
const everybody: Person[] = Array.from({ length: people }, (_unused, place) => {
  const first = firstNames[place % firstNames.length] ?? ''
  const last = lastNames[Math.floor(place / 10) % lastNames.length] ?? ''
  const failed = place % 97 === 0
  return {
    target: `${first}.${last}${place}@fabrikam.com`,
    source: place % 2 === 0 ? `${first}.${last}${place}@contoso.com` : `${last}${place}@contoso.com`,
    wave: place % 3 === 0 ? null : place % 300 === 1 ? 'small' : 'large',
    state: failed ? 'stuck' : place % 5 === 0 ? 'not-due' : 'never-seen',
  }
})

let world: TestStore
let store: Store

beforeAll(async () => {
  world = await startStore()
  store = world.store
  await store.importMap(
    everybody.map(({ source, target }) => ({
      sourceTenantId: contoso,
      sourceUpn: source,
      targetUpn: target,
    })),
  )
  await store.importStates(
    everybody.map(({ source, state }) => ({
      sourceUpn: source,
      moveState: state === 'stuck' ? 'Failed' : state === 'not-due' ? 'Scheduled' : 'Success',
    })),
  )
  await store.importWaves(
    everybody.flatMap(({ source, wave }) => (wave === null ? [] : [{ upn: source, wave, cutoverOn: null }])),
  )
})
afterAll(() => world.stop())

/** As the contract says it: three letters or digits together, or two beside another sign, anywhere; else the beginning. */
function toSearch(text: string): (person: Person) => boolean {
  const key = text.trim().toLowerCase()
  return /[a-z0-9]{3}|[a-z0-9]{2}[^a-z0-9]|[^a-z0-9][a-z0-9]{2}/.test(key)
    ? ({ source, target }) => `${target} ${source}`.includes(key)
    : ({ source, target }) => target.startsWith(key) || source.startsWith(key)
}

function choose(filter: PeopleFilter): string[] {
  const hasText = toSearch(filter.search ?? '')
  return everybody
    .filter(
      (person) =>
        (!filter.withoutWave || person.wave === null) &&
        (filter.wave === undefined || person.wave === filter.wave) &&
        (filter.state === undefined || person.state === filter.state) &&
        (filter.blocker === undefined ||
          (person.state === 'stuck' && filter.blocker === 'plan.move-failed')) &&
        hasText(person),
    )
    .map(({ target }) => target)
    .sort((one, other) => (one < other ? -1 : 1))
}

const pieceOfAddress = fc
  .tuple(fc.nat(people - 1), fc.boolean(), fc.nat(24), fc.integer({ min: 1, max: 12 }))
  .map(([place, isOld, from, length]) => {
    const { source = '', target = '' } = everybody[place] ?? {}
    return (isOld ? source : target).slice(from, from + length) || 'a'
  })
const anyText = fc
  .string({ minLength: 1, maxLength: 5, unit: fc.constantFrom(..."abz0.%_\\@ 'é") })
  .filter((text) => text.trim() !== '')
/** Seldom there, so that most searches are through everybody. */
const seldom = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
const filters: fc.Arbitrary<PeopleFilter> = fc
  .record({
    search: fc.oneof(pieceOfAddress, pieceOfAddress, anyText, fc.constant(undefined)),
    wave: seldom(fc.constantFrom('small', 'large', 'none')),
    withoutWave: seldom(fc.constant(true)),
    state: seldom(fc.constantFrom('stuck', 'not-due', 'never-seen', 'done')),
    blocker: seldom(fc.constantFrom('plan.move-failed', 'sync.failing')),
  })
  .map((wish) => (wish.withoutWave ? { ...wish, wave: undefined } : wish))
const places = fc.oneof(fc.nat(3), fc.nat(people))

describe('findPeople', () => {
  it('gives whom a plain look through everybody gives, in order, from any place on', async () => {
    await fc.assert(
      fc.asyncProperty(filters, places, fc.constantFrom(1, 50, 400), async (filter, place, limit) => {
        const expected = choose(filter)
        const after = expected[place % (2 * expected.length + 1)]
        const rows = await findPeople<{ target_key: string }>(
          store.database,
          filter,
          sql`target_key`,
          limit,
          after,
        )
        const past = after === undefined ? expected : expected.filter((key) => key > after)
        expect(rows.map(({ target_key }) => target_key)).toEqual(past.slice(0, limit))
        expect(await countFound(store.database, filter, 1_001)).toBe(Math.min(expected.length, 1_001))
        // What reminders are sent by.
        const named = await queryRows(
          store.database.pool,
          sql`select count(*)::int as people from people where ${toCondition(fabrikam, filter)}`,
        )
        expect(named).toEqual([{ people: expected.length }])
      }),
      { numRuns: 100 },
    )
  })

  it('finds people where they are after an import, its undoing, and when they are forgotten', async () => {
    const { database } = store
    const find = async (search: string): Promise<string[]> =>
      (await findPeople<{ target_key: string }>(database, { search }, sql`target_key`, 9)).map(
        ({ target_key }) => target_key,
      )
    const [first, second] = everybody
    const [mine = '', theirs = ''] = [first?.target, second?.target]
    const move = { sourceTenantId: contoso, sourceUpn: first?.source ?? '' }

    // The person who had the address before is taken out.
    await store.importMap([{ ...move, targetUpn: theirs }])
    expect([await find(mine), await find(theirs)]).toEqual([[], [theirs]])
    await store.importMap([{ ...move, targetUpn: 'quite.new@fabrikam.com' }])
    expect([await find('ite.n'), await find('q'), await find(theirs)]).toEqual([
      ['quite.new@fabrikam.com'],
      ['quite.new@fabrikam.com'],
      [],
    ])
    for (const { id, state } of await listImports(database)) {
      if (state === 'applied') await undoImport(database, commandLine, id)
      if ((await find(mine)).length > 0) break
    }
    expect([await find(mine), await find(theirs), await find('q')]).toEqual([[mine], [theirs], []])

    await forgetPerson(database, commandLine, mine)
    expect(await find(mine)).toEqual([])
    const { rows } = await database.pool.query(
      `select target_key from people full join people_search using (target_tenant_id, target_key, source_key)
        where person_id is null or people_search.target_key is null`,
    )
    expect(rows).toEqual([])
  })
})

describe('an account that row security holds', () => {
  const filters: readonly [PeopleFilter, string][] = [
    [{ wave: 'small' }, 'people_wave'],
    [{ withoutWave: true }, 'people_wave'],
    [{ state: 'stuck' }, 'people_state'],
    [{ blocker: 'plan.move-failed' }, 'people_blocker'],
    [{ search: 'a' }, 'people_pk'],
  ]

  it.each(filters)('looks %j up in an index: %s', async (filter, index) => {
    const plan = await transact(store.database, 'beside', async (client) => {
      await runStatement(client, sql`set local enable_seqscan = off`)
      const condition = toCondition(fabrikam, filter)
      const rows = await queryRows(
        client,
        sql<
          Record<string, string>
        >`explain select * from people where ${condition} order by target_key limit 51`,
      )
      return rows.flatMap((row) => Object.values(row)).join('\n')
    })
    // The policy holds: it is the filter before the scan.
    expect(plan).toContain('One-Time Filter')
    expect(plan).toMatch(new RegExp(`using ${index} on people|Bitmap Index Scan on ${index}`))
    const condition = /Index Cond: .*/.exec(plan)?.[0]
    expect(condition).toMatch(filter.search === undefined ? /wave|state|blocker/ : /target_tenant_id/)
  })
})
