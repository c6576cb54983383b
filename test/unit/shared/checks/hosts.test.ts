import { describe, expect, it } from 'vitest'
import { judgeLinks, toTargetHosts } from '../../../../shared/checks/links.ts'
import { toOldAddress } from '../../../../shared/checks/old-address.ts'
import { judgeWeb } from '../../../../shared/checks/web.ts'
import { decideOwners } from '../../../../shared/checks/whose-account.ts'
import { parseConfig } from '../../../../shared/config/parse-config.ts'
import { toDirectedConfig } from '../../../../shared/config/directed-config.ts'
import {
  configJson,
  configOf,
  machineOf,
  newAccount,
  oldAccount,
  orphan,
  ownedMachineOf,
  read,
  readAt,
} from '../cast.ts'

const { source, target } = configOf()
const origin = { source: 'graph', readAt }
const hosts = ['fabrikam-my.sharepoint.com', 'northwind-my.sharepoint.com']

describe('the drive that Graph shows', () => {
  it.each([
    ['on the configured host', 'https://fabrikam-my.sharepoint.com/personal/amy/Documents', []],
    ['in another geography', 'https://fabrikameur-my.sharepoint.com/personal/amy/Documents', []],
    ['under the name after a rename', 'https://northwind-my.sharepoint.com/personal/amy/Documents', []],
    ['on the source’s host', 'https://contoso-my.sharepoint.com/personal/amy', ['web.drive-elsewhere']],
    ['in another cloud', 'https://fabrikam-my.sharepoint.us/personal/amy', ['web.drive-elsewhere']],
    ['on a host of no OneDrive', 'https://fabrikam.sharepoint.com/sites/x', ['web.drive-elsewhere']],
  ])('%s', (_where, webUrl, codes) => {
    const findings = judgeWeb({ kind: 'drive', webUrl }, target, origin, source)
    expect(findings.map(({ code }) => code)).toEqual(codes)
  })

  // A token of the target names no other tenant's drive, so a satellite is the target's, whatever the configuration lists.
  it('in a satellite that the configuration does not list is no other place, also where no source is told', () => {
    const webUrl = 'https://fabrikameur-my.sharepoint.com/personal/amy_lee_fabrikam_com/Documents'
    expect(judgeWeb({ kind: 'drive', webUrl }, target, origin)).toEqual([])
    const elsewhere = { kind: 'drive', webUrl: webUrl.replace('.com/', '.us/') } as const
    expect(judgeWeb(elsewhere, target, origin)).toMatchObject([{ code: 'web.drive-elsewhere' }])
  })

  it.each([
    ['in another place', { kind: 'drive', webUrl: 'https://contoso-my.sharepoint.com/personal/amy' }],
    ['missing', { kind: 'missing' }],
    ['without a licence', { kind: 'unlicensed' }],
    ['refused', { kind: 'refused', trouble: 'locked', reason: '423', askedAgainAt: null }],
  ] as const)('where it is %s, every host of the target is named', (_what, facts) => {
    const both = { ...target, oneDriveHost: hosts }
    expect(judgeWeb(facts, both, origin, source)[0]?.evidence['host']).toBe(hosts.join(', '))
    expect(judgeWeb(facts, target, origin, source)[0]?.evidence['host']).toBe('fabrikam-my.sharepoint.com')
  })
})

describe('a configuration with several hosts', () => {
  it('is read, and each of them is the tenant’s', () => {
    const json = configJson()
    const several = { ...json, target: { ...json.target, oneDriveHost: hosts } }
    const result = parseConfig(JSON.stringify(several), 'landfall.json')
    expect(result).toMatchObject({ kind: 'ready', config: { target: { oneDriveHost: hosts } } })
    const empty = { ...json, target: { ...json.target, oneDriveHost: [] } }
    expect(parseConfig(JSON.stringify(empty), 'landfall.json').kind).toBe('invalid')
  })
})

describe('the way back to a tenant with several hosts', () => {
  const json = configJson()
  const contosoHosts = ['contoso-my.sharepoint.com', 'litware-my.sharepoint.com']
  const parsed = parseConfig(
    JSON.stringify({
      ...json,
      source: { ...json.source, oneDriveHost: contosoHosts },
      target: { ...json.target, oneDriveHost: hosts },
      plan: { moveState: 'Success', sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' },
    }),
    'landfall.json',
  )
  if (parsed.kind !== 'ready') throw new Error(JSON.stringify(parsed))
  const back = toDirectedConfig(parsed.config, true)
  const person = {
    addresses: ['amy.lee@contoso.com'],
    driveUrl: null,
    oldAddress: 'amy.lee@fabrikam.com',
    isContested: false,
  }
  /** Accounts with nothing but the address of their site. */
  const ownersOf = (...sites: string[]) => {
    const accounts = sites.map((siteUrl) => ({ ...orphan, folder: `C:\\${siteUrl.length}`, siteUrl }))
    const { accounts: owned } = decideOwners(machineOf({ accounts: read(accounts) }), back, person)
    return owned.kind === 'read' ? owned.value.map(({ owner }) => owner) : []
  }

  it('has each tenant’s whole list on the other side', () => {
    expect([back.source.oneDriveHost, back.target.oneDriveHost]).toEqual([hosts, contosoHosts])
  })

  it.each(hosts)('takes what is left on %s for what the person goes back from', (host) => {
    expect(ownersOf(`https://${host}/personal/amy`)).toEqual(['old'])
    expect(
      toOldAddress(
        machineOf({ accounts: read([{ ...orphan, siteUrl: `https://${host}/personal/amy` }]) }),
        back,
      ),
    ).toBe(`https://${host}/personal/amy`)
  })

  it.each(contosoHosts)('takes the drive and links on %s for where the person goes back to', (host) => {
    const webUrl = `https://${host}/personal/amy_lee_contoso_com/Documents`
    expect(judgeWeb({ kind: 'drive', webUrl }, back.target, origin, back.source)).toEqual([])
    expect(ownersOf(`https://${host}/personal/amy`)).not.toContain('old')
    const known = toTargetHosts(ownedMachineOf({ accounts: read([]) }), back.target, null)
    expect(judgeLinks({ kind: 'redirected', host }, known, origin)[0]?.code).toBe('links.redirect-found')
  })

  it.each(hosts)('says of a drive on %s that it is elsewhere, and names where it should be', (host) => {
    const findings = judgeWeb(
      { kind: 'drive', webUrl: `https://${host}/personal/amy` },
      back.target,
      origin,
      back.source,
    )
    expect(findings).toMatchObject([
      { code: 'web.drive-elsewhere', evidence: { host: contosoHosts.join(', '), found: host } },
    ])
  })
})

describe('an old link', () => {
  const codeOf = (host: string, driveUrl: string | null): string | undefined => {
    const known = toTargetHosts(ownedMachineOf({ accounts: read([newAccount]) }), target, driveUrl)
    return judgeLinks({ kind: 'redirected', host }, known, origin)[0]?.code
  }
  it('leads to the target on each of its hosts that is known', () => {
    expect(codeOf('fabrikam-my.sharepoint.com', null)).toBe('links.redirect-found')
    const drive = 'https://fabrikameur-my.sharepoint.com/personal/amy'
    expect(codeOf('fabrikameur-my.sharepoint.com', drive)).toBe('links.redirect-found')
    expect(codeOf('fabrikameur-my.sharepoint.com', null)).toBe('links.redirect-unknown')
  })

  it('is asked at the old account’s own geography, and at no host that only an orphan names', () => {
    const siteUrl = 'https://contosoeur-my.sharepoint.com/personal/amy'
    const addressOf = (tenantId: string | null): string | null =>
      toOldAddress(machineOf({ accounts: read([{ ...oldAccount, tenantId, siteUrl }]) }), configOf())
    expect(addressOf(source.tenantId)).toBe(siteUrl)
    expect(addressOf(null)).toBeNull()
  })
})
