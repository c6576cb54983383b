import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  peopleSorts,
  type PeopleFilter,
  type PeopleOrder,
} from '../../../../admin/server/contract/people-routes.ts'
import { queryRows, runStatement, sql } from '../../../../admin/server/database/statement.ts'
import { transact } from '../../../../admin/server/database/transact.ts'
import { toNameKey } from '../../../../admin/server/imports/name-key.ts'
import { personStates } from '../../../../admin/server/people/person-state.ts'
import { findSorted, readPlace, writePlace } from '../../../../admin/server/people/sort-people.ts'
import type { Store } from '../../../../admin/server/store.ts'
import { contoso } from '../../../unit/shared/cast.ts'
import { startStore, type TestStore } from '../with-store.ts'

// More than is ever read one after the other, so that the index of the search is asked too.
const people = 4_500
const names = ['Ångström', 'Anders', 'Zoe', 'émile', 'Bo', 'Özil', 'bo']
const waves = ['Wave 2', 'Wave 10', 'North', null]
const moves = ['Success', 'Failed', 'Scheduled'] as const

type Person = {
  readonly key: string
  readonly name: string | null
  readonly wave: string | null
  readonly state: string
  /** Microseconds beside the minute: two people may be seen in one millisecond. */
  readonly seen: string | null
}

const everybody: Person[] = Array.from({ length: people }, (_unused, place) => {
  const move = moves[place % moves.length] ?? 'Success'
  return {
    key: `p${String((place * 7919) % 10_007).padStart(5, '0')}@fabrikam.com`,
    name: place % 4 === 0 ? null : `${names[place % names.length]} ${place % 40}`,
    wave: waves[place % waves.length] ?? null,
    state: move === 'Success' ? 'never-seen' : move === 'Failed' ? 'stuck' : 'not-due',
    seen:
      place % 3 === 0
        ? null
        : `2026-11-${10 + (place % 3)}T0${place % 7}:${10 + (place % 5)}:00.000${100 + (place % 90)}Z`,
  }
})

let world: TestStore
let store: Store

beforeAll(async () => {
  world = await startStore()
  store = world.store
  const sourceOf = ({ key }: Person): string => key.replace('fabrikam', 'contoso')
  await store.importMap(
    everybody.map((person) => ({
      sourceTenantId: contoso,
      sourceUpn: sourceOf(person),
      targetUpn: person.key,
      ...(person.name !== null && { displayName: person.name }),
    })),
  )
  await store.importStates(
    everybody.map((person, place) => ({
      sourceUpn: sourceOf(person),
      moveState: moves[place % moves.length] ?? 'Success',
    })),
  )
  await store.importWaves(
    everybody.flatMap((person) =>
      person.wave === null ? [] : [{ upn: person.key, wave: person.wave, cutoverOn: null }],
    ),
  )
  await runStatement(
    store.database.pool,
    sql`update people p set last_seen_at = g.seen from unnest(${everybody.map(({ key }) => key)}::text[],
      ${everybody.map(({ seen }) => seen)}::timestamptz[]) as g(target_key, seen) where p.target_key = g.target_key`,
  )
  await runStatement(store.database.pool, sql`select landfall_take_stock()`)
})
afterAll(() => world.stop())

/** What comes first in an order, then what within that; the address decides last. */
const places: Readonly<Record<PeopleOrder['sort'], (person: Person) => (string | number)[]>> = {
  address: () => [],
  name: ({ name, key }) => [name === null ? key : toNameKey(name)],
  state: ({ state }) => [personStates.findIndex((one) => one === state)],
  wave: ({ wave }) => [['North', 'Wave 2', 'Wave 10', null].indexOf(wave)],
  seen: ({ seen }) => [seen ?? ''],
}

function choose(filter: PeopleFilter, { sort, order }: PeopleOrder): string[] {
  const toPlace = (person: Person) => [...places[sort](person), person.key]
  return everybody
    .filter(
      ({ key, wave, state, name }) =>
        (filter.wave === undefined || filter.wave === wave) &&
        (filter.state === undefined || filter.state === state) &&
        (filter.search === undefined ||
          `${key} ${key.replace('fabrikam', 'contoso')} ${name === null ? '' : toNameKey(name)}`.includes(
            filter.search,
          )),
    )
    .sort((one, other) => {
      const [mine, theirs] = [toPlace(one), toPlace(other)]
      const at = mine.findIndex((value, place) => value !== theirs[place])
      const isBefore = (mine[at] ?? '') < (theirs[at] ?? '')
      return isBefore === (order === 'asc') ? -1 : 1
    })
    .map(({ key }) => key)
}

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 1 })
const wishes = fc.record({
  sort: fc.constantFrom(...peopleSorts),
  order: fc.constantFrom('asc' as const, 'desc' as const),
  filter: fc.record({
    wave: optional(fc.constantFrom('North', 'Wave 10', 'nowhere')),
    state: optional(fc.constantFrom('stuck', 'not-due', 'done')),
    search: optional(fc.constantFrom('p00', 'ander', 'öz', 'ozil 1', 'contoso', 'nobody')),
  }),
  limit: fc.constantFrom(7, 100, 499),
})

type Wish = typeof wishes extends fc.Arbitrary<infer Made> ? Made : never
/** Few, and further from the beginning of the order than is walked. */
const farFrom = (order: 'asc' | 'desc', search: 'ozil 1' | 'ander'): [Wish] => [
  { sort: 'name', order, filter: { wave: undefined, state: undefined, search }, limit: 499 },
]

describe('findSorted', () => {
  it('gives everybody of a filter once, page by page, in the order that was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, async ({ sort, order, filter: wish, limit }) => {
        // Two letters alone are sought at the beginning of an address.
        const filter = { ...wish, search: wish.search === 'öz' ? 'özil' : wish.search }
        const expected = choose(filter, { sort, order })
        const found: string[] = []
        let cursor: string | undefined
        for (let page = 0; page < 4; page += 1) {
          const from = cursor === undefined ? undefined : readPlace(cursor, sort)
          expect(from).not.toBeNull()
          const rows = await findSorted<{ target_key: string }>(
            store.database,
            filter,
            { sort, order },
            sql`person_id`,
            limit,
            from ?? undefined,
          )
          found.push(...rows.map(({ target_key }) => target_key))
          const last = rows.at(-1)
          if (rows.length < limit || last === undefined) break
          cursor = writePlace(last)
        }
        expect(found).toEqual(expected.slice(0, found.length))
        expect(found).toHaveLength(Math.min(expected.length, 4 * limit))
      }),
      { numRuns: 150, examples: [farFrom('asc', 'ozil 1'), farFrom('desc', 'ander')] },
    )
  }, 120_000)

  const queries: readonly [PeopleOrder['sort'], string, string][] = [
    ['name', 'people_name', 'true'],
    ['seen', 'people_seen_hour', 'seen_hour > 0'],
    ['seen', 'people_seen_hour', 'seen_hour = 0'],
    ['state', 'people_state', `state = 'stuck'`],
    ['wave', 'people_wave', `case when wave is null then '' else wave end = 'North'`],
  ]

  it.each(queries)(
    'reads the order by %s from the index %s, also where row security holds',
    async (sort, index, where) => {
      const orders = {
        name: 'case when name_key is null then target_key else name_key end, target_key',
        seen:
          where.endsWith('0') && where.includes('>') ? 'seen_hour, last_seen_at, target_key' : 'target_key',
        state: 'target_key',
        wave: 'target_key',
        address: 'target_key',
      }
      const plan = await transact(store.database, 'beside', async (client) => {
        await runStatement(client, sql`set local enable_seqscan = off`)
        const rows = await queryRows(
          client,
          sql<
            Record<string, string>
          >`explain select * from people where target_tenant_id = ${store.database.tenantId}
          and ${sql.raw(where)} order by ${sql.raw(orders[sort])} limit 51`,
        )
        return rows.flatMap((row) => Object.values(row)).join('\n')
      })
      expect(plan).toContain('One-Time Filter')
      expect(plan).toContain(`using ${index} on people`)
      expect(plan).not.toMatch(/-> {2}Sort /)
    },
  )

  it('takes no cursor of another order, and none that no page ended with', () => {
    const place = (...parts: string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
    expect(readPlace(place('stuck', '', 'amy@fabrikam.com'), 'state')).not.toBeNull()
    expect(readPlace(place('stuck', '', 'amy@fabrikam.com'), 'seen')).toBeNull()
    expect(readPlace(place('seen', '2026-99-99T00:00:00.000000Z', 'amy@fabrikam.com'), 'seen')).toBeNull()
    expect(readPlace(place('all', 'a\u0000', 'amy@fabrikam.com'), 'name')).toBeNull()
    for (const text of ['', 'amy@fabrikam.com', '%', place('all')]) expect(readPlace(text, 'name')).toBeNull()
  })
})
