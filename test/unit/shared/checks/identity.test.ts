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

describe('judgeIdentity, where no plan is known', () => {
  it.each<[string, string, Remembered | undefined, boolean]>([
    ['the address that is waited for, nobody remembered', upn, undefined, true],
    ['another address, nobody remembered', 'amy.stone@fabrikam.com', undefined, false],
    ['another address, the account that was accepted here', 'amy.stone@fabrikam.com', 'same', true],
    ['the address that is waited for, another account than was accepted here', upn, 'other', false],
  ])('%s', (_, username, remembered, isRight) => {
    expect(codesOf(username, remembered)).toEqual(isRight ? [] : ['identity.wrong-account'])
  })
})
