import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readAdminConfig } from '../../../admin/server/admin-config.ts'
import { warnOfWeakSettings } from '../../../admin/server/start/warn-of-weak-settings.ts'
import { createSecretBox } from '../../../admin/server/database/secret-box.ts'
import { contoso, fabrikam } from '../shared/cast.ts'
import { audience } from './issuer.ts'

const wellSetUp = {
  LANDFALL_ADMIN_SOURCE_TENANT_ID: contoso,
  LANDFALL_ADMIN_TARGET_TENANT_ID: fabrikam,
  LANDFALL_ADMIN_AUDIENCE: audience,
  LANDFALL_ADMIN_CLIENTS: '33333333-3333-4333-8333-333333333333',
}

async function warningsOf(
  settings: Readonly<Record<string, string>>,
  { isAccountTooStrong = false, hasKey = true } = {},
): Promise<(string | undefined)[]> {
  const codes: (string | undefined)[] = []
  const secrets = createSecretBox(hasKey ? [randomBytes(32)] : [])
  warnOfWeakSettings(
    await readAdminConfig(undefined, { ...wellSetUp, ...settings }),
    { isAccountTooStrong, secrets },
    { warn: (line: { readonly code?: string }) => void codes.push(line.code) },
  )
  return codes
}

describe('the log at the start of an endpoint', () => {
  it('warns of nothing where all is as it should be', async () => {
    expect(await warningsOf({ LANDFALL_ADMIN_HOST: '127.0.0.1' })).toEqual([])
  })

  it.each(['0.0.0.0', '::', '10.0.0.5'])('warns of plain HTTP on %s', async (host) => {
    expect(await warningsOf({ LANDFALL_ADMIN_HOST: host })).toEqual(['http.not-encrypted'])
  })

  it('warns of one account for everything, of one that is too strong, and of secrets in clear', async () => {
    const url = { LANDFALL_ADMIN_DATABASE_URL: 'postgres://u:p@localhost/landfall' }
    expect(await warningsOf(url)).toEqual(['database.one-account'])
    expect(await warningsOf({}, { isAccountTooStrong: true })).toEqual(['database.account-too-strong'])
    expect(await warningsOf({}, { hasKey: false })).toEqual(['secrets.not-locked'])
  })
})
