import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('../../../docs/app-registration', import.meta.url))
/** The endpoint's permission, by the number under which one manifest offers it and the other asks for it. */
const permission = '6f2d5e0a-3c1b-4a57-9a8e-2f7b1d0c4e93'
const consolePermission = 'b94c2f16-7d3a-4e58-9c01-6a8e5f2d7b34'
const tenantId = '22222222-2222-4222-8222-222222222222'

/** Stands for the Azure CLI: notes each body that it is given and answers with a number. */
const standInForAz = `#!/bin/sh
for value; do case "$value" in '{'*) printf '%s' "$value" | tr '\\n' ' ' >> "$NOTES"; echo >> "$NOTES";; esac; done
grep -c . "$NOTES" 2>/dev/null || echo 0
`

let workFolder: string
beforeEach(async () => {
  workFolder = await mkdtemp(path.join(tmpdir(), 'landfall-az-'))
})
afterEach(() => rm(workFolder, { recursive: true, force: true }))

describe.skipIf(process.platform === 'win32')('docs/app-registration/register.sh', () => {
  it('registers both applications, whole and with every name filled in, and consents to what Landfall asks for', async () => {
    const notes = path.join(workFolder, 'notes')
    await writeFile(path.join(workFolder, 'az'), standInForAz)
    await chmod(path.join(workFolder, 'az'), 0o755)
    const { stdout } = await promisify(execFile)('sh', [path.join(folder, 'register.sh'), tenantId], {
      env: { PATH: `${workFolder}:/usr/bin:/bin`, NOTES: notes },
    })

    const bodies = (await readFile(notes, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(bodies).toMatchObject([
      {
        identifierUris: [`api://${tenantId}/landfall-admin`],
        api: {
          requestedAccessTokenVersion: 2,
          oauth2PermissionScopes: [{ value: 'Console.Use' }, { id: permission, value: 'Reports.Submit' }],
        },
      },
      { appId: '1' },
      {
        isFallbackPublicClient: true,
        publicClient: { redirectUris: ['http://localhost'] },
        requiredResourceAccess: [{ resourceAppId: '1', resourceAccess: [{ id: permission }] }, {}],
      },
      { appId: '3' },
      { clientId: '4', consentType: 'AllPrincipals', resourceId: '2', scope: 'Reports.Submit' },
      { clientId: '4', consentType: 'AllPrincipals', resourceId: '4', scope: 'User.Read Files.Read' },
    ])
    expect(stdout).toContain('signIn.clientId   3')
    expect(stdout).toContain(`admin.scope       api://${tenantId}/landfall-admin/Reports.Submit`)
    expect(stdout).toContain('audience          1')
  })

  it('registers the console where its address is given: a page of its own, with the permission of the endpoint only', async () => {
    const notes = path.join(workFolder, 'notes')
    await writeFile(path.join(workFolder, 'az'), standInForAz)
    await chmod(path.join(workFolder, 'az'), 0o755)
    const register = path.join(folder, 'register.sh')
    const { stdout } = await promisify(execFile)(
      'sh',
      [register, tenantId, 'https://landfall.fabrikam.com/'],
      {
        env: { PATH: `${workFolder}:/usr/bin:/bin`, NOTES: notes },
      },
    )
    const bodies = (await readFile(notes, 'utf8'))
      .split('\n')
      .filter((line) => line.includes('Landfall console'))
    expect(JSON.parse(bodies[0] ?? '')).toEqual({
      displayName: 'Landfall console',
      signInAudience: 'AzureADMyOrg',
      spa: { redirectUris: ['https://landfall.fabrikam.com/'] },
      requiredResourceAccess: [
        { resourceAppId: '1', resourceAccess: [{ id: consolePermission, type: 'Scope' }] },
      ],
    })
    expect(stdout).toMatch(/console\.clientId {2}\d/)
  })

  it('offers the roles that the endpoint looks for in a token', async () => {
    const manifest = JSON.parse(await readFile(path.join(folder, 'admin-endpoint.json'), 'utf8')) as {
      appRoles: { value: string }[]
    }
    expect(manifest.appRoles.map(({ value }) => value)).toEqual(['Landfall.Admin', 'Landfall.Helpdesk'])
  })
})
