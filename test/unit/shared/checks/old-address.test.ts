import { describe, expect, it } from 'vitest'
import { toOldAddress, toRedirectHost } from '../../../../shared/checks/old-address.ts'
import { configOf, machineOf, newAccount, oldAccount, orphan, read, unreadable } from '../cast.ts'

function addressOf(...accounts: (typeof oldAccount)[]): string | null {
  return toOldAddress(machineOf({ accounts: read(accounts) }), configOf())
}

describe('toOldAddress', () => {
  it('is that of the old account, also of what unlinking has left of it', () => {
    expect(addressOf(newAccount, oldAccount)).toBe(oldAccount.siteUrl)
    expect(addressOf(newAccount, orphan)).toBe(oldAccount.siteUrl)
  })

  it('is nowhere but on the old organisation’s own host', () => {
    for (const siteUrl of [
      'http://contoso-my.sharepoint.com/',
      'https://contoso-my.sharepoint.com.evil.example/',
      'https://contoso-my.sharepoint.com@evil.example/',
      'https://evil.example/contoso-my.sharepoint.com',
      'https://contoso-my.sharepoint.com/\r\nHost: x',
      null,
    ])
      expect(addressOf({ ...oldAccount, siteUrl })).toBeNull()
    expect(addressOf(newAccount)).toBeNull()
  })

  it('is unknown where the accounts are', () => {
    expect(toOldAddress(machineOf({ accounts: unreadable() }), configOf())).toBeNull()
  })
})

describe('toRedirectHost', () => {
  it('is the host of an https address of its own, and of nothing else', () => {
    expect(toRedirectHost('https://fabrikam-my.sharepoint.com/personal/amy')).toBe(
      'fabrikam-my.sharepoint.com',
    )
    expect([null, '/personal/amy', 'http://fabrikam-my.sharepoint.com/'].map(toRedirectHost)).toEqual([
      null,
      null,
      null,
    ])
  })
})
