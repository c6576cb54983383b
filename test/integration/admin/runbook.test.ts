import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Duty, ReturnPlan, Runbook } from '../../../admin/server/contract/runbook-routes.ts'
import { commandLine } from '../../../admin/server/database/audit.ts'
import { listImports, undoImport } from '../../../admin/server/imports/imports.ts'
import { startConsoleWorld, type ConsoleWorld } from './console-world.ts'

const names = ['amy', 'anne-marie', 'bob', 'cy']
let world: ConsoleWorld

beforeAll(async () => {
  world = await startConsoleWorld(names)
  await world.ask('/v1/settings', {
    method: 'PUT',
    token: world.tokens.admin,
    body: {
      retentionDays: null,
      licencesExpireOn: '2999-01-01',
      sourceHostUrl: 'https://contoso-my.sharepoint.com/',
      targetHostUrl: 'https://fabrikam-my.sharepoint.com/',
    },
  })
})
afterAll(() => world.stop())

const dutyOf = async (id: Duty['id']): Promise<Duty | undefined> =>
  (await world.get<Runbook>('/v1/runbook')).duties.find((duty) => duty.id === id)
const run = (duty: string, token = world.tokens.admin) =>
  world.ask(`/v1/runbook/duties/${duty}/runs`, { method: 'POST', token })

describe('a duty of the runbook', () => {
  it('is said to be run by an admin, who and when is shown, and it can be taken back once', async () => {
    expect(await dutyOf('links')).toMatchObject({ state: 'look', knownFrom: 'nobody', ran: null })
    const { changeId } = (await run('links')).json as { changeId: string }
    expect(await dutyOf('links')).toMatchObject({
      state: 'said',
      ran: { changeId, by: { upn: 'ada@fabrikam.com', role: 'admin' } },
    })
    const undo = () =>
      world.ask(`/v1/changes/${changeId}/undo`, { method: 'POST', token: world.tokens.admin })
    const answers = await Promise.all([undo(), undo(), undo()])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    expect(await dutyOf('links')).toMatchObject({ state: 'look', ran: null })
    const { entries } = await world.get<{ entries: { action: string; canUndo: boolean; subject: string }[] }>(
      '/v1/audit',
    )
    expect(entries.find(({ action }) => action === 'duty.run')).toMatchObject({
      subject: 'duty:links',
      canUndo: false,
    })
  })

  it('cannot be run while it is locked, by the helpdesk, or where it checks itself', async () => {
    expect(await dutyOf('trust-source')).toMatchObject({
      state: 'locked',
      blockers: [{ kind: 'people-open', people: names.length }],
    })
    expect(await run('trust-source')).toMatchObject({ status: 409, json: { error: { code: 'duty.locked' } } })
    expect((await run('links', world.tokens.helpdesk)).status).toBe(403)
    for (const none of ['people', 'addresses', 'shoe']) expect((await run(none)).status).toBe(422)
    expect((await dutyOf('trust-source'))?.ran).toBeNull()
  })

  it('checks itself by what was imported, and says of when that is', async () => {
    const moves = await dutyOf('moves')
    expect(moves).toMatchObject({ state: 'done', knownFrom: 'import' })
    expect(Date.parse(moves?.knownAt ?? '')).toBeLessThanOrEqual(Date.now())
    await world.store.importMap([
      {
        sourceTenantId: '11111111-1111-4111-8111-111111111111',
        sourceUpn: 'dora@contoso.com',
        targetUpn: 'dora@fabrikam.com',
      },
    ])
    expect(await dutyOf('moves')).toMatchObject({
      state: 'look',
      blockers: [{ kind: 'moves-open', people: 1 }],
    })
  })
})

describe('the progress', () => {
  it('has the last day of the licences, for the helpdesk too', async () => {
    const { json } = await world.ask('/v1/progress', { token: world.tokens.helpdesk })
    expect(json).toMatchObject({ licencesExpireOn: '2999-01-01' })
  })
})

describe('the redirect of the way back', () => {
  const planOf = async (name: string) => {
    const plan = await world.post<ReturnPlan>('/v1/regression/plan', { personIds: [await world.idOf(name)] })
    const [person] = plan.people
    return [person?.siteFrom, /'(.*)'/.exec(person?.redirectRemoval ?? '')?.[1]]
  }
  const siteOf = (name: string, host = 'contoso') => `https://${host}-my.sharepoint.com/personal/${name}`

  it('is at the address that a file of move states had, with its hyphens and digits', async () => {
    const moveState = 'Success'
    await world.store.importStates([
      { sourceUpn: 'amy@contoso.com', moveState, sourceUrl: `${siteOf('amy_contoso_com1')}/` },
      { sourceSite: 'anne-marie_contoso_com', moveState, sourceUrl: siteOf('anne-marie_contoso_com') },
    ])
    expect(await planOf('amy')).toEqual(['import', siteOf('amy_contoso_com1')])
    expect(await planOf('anne-marie')).toEqual(['import', siteOf('anne-marie_contoso_com')])
    // No file had this one: it is made of the user name, and the plan says so.
    expect(await planOf('bob')).toEqual(['address', siteOf('bob_contoso_com')])
  })

  it('is never at an address of another host, which a command would delete', async () => {
    await world.store.importStates([
      { sourceUpn: 'cy@contoso.com', moveState: 'Success', sourceUrl: siteOf('cy_contoso_com', 'tailspin') },
    ])
    expect(await planOf('cy')).toEqual(['address', siteOf('cy_contoso_com')])
  })

  it('goes back with the import that is undone', async () => {
    const { database } = world.store
    await world.store.importStates([
      { sourceUpn: 'amy@contoso.com', moveState: 'Success', sourceUrl: siteOf('amy_contoso_com2') },
    ])
    expect(await planOf('amy')).toEqual(['import', siteOf('amy_contoso_com2')])
    for (const expected of ['amy_contoso_com1', 'amy_contoso_com1']) {
      const last = (await listImports(database)).find(({ state }) => state === 'applied')
      await undoImport(database, commandLine, last?.id ?? '')
      expect(await planOf('amy')).toEqual(['import', siteOf(expected)])
    }
    const last = (await listImports(database)).find(({ state }) => state === 'applied')
    await undoImport(database, commandLine, last?.id ?? '')
    expect(await planOf('amy')).toEqual(['address', siteOf('amy_contoso_com')])
  })

  it('is looked for with commands that list everything', async () => {
    const plan = await world.post<ReturnPlan>('/v1/regression/plan', { personIds: [await world.idOf('amy')] })
    expect(plan.redirectSitesCommand).toContain('-Template RedirectSite#0 -Limit ALL')
    // Without the switch the recycle bin shows no personal site.
    expect(plan.deletedSitesCommand).toContain('Get-SPODeletedSite -IncludePersonalSite -Limit ALL')
  })
})
