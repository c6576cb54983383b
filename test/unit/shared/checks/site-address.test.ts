import { describe, expect, it } from 'vitest'
import { isOneDriveHostLike, toPersonalSite } from '../../../../shared/checks/site-address.ts'

describe('a host of OneDrives in the same cloud', () => {
  const known = 'fabrikam-my.sharepoint.com'
  it.each([
    ['another geography', 'fabrikameur-my.sharepoint.com', known, true],
    ['another tenant', 'contoso-my.sharepoint.com', known, true],
    ['team sites', 'fabrikam.sharepoint.com', known, false],
    ['another cloud', 'fabrikam-my.sharepoint.us', known, false],
    ['a domain below ours', 'fabrikam-my.sharepoint.com.evil.example', known, false],
    ['a name right below the top', 'evil-my.com', 'fabrikam-my.com', false],
    ['a name alone', 'evil-my', 'fabrikam-my', false],
  ])('%s', (_which, host, other, isLike) => {
    expect(isOneDriveHostLike(host, other)).toBe(isLike)
  })
})

describe('a personal site', () => {
  it('has a host and a name', () => {
    expect(toPersonalSite('https://Fabrikam-my.sharepoint.com/personal/Amy_Lee/Documents')).toEqual({
      host: 'fabrikam-my.sharepoint.com',
      name: 'amy_lee',
    })
  })

  it('is none where an address only looks as if it had a host, or names no one', () => {
    expect(toPersonalSite('https://fabrikam-my.sharepoint.com@evil.example/personal/amy')).toBeNull()
    expect(toPersonalSite('https://fabrikam-my.sharepoint.com:8443/personal/amy')).toBeNull()
    expect(toPersonalSite('https://fabrikam-my.sharepoint.com/sites/x')).toBeNull()
  })
})
