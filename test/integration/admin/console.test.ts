import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PersonDetail, PersonRow } from '../../../admin/server/contract/people-routes.ts'
import type { Progress } from '../../../admin/server/contract/progress-routes.ts'
import type { ImportView } from '../../../admin/server/contract/import-routes.ts'
import { commandLine } from '../../../admin/server/database/audit.ts'
import { forgetPerson } from '../../../admin/server/people/retention.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { countsAreTrue, startConsoleWorld, type ConsoleWorld } from './console-world.ts'
import { reportOf } from '../../unit/admin/report.ts'

let world: ConsoleWorld
const names = ['amy', 'bob', 'carla', 'dan', 'eva', 'finn']

beforeAll(async () => {
  world = await startConsoleWorld(names)
})
afterAll(() => world.stop())

type Page = { people: PersonRow[]; next: string | null; total: { people: number; isExact: boolean } }

const device = (place: number): string => `dddddddd-0000-4000-8000-${String(place).padStart(12, '0')}`
const blocked = (code: string, owner: 'admin' | 'user' | 'helpdesk' = 'admin') => ({
  verdict: 'blocked' as const,
  findings: [{ code, step: 'account', outcome: 'blocked' as const, owner }],
})
async function upload(kind: string, file: string): Promise<ImportView> {
  const { status, json, body } = await world.ask(`/v1/imports?kind=${kind}&fileName=file.csv`, {
    method: 'POST',
    token: world.tokens.admin,
    file,
  })
  expect([status, status === 200 ? '' : body]).toEqual([200, ''])
  return json as ImportView
}
const apply = (id: string, rows = 'all') => world.post<ImportView>(`/v1/imports/${id}/apply`, { rows })
const undoImport = (id: string) => world.post<ImportView>(`/v1/imports/${id}/undo`)
const stateOf = async (name: string): Promise<string> =>
  (await world.get<PersonDetail>(`/v1/people/${await world.idOf(name)}`)).state

describe('GET /v1/progress', () => {
  it('counts people by state, wave and blocker as they report, without counting people', async () => {
    const { id } = await upload(
      'waves',
      'UPN;Wave;Cutover date\namy@contoso.com;Wave 1;20.11.2026\nbob@contoso.com;Wave 1;\ncarla@fabrikam.com;Wave 2;2026-12-01',
    )
    await apply(id)
    await world.report('amy', reportOf({ deviceId: device(1) }))
    await world.report(
      'bob',
      reportOf({ deviceId: device(2), ...blocked('policy.allow-list-excludes-target') }),
    )
    await world.report(
      'carla',
      reportOf({ deviceId: device(3), ...blocked('policy.allow-list-excludes-target') }),
    )
    await world.report(
      'dan',
      reportOf({
        deviceId: device(4),
        verdict: 'action-needed',
        findings: [{ code: 'files.not-uploaded', step: 'files', outcome: 'attention', owner: 'user' }],
      }),
    )

    const progress = await world.get<Progress>('/v1/progress')
    expect(progress.overall).toEqual({
      people: 6,
      'not-due': 0,
      'never-seen': 2,
      started: 1,
      stuck: 2,
      done: 1,
      returned: 0,
    })
    expect(progress.waves.map(({ wave, cutoverOn, counts }) => [wave, cutoverOn, counts.people])).toEqual([
      ['Wave 1', '2026-11-20', 2],
      ['Wave 2', '2026-12-01', 1],
      [null, null, 3],
    ])
    expect(progress.blockers[0]).toMatchObject({
      code: 'policy.allow-list-excludes-target',
      owner: 'admin',
      people: 2,
    })
    expect(progress.burnDown.at(-1)?.counts).toEqual(progress.overall)
    expect(await countsAreTrue(world)).toBe(true)
    const wave = await world.get<Progress>('/v1/progress?wave=Wave%201')
    expect(wave.overall).toMatchObject({ people: 2, done: 1, stuck: 1 })
  })

  it('believes the newest report of a computer, whatever arrives last', async () => {
    await world.report('eva', reportOf({ deviceId: device(5), sequence: 5 }))
    await world.report(
      'eva',
      reportOf({ deviceId: device(5), sequence: 4, ...blocked('client.outdated', 'helpdesk') }),
    )
    expect(await stateOf('eva')).toBe('done')
    expect(await countsAreTrue(world)).toBe(true)
  })

  it('holds no one for done whose second computer is stuck', async () => {
    await world.report('eva', reportOf({ deviceId: device(55), ...blocked('client.outdated', 'helpdesk') }))
    expect(await stateOf('eva')).toBe('stuck')
    await world.report('eva', reportOf({ deviceId: device(55), sequence: 2 }))
    expect(await stateOf('eva')).toBe('done')
  })

  it('counts right when hundreds of reports of the same people come at once', async () => {
    await Promise.all(
      Array.from({ length: 300 }, (_unused, place) =>
        world.report(
          names[place % 5] ?? '',
          reportOf({
            deviceId: device(100 + (place % 12)),
            sequence: Math.trunc(place / 12) + 1,
            ...(place % 3 === 0 ? blocked('sync.failing', 'helpdesk') : {}),
          }),
        ),
      ),
    )
    expect(await countsAreTrue(world)).toBe(true)
  })

  it('does not take a look before the move for a switch', async () => {
    await world.report('finn', reportOf({ deviceId: device(7), phase: 'ready' }))
    expect(await stateOf('finn')).toBe('never-seen')
  })
})

describe('GET /v1/people', () => {
  it('goes through everybody a page at a time, each once', async () => {
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page: Page = await world.get<Page>(`/v1/people?limit=2${next && `&after=${next}`}`)
      expect(page.total).toEqual({ people: 6, isExact: true })
      seen.push(...page.people.map(({ targetUpn }) => targetUpn))
      next = page.next
    }
    expect(seen).toEqual(names.map((name) => `${name}@fabrikam.com`))
  })

  it.each([
    ['search=ARL', ['carla']],
    ['search=a', ['amy']],
    ['search=%25', []],
    ['search=a_y', []],
    ["search='%20or%201=1--", []],
    ['wave=Wave%201', ['amy', 'bob']],
    ["wave='%3B drop table people--", []],
    ['withoutWave=true', ['dan', 'eva', 'finn']],
    ['state=never-seen', ['finn']],
    ['wave=Wave%202&search=bob', []],
  ])('finds with %s %j', async (filter, expected) => {
    const { people, total } = await world.get<Page>(`/v1/people?${filter}`)
    expect(people.map(({ targetUpn }) => targetUpn.split('@')[0])).toEqual(expected)
    expect(total.people).toBe(expected.length)
  })

  it('finds no one by words of SQL, whatever and wherever they are, and loses no one', async () => {
    const pieces = fc.constantFrom(
      `'`,
      `''`,
      '"',
      '\\',
      ';',
      '--',
      '/*',
      '$1',
      '%',
      '_',
      '(',
      ')',
      '\0',
      ' or ',
      '1=1',
    )
    const words = fc.constantFrom('select', 'union', 'drop table people', 'null', '::uuid', 'amy', 'é')
    const text = fc
      .array(fc.oneof(pieces, words), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join(''))
    const places = fc.constantFrom(
      '/v1/people?search=',
      '/v1/people?wave=',
      '/v1/people?blocker=',
      '/v1/people?state=',
      '/v1/people?after=',
      '/v1/progress?wave=',
      '/v1/export/people.json?search=',
      '/v1/audit?after=',
      '/v1/audit?actor=',
      '/v1/audit?from=',
      '/v1/people/',
    )
    await fc.assert(
      fc.asyncProperty(places, text, async (place, wish) => {
        const { status } = await world.ask(place + encodeURIComponent(wish), {
          token: world.tokens.admin,
        })
        expect([200, 404, 422]).toContain(status)
      }),
      { numRuns: 150 },
    )
    expect((await world.get<Page>('/v1/people')).total.people).toBe(names.length)
  })

  it('refuses a cursor that is none', async () => {
    expect((await world.ask('/v1/people?after=%00', { token: world.tokens.admin })).status).toBe(422)
  })
})

describe('one person', () => {
  it('shows devices, findings, timeline and notes', async () => {
    const id = await world.idOf('bob')
    const { noteId } = await world.post<{ noteId: string }>(`/v1/people/${id}/notes`, { text: 'rang twice' })
    const person = await world.get<PersonDetail>(`/v1/people/${id}`)
    expect(person.notes).toMatchObject([{ id: noteId, text: 'rang twice', by: { role: 'admin' } }])
    expect(person.devicesSeen.length).toBeGreaterThan(1)
    expect(person.timeline.map(({ kind }) => kind)).toContain('report')
    expect(person.timeline[0]).toMatchObject({ kind: 'change', action: 'note.add' })
    const gone = await world.ask(`/v1/people/${id}/notes/${noteId}`, {
      method: 'DELETE',
      token: world.tokens.admin,
    })
    expect(gone.status).toBe(200)
    expect((await world.get<PersonDetail>(`/v1/people/${id}`)).notes).toEqual([])
  })

  it('can begin again, and that can be taken back once', async () => {
    const id = await world.idOf('eva')
    const before = await stateOf('eva')
    const { changeId } = await world.post<{ changeId: string }>(`/v1/people/${id}/reset`)
    expect(await stateOf('eva')).toBe('never-seen')
    expect(await countsAreTrue(world)).toBe(true)
    expect(
      await world.store.findPlan({ tenantId: fabrikam, oid: '', upn: 'eva@fabrikam.com' }),
    ).not.toHaveProperty('phase')
    await world.post(`/v1/changes/${changeId}/undo`)
    expect(await stateOf('eva')).toBe(before)
    expect(await countsAreTrue(world)).toBe(true)
    const again = await world.ask(`/v1/changes/${changeId}/undo`, {
      method: 'POST',
      token: world.tokens.admin,
    })
    expect([again.status, again.json]).toMatchObject([409, { error: { code: 'change.not-undoable' } }])
  })

  it('can no longer be put back once they were forgotten', async () => {
    await world.store.importMap([
      { sourceTenantId: contoso, sourceUpn: 'zed@contoso.com', targetUpn: 'zed@fabrikam.com' },
    ])
    const id = await world.idOf('zed')
    const { changeId } = await world.post<{ changeId: string }>(`/v1/people/${id}/reset`)
    expect(await forgetPerson(world.store.database, commandLine, 'zed@contoso.com')).toBe(true)
    const undo = await world.ask(`/v1/changes/${changeId}/undo`, {
      method: 'POST',
      token: world.tokens.admin,
    })
    expect([undo.status, undo.json]).toMatchObject([409, { error: { code: 'change.not-undoable' } }])
  })

  it('is not known by an id that no one has', async () => {
    expect((await world.ask(`/v1/people/${randomUUID()}`, { token: world.tokens.admin })).status).toBe(404)
  })
})

describe('imports', () => {
  const rowOf = (name: string, target = name) =>
    `User,${contoso},${name}@contoso.com,${target}@fabrikam.com,,RegularUser`

  it('say what they would change, change nothing yet, and can be undone', async () => {
    const file = [rowOf('amy', 'amelia'), rowOf('gwen', 'finn'), rowOf('bob')].join('\r\n')
    const preview = await upload('identity-map', file)
    expect(preview).toMatchObject({
      state: 'previewed',
      changes: { added: 1, changed: 1, unchanged: 1, removed: 1, unknown: 0 },
    })
    expect((await world.get<Page>('/v1/people?search=amelia')).people).toEqual([])

    const everybody = () => world.query('select * from people order by person_id')
    const before = await everybody()
    expect(await apply(preview.id)).toMatchObject({ state: 'applied', changes: preview.changes })
    expect((await world.get<Page>('/v1/people?search=amelia')).people).toMatchObject([
      { sourceUpn: 'amy@contoso.com' },
    ])
    expect(await countsAreTrue(world)).toBe(true)
    expect(await undoImport(preview.id)).toMatchObject({ state: 'undone' })
    expect(await everybody()).toEqual(before)
    expect(await countsAreTrue(world)).toBe(true)
  })

  it('show the date of each wave in a file, and are discarded before they are taken, never after', async () => {
    const preview = await upload('waves', 'upn,wave,day\namy@contoso.com,North,2026-11-20')
    expect(preview.waves).toEqual([{ wave: 'North', people: 1, cutoverOn: '2026-11-20' }])
    const discard = () =>
      world.ask(`/v1/imports/${preview.id}`, { method: 'DELETE', token: world.tokens.admin })
    expect((await discard()).status).toBe(200)
    expect((await discard()).status).toBe(404)
    const taken = await upload('identity-map', rowOf('hugo'))
    await apply(taken.id)
    const late = await world.ask(`/v1/imports/${taken.id}`, { method: 'DELETE', token: world.tokens.admin })
    expect([late.status, late.json]).toMatchObject([409, { error: { code: 'import.not-previewed' } }])
    await undoImport(taken.id)
  })

  it('offer undo for the last import that was not undone, and for no other', async () => {
    const [one, two] = [
      await upload('identity-map', rowOf('ivo')),
      await upload('identity-map', rowOf('ida')),
    ]
    const canUndo = async () => {
      const { imports } = await world.get<{ imports: ImportView[] }>('/v1/imports')
      return [one, two].map(({ id }) => imports.find((entry) => entry.id === id)?.canUndo)
    }
    expect(await canUndo()).toEqual([false, false])
    expect((await apply(one.id)).canUndo).toBe(true)
    await apply(two.id)
    expect(await canUndo()).toEqual([false, true])
    await undoImport(two.id)
    expect(await canUndo()).toEqual([true, false])
    await undoImport(one.id)
    expect(await canUndo()).toEqual([false, false])
  })

  it('take the readable rows or none, as the admin says', async () => {
    // A Success would stay.
    const setState = (state: string) =>
      world.query(`update people set move_state = $1 where target_key = 'amy@fabrikam.com'`, [state])
    await setState('InProgress')
    const preview = await upload(
      'move-states',
      'SourceUserPrincipalName,MoveState\namy@contoso.com,Failed\nnonsense,Success\nx@contoso.com,Failed',
    )
    expect(preview).toMatchObject({
      rows: { readable: 2, unreadable: 1 },
      problems: [
        {
          line: 3,
          code: 'row.address-invalid',
          values: {},
          reason: 'There is no user name like name@example.com.',
        },
      ],
      changes: { changed: 1, unknown: 1 },
    })
    const all = await world.ask(`/v1/imports/${preview.id}/apply`, {
      method: 'POST',
      token: world.tokens.admin,
      body: { rows: 'all' },
    })
    expect([all.status, all.json]).toMatchObject([409, { error: { code: 'import.has-problems' } }])
    expect(await stateOf('amy')).toBe('not-due')
    await apply(preview.id, 'readable')
    const { blockers } = await world.get<Progress>('/v1/progress')
    expect(blockers.find(({ code }) => code === 'plan.move-failed')).toMatchObject({
      people: 1,
      owner: 'admin',
    })
    await undoImport(preview.id)
    expect(await countsAreTrue(world)).toBe(true)
    await setState('Success')
  })

  it('that an older version kept are shown with the sentences it wrote', async () => {
    const { id } = await upload('move-states', 'UserPrincipalName,MoveState\nnonsense,Success')
    const old = [{ line: 2, reason: 'has no user name like name@example.com' }]
    await world.query(`update imports set summary = jsonb_set(summary, '{problems}', $1) where id = $2`, [
      JSON.stringify(old),
      id,
    ])
    const { imports } = await world.get<{ imports: ImportView[] }>('/v1/imports')
    expect(imports.find((view) => view.id === id)?.problems).toEqual([{ ...old[0], code: null, values: {} }])
  })

  it.each([
    [
      'identity-map',
      `User,${contoso},a\0my@contoso.com,amy@fabrikam.com,,RegularUser`,
      'row.old-address-invalid',
    ],
    ['identity-map', `U\0ser,${contoso},amy@contoso.com,amy@fabrikam.com,,RegularUser`, 'row.kind-unknown'],
    ['move-states', 'UserPrincipalName,MoveState\namy@contoso.com,Suc\0cess', 'row.move-state-unknown'],
    [
      'move-states',
      '[{"UserPrincipalName":"amy@contoso.com","MoveState":"\\ud83d"}]',
      'row.move-state-unknown',
    ],
    [
      'move-states',
      '[{"UserPrincipalName":"\\ud83d@contoso.com","MoveState":"Success"}]',
      'row.address-invalid',
    ],
    ['waves', 'a\0my@contoso.com,North', 'row.address-invalid'],
  ])('of %s name a row with characters that the database cannot keep: %j', async (kind, file, code) => {
    expect(await upload(kind, file)).toMatchObject({
      rows: { readable: 0, unreadable: 1 },
      problems: [{ code }],
    })
  })

  it('are undone in the order of last in, first out', async () => {
    const first = await upload('move-states', 'UserPrincipalName,MoveState\nbob@contoso.com,Failed')
    const second = await upload('move-states', 'UserPrincipalName,MoveState\ncarla@contoso.com,Failed')
    await apply(first.id)
    await apply(second.id)
    const early = await world.ask(`/v1/imports/${first.id}/undo`, {
      method: 'POST',
      token: world.tokens.admin,
    })
    expect([early.status, early.json]).toMatchObject([409, { error: { code: 'import.not-last' } }])
    await undoImport(second.id)
    await undoImport(first.id)
    expect(await stateOf('bob')).not.toBe('not-due')
  })

  it.each([
    [
      'identity-map',
      'a\n"quote that never ends',
      { code: 'file.quote-not-closed', values: { otherLine: 2 } },
    ],
    ['move-states', 'Name,State\nx,y', { code: 'file.columns-missing', values: {} }],
    ['waves', '', { code: 'file.empty', values: {} }],
  ])('of %s refuse what is no such file, and say why', async (kind, file, reason) => {
    const { status, json } = await world.ask(`/v1/imports?kind=${kind}`, {
      method: 'POST',
      token: world.tokens.admin,
      file,
    })
    expect([status, json]).toMatchObject([422, { error: { code: 'import.unreadable', reason } }])
  })
})

describe('exports', () => {
  it('start no formula in anybody’s spreadsheet', async () => {
    const file = ['=cmd', '+1', '-1', '@sum', '\u00a0=1']
      .map(
        (name, place) => `User,${contoso},${name}${place}@contoso.com,evil${place}@fabrikam.com,,RegularUser`,
      )
      .join('\n')
    const { id } = await upload('identity-map', file)
    await apply(id, 'readable')
    const { status, body, headers } = await world.ask('/v1/export/people.csv', { token: world.tokens.admin })
    expect(status).toBe(200)
    expect(headers['content-disposition']).toContain('people.csv')
    const cells = body
      .replace('\ufeff', '')
      .split('\r\n')
      .flatMap((line) => line.split(','))
    expect(cells.filter((cell) => /^"?[\s\u00a0]*[=+\-@]/.test(cell))).toEqual([])
    // Each cell is quoted, the empty ones too: no reader takes one for a number, a date or two.
    expect(cells.filter((cell) => cell !== '' && !/^".*"$/s.test(cell))).toEqual([])
    expect(body).toContain('"",""')
    expect(body).toContain(`'=cmd0@contoso.com`)
    await undoImport(id)
  })

  it('have everybody of the filter on screen, as JSON too', async () => {
    const { json } = await world.ask('/v1/export/people.json?wave=Wave%201', { token: world.tokens.admin })
    expect((json as PersonRow[]).map(({ sourceUpn }) => sourceUpn)).toEqual([
      'amy@contoso.com',
      'bob@contoso.com',
    ])
    const none = await world.ask('/v1/export/people.json?wave=nowhere', { token: world.tokens.admin })
    expect(none.json).toEqual([])
  })
})

describe('the trail', () => {
  const entriesOf = async (action: string) =>
    (
      await world.get<{
        entries: { action: string; subject: string | null; by: { upn: string }; after: unknown }[]
      }>('/v1/audit?limit=500')
    ).entries.filter((entry) => entry.action === action)

  it('has who read a person’s page, once for a while, and each who did', async () => {
    const [row] = await world.query(`select person_id from people where target_key = 'amy@fabrikam.com'`)
    const id = String(row?.['person_id'])
    const before = (await entriesOf('person.read')).filter(({ subject }) => subject === id).length
    for (const token of [world.tokens.helpdesk, world.tokens.helpdesk, world.tokens.admin])
      expect((await world.ask(`/v1/people/${id}`, { token })).status).toBe(200)
    const reads = (await entriesOf('person.read')).filter(({ subject }) => subject === id)
    expect(reads.length - before).toBeLessThanOrEqual(2)
    expect(new Set(reads.map(({ by }) => by.upn)).size).toBe(2)
    // They are no change of the person: the page has the room for those.
    const { timeline } = await world.get<PersonDetail>(`/v1/people/${id}`)
    expect(timeline.filter((entry) => entry.kind === 'change' && entry.action === 'person.read')).toEqual([])
    // Whom there is not no one has read.
    const total = (await entriesOf('person.read')).length
    await world.ask(`/v1/people/${contoso}`, { token: world.tokens.admin })
    expect(await entriesOf('person.read')).toHaveLength(total)
  })

  it('has each export and its filter, and not what was searched for', async () => {
    const before = (await entriesOf('people.export')).length
    for (const name of ['csv', 'json'])
      await world.ask(`/v1/export/people.${name}?wave=Wave%201&search=amy%40contoso`, {
        token: world.tokens.admin,
      })
    const exports = await entriesOf('people.export')
    expect(exports).toHaveLength(before + 2)
    expect(exports.slice(0, 2).map(({ after }) => after)).toMatchObject([
      { format: 'json', wave: 'Wave 1', hasSearch: true },
      { format: 'csv', wave: 'Wave 1', hasSearch: true },
    ])
    expect(JSON.stringify(exports)).not.toContain('amy@contoso')
  })

  it('lets one of several who take a change back at once have it, and tells the others so', async () => {
    const [row] = await world.query(`select person_id from people where target_key = 'amy@fabrikam.com'`)
    const { changeId } = await world.post<{ changeId: string }>(
      `/v1/people/${String(row?.['person_id'])}/reset`,
    )
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        world.ask(`/v1/changes/${changeId}/undo`, { method: 'POST', token: world.tokens.admin }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409])
  })
})

describe('reminders, regression and runbook', () => {
  it('gives the addresses of a filter and notes that they were reminded', async () => {
    const answer = await world.post<{ people: { targetUpn: string }[]; isCut: boolean }>('/v1/reminders', {
      wave: 'Wave 1',
    })
    expect(answer).toMatchObject({
      people: [{ targetUpn: 'amy@fabrikam.com' }, { targetUpn: 'bob@fabrikam.com' }],
      isCut: false,
    })
    const { people } = await world.get<Page>('/v1/people?wave=Wave%201')
    expect(people.every(({ remindedAt }) => remindedAt !== null)).toBe(true)
  })

  it('prints the commands of the way back, turns the journeys round, and can be undone', async () => {
    await world.ask('/v1/settings', {
      method: 'PUT',
      token: world.tokens.admin,
      body: {
        retentionDays: null,
        licencesExpireOn: '2020-01-01',
        sourceHostUrl: 'https://contoso-my.sharepoint.com/',
        targetHostUrl: 'https://fabrikam-my.sharepoint.com/',
      },
    })
    const id = await world.idOf('carla')
    const plan = await world.post<{
      people: { move: string; redirectRemoval: string; obstacle: string | null }[]
    }>('/v1/regression/plan', { personIds: [id] })
    expect(plan.people[0]).toMatchObject({
      redirectRemoval: `Remove-SPOSite -Identity 'https://contoso-my.sharepoint.com/personal/carla_contoso_com'`,
      move: `Start-SPOCrossTenantUserContentMove -SourceUserPrincipalName 'carla@fabrikam.com' -TargetUserPrincipalName 'carla@contoso.com' -TargetCrossTenantHostUrl 'https://contoso-my.sharepoint.com/'`,
      obstacle: null,
    })
    const before = await stateOf('carla')
    const { changeId } = await world.post<{ changeId: string }>('/v1/regression', { personIds: [id] })
    expect(
      await world.store.findPlan({ tenantId: contoso, oid: '', upn: 'carla@contoso.com' }),
    ).toMatchObject({ direction: 'return', moveState: 'NotStarted', sourceUpn: 'carla@fabrikam.com' })
    // The state of the move back goes by the side that is the source then.
    await world.store.importStates([{ sourceUpn: 'carla@fabrikam.com', moveState: 'Success' }])
    expect(await stateOf('carla')).toBe('never-seen')
    await world.post(`/v1/changes/${changeId}/undo`)
    expect(await stateOf('carla')).toBe(before)
    expect(await countsAreTrue(world)).toBe(true)
  })

  it('gives the command whose file the import of move states takes as it is', async () => {
    const { moveStatesCommand } = await world.get<{ moveStatesCommand: string }>('/v1/runbook')
    const said = await readFile(path.join(import.meta.dirname, '../../../docs/admin.md'), 'utf8')
    const lines = moveStatesCommand.replaceAll("'https://fabrikam-my.sharepoint.com/'", 'HOST').split('\n')
    expect(lines).toHaveLength(4)
    // The page for admins says the same command.
    const page = said.replaceAll('https://fabrikam-my.sharepoint.com/', 'HOST')
    for (const line of lines) expect(page).toContain(`    ${line}\n`)
  })

  it('fills in the removal of the trust by the role of the partner, and says why not yet', async () => {
    const runbook = await world.get('/v1/runbook')
    expect(runbook).toMatchObject({
      gate: { isOpen: false },
      licences: { urgency: 'expired' },
      trustRemoval: [
        {
          tenant: 'source',
          command: `Remove-SPOCrossTenantRelationship -Scenario MnA -PartnerRole Target -PartnerCrossTenantHostUrl 'https://fabrikam-my.sharepoint.com/'`,
        },
        {
          tenant: 'target',
          command: `Remove-SPOCrossTenantRelationship -Scenario MnA -PartnerRole Source -PartnerCrossTenantHostUrl 'https://contoso-my.sharepoint.com/'`,
        },
      ],
    })
  })
})

describe('a tenant with several geographies', () => {
  const settings = {
    retentionDays: null,
    licencesExpireOn: null,
    sourceHostUrl: 'https://contoso-my.sharepoint.com/',
    targetHostUrl: 'https://fabrikam-my.sharepoint.com/',
    moreSourceHostUrls: ['https://contosoeur-my.sharepoint.com/'],
    moreTargetHostUrls: ['https://fabrikameur-my.sharepoint.com/'],
  }

  it('has each of its addresses in the duties, and the way back by the one that was chosen', async () => {
    await world.ask('/v1/settings', { method: 'PUT', token: world.tokens.admin, body: settings })
    expect(await world.get('/v1/settings')).toMatchObject({ settings })
    const { trustRemoval, moveStatesCommand } = await world.get<{
      trustRemoval: { tenant: string; command: string }[]
      moveStatesCommand: string
    }>('/v1/runbook')
    expect(trustRemoval.map(({ tenant, command }) => [tenant, /'(.*)'/.exec(command)?.[1]])).toEqual([
      ['source', 'https://fabrikam-my.sharepoint.com/'],
      ['source', 'https://fabrikameur-my.sharepoint.com/'],
      ['target', 'https://contoso-my.sharepoint.com/'],
      ['target', 'https://contosoeur-my.sharepoint.com/'],
    ])
    expect(moveStatesCommand).toContain(
      `'https://fabrikam-my.sharepoint.com/', 'https://fabrikameur-my.sharepoint.com/' | ForEach-Object {`,
    )
    const personIds = [await world.idOf('carla')]
    const plan = async (sourceHostUrl?: string) =>
      await world.post<{ sourceHostUrls: string[]; people: { move: string; redirectRemoval: string }[] }>(
        '/v1/regression/plan',
        { personIds, ...(sourceHostUrl !== undefined && { sourceHostUrl }) },
      )
    const [main = '', other = ''] = (await plan()).sourceHostUrls
    for (const [chosen, used] of [
      [undefined, main],
      [other, other],
      ['https://tailspin-my.sharepoint.com/', main],
    ] as const) {
      const { people } = await plan(chosen)
      expect(people[0]?.move).toContain(`-TargetCrossTenantHostUrl '${used}'`)
      expect(people[0]?.redirectRemoval).toContain(`'${used}personal/`)
    }
  })
})

describe('the audit trail', () => {
  it('has who did what, and no one can change it, not even in the database', async () => {
    const { entries } = await world.get<{ entries: { action: string; by: { upn: string } }[] }>(
      '/v1/audit?limit=500',
    )
    const actions = new Set(entries.map(({ action }) => action))
    for (const action of [
      'import.apply',
      'import.undo',
      'person.reset',
      'change.undo',
      'note.add',
      'people.remind',
      'people.return',
      'settings.write',
    ])
      expect(actions).toContain(action)
    for (const statement of ['update audit set action = $1', 'delete from audit where action <> $1'])
      await expect(world.query(statement, ['x'])).rejects.toThrow('append-only')
    await expect(world.query('truncate audit')).rejects.toThrow('append-only')
    // Addresses of people are nowhere in it; the actor's is.
    expect(JSON.stringify(entries.map(({ by: _by, ...rest }) => rest))).not.toMatch(/@(contoso|fabrikam)/)
  })

  it('is filtered by who made a change, by its time, and page by page', async () => {
    type Trail = { entries: { id: string; at: string; by: { upn: string } }[]; next: string | null }
    const read = (query: string) => world.get<Trail>(`/v1/audit?${query}`)
    const { entries } = await read('limit=500')
    const actors = [...new Set(entries.map(({ by }) => by.upn))]
    expect(actors.length).toBeGreaterThan(1)
    for (const actor of actors) {
      const own = await read(`limit=500&actor=${encodeURIComponent(actor.slice(1).toUpperCase())}`)
      expect(own.entries).toEqual(entries.filter(({ by }) => by.upn === actor))
    }
    expect((await read('actor=%25')).entries).toEqual([])

    const middle = entries[Math.floor(entries.length / 2)]?.at ?? ''
    const ids = ({ entries: some }: Trail) => some.map(({ id }) => id)
    const [older, newer] = [await read(`limit=500&until=${middle}`), await read(`limit=500&from=${middle}`)]
    expect([...ids(newer), ...ids(older)].toSorted()).toEqual(entries.map(({ id }) => id).toSorted())
    expect(older.entries.length).toBeGreaterThan(0)

    const first = await read(`limit=1&until=${middle}`)
    const second = await read(`limit=1&until=${middle}&after=${first.next}`)
    expect([...ids(first), ...ids(second)]).toEqual(ids(older).slice(0, 2))
  })
})
