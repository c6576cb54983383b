import { describe, expect, it } from 'vitest'
import { toExpectedPerson, type PersonInput } from '../../../../shared/checks/expected-person.ts'
import type { IdentityFacts, Remembered } from '../../../../shared/checks/identity.ts'
import { judgeMachine } from '../../../../shared/checks/index.ts'
import { configOf, contoso, fabrikam, machineOf, newAccount, oldAccount, read, readAt } from '../cast.ts'

const config = configOf({ targetUpn: 'amy.lee@fabrikam.com' })
const driveUrl = 'https://fabrikam-my.sharepoint.com/personal/amy/Documents'

const signedIn = (username: string, remembered?: Remembered, tenantId = fabrikam): IdentityFacts => ({
  kind: 'signed-in',
  person: { tenantId, homeTenantId: tenantId, objectId: 'an id', username, name: 'Amy' },
  ...(remembered !== undefined && { remembered }),
})
const personOf = (identity: IdentityFacts, knowledge: PersonInput['knowledge'] = { kind: 'unasked' }) =>
  toExpectedPerson(
    {
      identity,
      knowledge,
      web: { kind: 'drive', webUrl: driveUrl },
      machine: { accounts: read([oldAccount]) },
    },
    config,
  )

describe('who the person is', () => {
  it.each<[string, IdentityFacts]>([
    ['the right address', signedIn('amy.lee@fabrikam.com')],
    ['the account that was accepted here, under another address', signedIn('amy.stone@fabrikam.com', 'same')],
  ])('has the drive that Graph shows to %s, and its address too', (_, identity) => {
    const person = personOf(identity)
    expect(person).toMatchObject({ isContested: false, driveUrl })
    expect(person.addresses).toContain(identity.kind === 'signed-in' ? identity.person.username : '')
  })

  it.each<[string, IdentityFacts]>([
    ['another address of which nothing is known', signedIn('amy.stone@fabrikam.com')],
    ['another account that has the address now', signedIn('amy.lee@fabrikam.com', 'other')],
    ['another tenant', signedIn('amy.lee@fabrikam.com', 'same', contoso)],
  ])('is contested by %s: nothing that Graph shows is theirs', (_, identity) => {
    const person = personOf(identity)
    expect(person).toMatchObject({ isContested: true, driveUrl: null })
    expect(person.addresses).toEqual(['amy.lee@fabrikam.com'])
  })

  it('is contested by nobody while nobody is signed in', () => {
    expect(personOf({ kind: 'signed-out' })).toMatchObject({ isContested: false, driveUrl: null })
  })
})

describe('a contested person', () => {
  const codesOf = (identity: IdentityFacts): string[] =>
    judgeMachine({
      app: { name: 'Landfall', version: '0.0.0' },
      takenAt: readAt,
      config,
      direction: 'forward',
      scope: 'full',
      knowledge: { kind: 'not-in-map', readAt },
      machine: machineOf({ accounts: read([oldAccount, newAccount]) }),
      identity,
      web: { kind: 'not-asked' },
      links: { kind: 'not-asked' },
      report: { kind: 'none' },
      scan: null,
      look: { roots: [], missing: 'not-recorded' },
      rescue: null,
    }).findings.map(({ code }) => code)

  it('hears of the account, not that it is missing in the map, which is about the account', () => {
    expect(codesOf(signedIn('bob@fabrikam.com'))).toEqual(['identity.wrong-account'])
  })

  it('hears that they are missing in the map where they are the right one', () => {
    expect(codesOf(signedIn('amy.lee@fabrikam.com'))).toEqual(['plan.not-in-map'])
  })
})
