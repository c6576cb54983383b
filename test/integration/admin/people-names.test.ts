import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '../../../admin/server/database/audit.ts'
import { listImports, undoImport } from '../../../admin/server/imports/imports.ts'
import type { PersonRow } from '../../../admin/server/contract/people-routes.ts'
import { contoso } from '../../unit/shared/cast.ts'
import { startConsoleWorld, type ConsoleWorld } from './console-world.ts'

const names = ['amy', 'bob', 'cy', 'dora']
let world: ConsoleWorld

beforeAll(async () => {
  world = await startConsoleWorld(names)
})
afterAll(() => world.stop())

type Page = { people: PersonRow[] }
const list = async (query = ''): Promise<(string | null)[]> =>
  (await world.get<Page>(`/v1/people?${query}`)).people.map(
    ({ displayName, targetUpn }) => displayName ?? targetUpn,
  )
const entryOf = (name: string, displayName?: string, domain = 'fabrikam.com') => ({
  sourceTenantId: contoso,
  sourceUpn: `${name}@contoso.com`,
  targetUpn: `${name}@${domain}`,
  ...(displayName !== undefined && { displayName }),
})
async function undoLast(): Promise<void> {
  const last = (await listImports(world.store.database)).find(({ state }) => state === 'applied')
  await undoImport(world.store.database, commandLine, last?.id ?? '')
}

describe('the names of people', () => {
  it('come with the map, stay where a later map has none, and are searched and sorted by', async () => {
    const { store } = world
    const change = await store.importMap([
      entryOf('amy', 'Özlem Lee'),
      entryOf('bob', 'Bob Åberg'),
      entryOf('cy'),
    ])
    expect(change).toEqual({ added: 0, changed: 2, removed: 0 })
    expect(await list()).toEqual(['Özlem Lee', 'Bob Åberg', 'cy@fabrikam.com', 'dora@fabrikam.com'])
    expect(await list('sort=name&order=desc')).toEqual([
      'Özlem Lee',
      'dora@fabrikam.com',
      'cy@fabrikam.com',
      'Bob Åberg',
    ])
    for (const search of ['özl', 'ozl', 'LEM L'])
      expect(await list(`search=${encodeURIComponent(search)}`)).toEqual(['Özlem Lee'])
    expect(await store.importMap([entryOf('amy')])).toEqual({ added: 0, changed: 0, removed: 0 })
    expect(await list('search=aberg')).toEqual(['Bob Åberg'])
  })

  it('change, move with a new address, and go back with the import that is undone', async () => {
    const { store } = world
    await store.importMap([entryOf('amy', 'Özlem Lang')])
    expect(await list('search=lang')).toEqual(['Özlem Lang'])
    // A person who gets another address keeps the name.
    await store.importMap([entryOf('amy', undefined, 'north.fabrikam.com')])
    expect(await list('search=north.fab')).toEqual(['Özlem Lang'])
    expect(await list('search=lang')).toEqual(['Özlem Lang'])
    await undoLast()
    await undoLast()
    expect([await list('search=lang'), await list('search=özlem')]).toEqual([[], ['Özlem Lee']])
    // With the import that brought them, names go.
    const imports = await listImports(store.database)
    for (const { state } of imports.slice(2)) if (state === 'applied') await undoLast()
    expect(await world.query('select 1 from people where display_name is not null')).toEqual([])
  })

  it('are gone with their person, also from what is searched', async () => {
    const { store } = world
    await store.importMap([entryOf('eve', 'Eve Evans')])
    const [row] = await world.query(
      `select name_key from people_search where target_key = 'eve@fabrikam.com'`,
    )
    expect(row).toEqual({ name_key: 'eve evans' })
    await undoLast()
    expect(await list('search=evans')).toEqual([])
  })
})

describe('the export of a selection', () => {
  const exportOf = async (body: object) => {
    const answer = await world.ask('/v1/export/people.csv', {
      method: 'POST',
      token: world.tokens.admin,
      body,
    })
    expect(answer.status).toBe(200)
    return answer.body
      .split('\r\n')
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => /"(\w+)@fabrikam/.exec(line)?.[1])
  }
  const trail = async () =>
    (await world.get<{ entries: { action: string; after: unknown }[] }>('/v1/audit')).entries[0]

  it('has only those who are named, or all of the filter but those who are', async () => {
    await world.store.importMap(names.map((name) => entryOf(name)))
    await world.store.importStates(
      names.map((name) => ({ sourceUpn: `${name}@contoso.com`, moveState: 'Success' })),
    )
    const [amy, cy] = [await world.idOf('amy'), await world.idOf('cy')]
    expect(await exportOf({ only: [amy, cy] })).toEqual(['amy', 'cy'])
    expect(await exportOf({ except: [cy] })).toEqual(['amy', 'bob', 'dora'])
    expect(await exportOf({ search: 'bob' })).toEqual(['bob'])
    expect(await exportOf({ only: [] })).toEqual([])
  })

  it('is in the trail with how many were named, and not with who', async () => {
    const amy = await world.idOf('amy')
    await exportOf({ only: [amy], search: 'amy@' })
    const entry = await trail()
    expect(entry).toMatchObject({
      action: 'people.export',
      after: { format: 'csv', only: 1, hasSearch: true },
    })
    expect(JSON.stringify(entry?.after)).not.toMatch(/amy|[0-9a-f]{8}-/)
  })

  it('reminds the same people', async () => {
    const cy = await world.idOf('cy')
    const { people } = await world.post<{ people: { sourceUpn: string }[] }>('/v1/reminders', {
      except: [cy],
    })
    expect(people.map(({ sourceUpn }) => sourceUpn)).toEqual([
      'amy@contoso.com',
      'bob@contoso.com',
      'dora@contoso.com',
    ])
  })

  it('is refused with more names than fit, and with one that is no id', async () => {
    const ids = Array.from({ length: 501 }, () => contoso)
    for (const only of [ids, ['amy']])
      expect(
        (
          await world.ask('/v1/export/people.csv', {
            method: 'POST',
            token: world.tokens.admin,
            body: { only },
          })
        ).status,
      ).toBe(422)
  })
})
