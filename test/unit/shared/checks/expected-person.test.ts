import { describe, expect, it } from 'vitest'
import {
  findOldAddress,
  toExpectedPerson,
  type PersonInput,
} from '../../../../shared/checks/expected-person.ts'
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
    ['another address, about which nothing is known', signedIn('amy.stone@fabrikam.com')],
    ['another account that has the address now', signedIn('amy.lee@fabrikam.com', 'other')],
    ['another tenant', signedIn('amy.lee@fabrikam.com', 'same', contoso)],
  ])('is contested by %s: nothing that Graph shows is theirs', (_, identity) => {
    const person = personOf(identity)
    expect(person).toMatchObject({ isContested: true, driveUrl: null })
    expect(person.addresses).toEqual(['amy.lee@fabrikam.com'])
  })

  it('is contested by no one while no one is signed in', () => {
    expect(personOf({ kind: 'signed-out' })).toMatchObject({ isContested: false, driveUrl: null })
  })
})

describe('the addresses of a person', () => {
  const plan = {
    sourceUpn: 'amy.old@contoso.com',
    targetUpn: 'amy.new@fabrikam.com',
    moveState: 'Success',
    direction: 'forward',
  } as const
  const known = (source: 'endpoint' | 'configuration'): PersonInput['knowledge'] => ({
    kind: 'known',
    source,
    readAt,
    plan: { formatVersion: 1, wave: null, ...plan },
  })
  const nobody = { kind: 'signed-out' } as const

  it('are those of the endpoint’s plan, before those of the configuration', () => {
    const person = personOf(nobody, known('endpoint'))
    expect(person).toMatchObject({ addresses: [plan.targetUpn], oldAddress: plan.sourceUpn })
  })

  it('are those of the configuration where only it has a plan', () => {
    const own = configOf({ targetUpn: 'amy.lee@fabrikam.com', sourceUpn: 'amy.lee@contoso.com' })
    const machine = { accounts: read([oldAccount]) }
    const web = { kind: 'not-asked' } as const
    expect(
      toExpectedPerson({ identity: nobody, knowledge: known('configuration'), web, machine }, own),
    ).toMatchObject({
      addresses: ['amy.lee@fabrikam.com'],
      oldAddress: 'amy.lee@contoso.com',
    })
  })

  it('are none where no one has said one and no one is signed in', () => {
    const machine = { accounts: read([oldAccount]) }
    const asked = {
      identity: nobody,
      knowledge: { kind: 'unasked' },
      web: { kind: 'not-asked' },
      machine,
    } as const
    expect(toExpectedPerson(asked, configOf())).toMatchObject({ addresses: [], oldAddress: null })
  })

  it('are that of who signed in where no one has said one', () => {
    const machine = { accounts: read([oldAccount]) }
    const identity = signedIn('bob@fabrikam.com')
    const asked = { identity, knowledge: { kind: 'unasked' }, web: { kind: 'not-asked' }, machine } as const
    expect(toExpectedPerson(asked, configOf()).addresses).toContain('bob@fabrikam.com')
  })
})

describe('the old address on this computer', () => {
  const colleague = { ...oldAccount, slot: 'Business7', email: 'bob@contoso.com' }
  const find = (expected: string | null, ...accounts: (typeof oldAccount)[]) =>
    findOldAddress({ accounts: read(accounts) }, config, expected)

  it('is that of the account that is expected, in whatever order they are linked', () => {
    expect(find('AMY.LEE@contoso.com', colleague, oldAccount)).toBe('amy.lee@contoso.com')
    expect(find('AMY.LEE@contoso.com', oldAccount, colleague)).toBe('amy.lee@contoso.com')
  })

  it('is the first where none of them is expected', () => {
    expect(find(null, colleague, oldAccount)).toBe('bob@contoso.com')
    expect(find('eve@contoso.com', colleague, oldAccount)).toBe('bob@contoso.com')
  })

  it('is none where the old account is not linked, or the account is another organisation’s', () => {
    expect(find(null, { ...oldAccount, configured: false }, newAccount)).toBeNull()
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
