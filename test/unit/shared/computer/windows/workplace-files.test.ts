import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAppAccount } from '../../../../../shared/computer/windows/app-account.ts'
import { parseLocalState, parsePreferences } from '../../../../../shared/computer/windows/local-state.ts'
import {
  keepWorkplaceFile,
  toWorkplaceFile,
  type WorkplaceFile,
} from '../../../../../shared/computer/windows/workplace-files.ts'
import { contoso } from '../../cast.ts'

const bytesOf = (value: unknown): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
const secret = 'RFBBUEkBAAAA0Iyd3wEV0RGMegDAT8KX6w'
const localState = {
  os_crypt: { encrypted_key: secret },
  profile: {
    info_cache: {
      Default: {
        name: 'Work',
        user_name: 'amy.lee@contoso.com',
        edge_account_tenant_id: contoso.toUpperCase(),
        edge_account_oid: '',
        gaia_name: secret,
      },
      'Profile 1': { name: 'Home', user_name: '' },
    },
  },
}
const account = {
  account_hints: 'amy.lee@contoso.com',
  association_status: JSON.stringify({
    'com.microsoft.Office': 'associated',
    'com.microsoft.Olk': 'disassociated',
  }),
  refresh: secret,
}

const parsers: Readonly<Record<WorkplaceFile, (bytes: Uint8Array) => unknown>> = {
  'local-state': parseLocalState,
  preferences: parsePreferences,
  'app-account': parseAppAccount,
}
const kinds = Object.keys(parsers) as WorkplaceFile[]

describe('the list of a browser’s profiles', () => {
  it('names folder, profile, address and ids of each, and nothing else', () => {
    expect(parseLocalState(bytesOf(localState))).toEqual([
      { folder: 'Default', name: 'Work', address: 'amy.lee@contoso.com', tenantId: contoso, objectId: null },
      { folder: 'Profile 1', name: 'Home', address: null, tenantId: null, objectId: null },
    ])
  })

  it.each([
    ['cut off', JSON.stringify(localState).slice(0, 80), 'not-json'],
    ['without a list of profiles', { profile: {} }, 'not-understood'],
    ['with no profile', { profile: { info_cache: {} } }, 'not-understood'],
    ['with a profile that is none', { profile: { info_cache: { Default: 7 } } }, 'not-understood'],
    [
      'with more profiles than anybody has',
      { profile: { info_cache: Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`P${at}`, {}])) } },
      'not-understood',
    ],
  ])('is unknown where it is %s', (_sentence, content, code) => {
    expect(() => parseLocalState(bytesOf(content))).toThrow(code)
  })

  it('takes no id for one that is no GUID, and no text that is longer than an address', () => {
    const odd = { user_name: 'a'.repeat(400), edge_account_tenant_id: 'contoso', name: 7 }
    const [profile] = parseLocalState(bytesOf({ profile: { info_cache: { Default: odd } } }))
    expect(profile).toMatchObject({ name: null, address: null, tenantId: null })
  })
})

describe('an account of Office apps', () => {
  it('names its address and the apps that use it', () => {
    const expected = { address: 'amy.lee@contoso.com', usedBy: ['com.microsoft.Office'] }
    expect(parseAppAccount(bytesOf(account))).toEqual(expected)
    const utf16 = Buffer.from(`\ufeff${JSON.stringify(account)}`, 'utf16le')
    expect(parseAppAccount(utf16)).toEqual(expected)
  })

  it('does not say who uses it where that is no JSON', () => {
    expect(parseAppAccount(bytesOf({ ...account, association_status: '{' }))).toMatchObject({ usedBy: null })
    expect(parseAppAccount(bytesOf({ account_hints: 7 }))).toEqual({ address: null, usedBy: null })
  })

  it.each([
    ['no JSON', '{', 'not-json'],
    ['a list', [], 'not-understood'],
  ])('is unknown where the file is %s', (_sentence, content, code) => {
    expect(() => parseAppAccount(bytesOf(content))).toThrow(code)
  })
})

describe('what a recording keeps of a file of another program', () => {
  it('is known by its path', () => {
    const local = 'C:\\Users\\amy\\AppData\\Local'
    expect(toWorkplaceFile(`${local}\\Microsoft\\Edge\\User Data\\Local State`)).toBe('local-state')
    expect(toWorkplaceFile(`${local}\\Microsoft\\Edge\\User Data\\Default\\Preferences`)).toBe('preferences')
    expect(toWorkplaceFile(`files/C/Users/amy/AppData/Local/Microsoft/OneAuth/accounts/x`)).toBe(
      'app-account',
    )
    expect(toWorkplaceFile(`${local}\\Microsoft\\OneDrive\\settings\\Business1\\x.ini`)).toBeNull()
  })

  it('has none of the keys and names that are not read', () => {
    expect(keepWorkplaceFile('local-state', bytesOf(localState))).not.toContain(secret)
    expect(keepWorkplaceFile('app-account', bytesOf(account))).not.toContain(secret)
    const preferences = { account_info: [{ email: 'a@b.c', picture: secret }], token: secret }
    expect(keepWorkplaceFile('preferences', bytesOf(preferences))).not.toContain(secret)
  })

  it('is read as the file itself, also where that is damaged, whatever is in it', () => {
    const json = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom(JSON.stringify(localState), JSON.stringify(account)),
    )
    const outcomeOf = (kind: WorkplaceFile, bytes: Uint8Array): unknown => {
      try {
        return parsers[kind](bytes)
      } catch (error) {
        return error instanceof Error ? error.message : 'no error'
      }
    }
    fc.assert(
      fc.property(fc.constantFrom(...kinds), json, (kind, content) => {
        const bytes = Buffer.from(content)
        const kept = Buffer.from(keepWorkplaceFile(kind, bytes))
        expect(outcomeOf(kind, kept)).toEqual(outcomeOf(kind, bytes))
      }),
      { numRuns: 500 },
    )
  })

  it.each(kinds)('gives a code and never another error for bytes of any kind (%s)', (kind) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          parsers[kind](bytes)
        } catch (error) {
          expect(['not-json', 'not-understood']).toContain((error as Error).message)
        }
      }),
      { numRuns: 500 },
    )
  })
})
