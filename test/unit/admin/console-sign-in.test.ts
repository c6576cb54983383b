import { describe, expect, it } from 'vitest'
import { readAdminConfig } from '../../../admin/server/admin-config.ts'
import { toConsoleSignIn } from '../../../admin/server/start/console-sign-in.ts'
import { contoso, fabrikam } from '../shared/cast.ts'

describe('toConsoleSignIn', () => {
  it.each([
    ['a client id', '55555555-5555-4555-8555-555555555555'],
    ['an address, at a service that is not Microsoft’s', 'api://landfall-admin'],
  ])('asks for the scope of the application that the audience names as %s', async (_name, audience) => {
    const config = await readAdminConfig(undefined, {
      LANDFALL_ADMIN_SOURCE_TENANT_ID: contoso,
      LANDFALL_ADMIN_TARGET_TENANT_ID: fabrikam,
      LANDFALL_ADMIN_AUTHORITY: 'https://login.fabrikam.example',
      LANDFALL_ADMIN_AUDIENCE: audience,
      LANDFALL_ADMIN_CONSOLE_CLIENT_ID: 'client',
    })
    if (config.console === undefined) throw new Error('there is no console')
    expect(toConsoleSignIn(config, config.console)).toEqual({
      authority: 'https://login.fabrikam.example',
      tenantId: fabrikam,
      clientId: 'client',
      scopes: [`${audience}/Console.Use`],
    })
  })
})
