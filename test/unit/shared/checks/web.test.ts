import { describe, expect, it } from 'vitest'
import { judgeWeb, type WebFacts } from '../../../../shared/checks/web.ts'
import { configOf, readAt } from '../cast.ts'

const { source, target } = configOf()
const origin = { source: 'graph', readAt }
const judge = (facts: WebFacts, of = target) => judgeWeb(facts, of, origin, source)
const driveOn = (host: string): WebFacts => ({
  kind: 'drive',
  webUrl: `https://${host}/personal/amy/Documents`,
})

describe('OneDrive on the web', () => {
  it.each([
    'fabrikam-my.sharepoint.com',
    'FABRIKAM-MY.sharepoint.com',
    // Another geography, or the name after a rename.
    'fabrikameur-my.sharepoint.com',
    'northwind-my.sharepoint.com',
  ])('opens where the drive lies on %s', (host) => {
    expect(judge(driveOn(host))).toEqual([])
  })

  it.each(['contoso-my.sharepoint.com', 'fabrikam-my.sharepoint.us', 'fabrikam.example'])(
    'does not where the drive lies on %s',
    (host) => {
      expect(judge(driveOn(host))).toMatchObject([{ code: 'web.drive-elsewhere', evidence: { found: host } }])
    },
  )

  it('opens on a host of the target that no OneDrive has by itself, where it is configured', () => {
    const own = { ...target, oneDriveHost: ['fabrikam-my.sharepoint.com', 'files.fabrikam.example'] }
    expect(judge(driveOn('files.fabrikam.example'), own)).toEqual([])
  })

  it('is told with the time of the next try, and with Entra’s number, where there is one', () => {
    const refused = { kind: 'refused', trouble: 'locked', reason: '423' } as const
    const evidenceOf = (facts: WebFacts) => judge(facts)[0]?.evidence
    expect(evidenceOf({ ...refused, askedAgainAt: readAt })).toMatchObject({ askedAgainAt: readAt })
    expect(evidenceOf({ ...refused, askedAgainAt: null })).not.toHaveProperty('askedAgainAt')
    const shut = { kind: 'sign-in-refused', reason: 'access-blocked' } as const
    expect(evidenceOf({ ...shut, number: 53003 })).toMatchObject({ number: 53003 })
    expect(evidenceOf(shut)).not.toHaveProperty('number')
  })
})
