import { describe, expect, it } from 'vitest'
import { judgeIdentity, type Remembered } from '../../../../shared/checks/identity.ts'
import { configOf, fabrikam, readAt } from '../cast.ts'

const upn = 'amy.lee@fabrikam.com'

function codesOf(username: string, remembered?: Remembered): string[] {
  const person = { tenantId: fabrikam, homeTenantId: fabrikam, objectId: 'an id', username, name: 'Amy' }
  return judgeIdentity(
    { kind: 'signed-in', person, ...(remembered !== undefined && { remembered }) },
    { target: configOf().target, upn, plan: null, oldAccountEmail: null },
    { source: 'token', readAt },
  ).map(({ code }) => code)
}

describe('judgeIdentity', () => {
  const origin = { source: 'token', readAt }
  const person = { tenantId: fabrikam, homeTenantId: fabrikam, username: upn, name: 'Amy' }
  const expected = { target: configOf().target, upn, plan: null, oldAccountEmail: null }
  const plan = {
    formatVersion: 1,
    direction: 'forward',
    moveState: 'Success',
    sourceUpn: 'amy.lee@contoso.com',
    targetUpn: upn,
    wave: null,
  } as const
  const signedIn = { kind: 'signed-in', person } as const

  it('tells of a refused sign-in all that Entra told, and nothing that it did not', () => {
    const told = { kind: 'failed', reason: 'access-blocked', detail: 'AADSTS53003', number: 53003 } as const
    expect(judgeIdentity(told, expected, origin)).toMatchObject([
      { code: 'identity.access-blocked', evidence: { expected: upn, detail: 'AADSTS53003', number: 53003 } },
    ])
    const bare = { kind: 'failed', reason: 'cancelled', detail: null } as const
    const [finding] = judgeIdentity(bare, { ...expected, upn: null }, origin)
    expect(Object.keys(finding?.evidence ?? {})).toEqual(['tenant'])
  })

  it('names an old account of another address than the plan has', () => {
    const judge = (oldAccountEmail: string | null, own: typeof plan | null = plan) =>
      judgeIdentity(signedIn, { ...expected, plan: own, oldAccountEmail }, origin).map(({ code }) => code)
    expect(judge('bob@contoso.com')).toEqual(['identity.old-address-differs'])
    expect(judge('AMY.LEE@contoso.com')).toEqual([])
    expect(judge(null)).toEqual([])
    expect(judge('bob@contoso.com', null)).toEqual([])
  })

  it('takes another address for right only by the plan of the address that is waited for', () => {
    const renamed = { kind: 'signed-in', person: { ...person, username: 'amy.stone@fabrikam.com' } } as const
    const judge = (own: { readonly targetUpn: string } | null) =>
      judgeIdentity(renamed, { ...expected, plan: own && { ...plan, ...own } }, origin).map(
        ({ code }) => code,
      )
    expect(judge({ targetUpn: upn })).toEqual([])
    expect(judge({ targetUpn: 'bob@fabrikam.com' })).toEqual(['identity.wrong-account'])
    expect(judge(null)).toEqual(['identity.wrong-account'])
  })

  it('waits for no one in particular where no one was named', () => {
    expect(judgeIdentity(signedIn, { ...expected, upn: null }, origin)).toEqual([])
  })
})

describe('judgeIdentity, where no plan is known', () => {
  it.each<[string, string, Remembered | undefined, boolean]>([
    ['the address that is waited for, no one remembered', upn, undefined, true],
    ['another address, no one remembered', 'amy.stone@fabrikam.com', undefined, false],
    ['another address, the account that was accepted here', 'amy.stone@fabrikam.com', 'same', true],
    ['the address that is waited for, another account than was accepted here', upn, 'other', false],
  ])('%s', (_, username, remembered, isRight) => {
    expect(codesOf(username, remembered)).toEqual(isRight ? [] : ['identity.wrong-account'])
  })
})
