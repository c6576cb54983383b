import { describe, expect, it } from 'vitest'
import { AdminConfigRefused, assertDatabaseTls, readAdminConfig } from '../../../admin/server/admin-config.ts'
import { isLoopback } from '../../../admin/server/database/database-host.ts'
import { contoso, fabrikam } from '../shared/cast.ts'

const tenants = {
  LANDFALL_ADMIN_SOURCE_TENANT_ID: contoso,
  LANDFALL_ADMIN_TARGET_TENANT_ID: fabrikam,
  LANDFALL_ADMIN_AUDIENCE: '55555555-5555-4555-8555-555555555555',
}

describe('readAdminConfig', () => {
  it('takes everything from the environment where there is no file', async () => {
    const config = await readAdminConfig(undefined, {
      ...tenants,
      PATH: '/bin',
      LANDFALL_ADMIN_PORT: '9443',
      LANDFALL_ADMIN_SOURCE_NAME: ' Contoso ',
      LANDFALL_ADMIN_CONSOLE_CLIENT_ID: 'client',
      LANDFALL_ADMIN_DATABASE_URL: 'postgres://database/landfall',
    })
    expect(config).toMatchObject({
      targetTenantId: fabrikam,
      sourceName: 'Contoso',
      port: 9443,
      console: { clientId: 'client', scope: 'Console.Use', adminRole: 'Landfall.Admin' },
      limits: { perCaller: 600 },
    })
  })

  it('takes limits, proxies on both sides and room from the environment', async () => {
    const config = await readAdminConfig(undefined, {
      ...tenants,
      LANDFALL_ADMIN_TRUSTED_HOPS: '2',
      LANDFALL_ADMIN_LIMITS_PER_ADDRESS: '60000',
      LANDFALL_ADMIN_LIMITS_PER_CALLER: '100',
      LANDFALL_ADMIN_LIMITS_SIGNALS_PER_ADDRESS: '30000',
      LANDFALL_ADMIN_LIMITS_REPORTS_PER_PERSON_A_DAY: '50',
      LANDFALL_ADMIN_LIMITS_SIGNALS_PER_KEY_A_DAY: '4000',
      LANDFALL_ADMIN_LIMITS_SIGNALS_PER_DEVICE_A_DAY: '40',
      LANDFALL_ADMIN_ROOM_DATABASE_MEGABYTES: '30000',
      LANDFALL_ADMIN_EGRESS_PROXY: 'http://proxy.fabrikam.com:3128',
      LANDFALL_ADMIN_EGRESS_NO_PROXY: 'localhost,.fabrikam.com',
    })
    expect(config).toMatchObject({
      trustedHops: 2,
      limits: {
        perAddress: 60_000,
        perCaller: 100,
        signalsPerAddress: 30_000,
        reportsPerPersonADay: 50,
        signalsPerKeyADay: 4_000,
        signalsPerDeviceADay: 40,
      },
      room: { databaseMegabytes: 30_000 },
      egress: { proxy: 'http://proxy.fabrikam.com:3128', noProxy: ['localhost', '.fabrikam.com'] },
    })
  })

  it.each([
    ['LANDFALL_ADMIN_LIMITS_PER_ADDRESS', '0'],
    ['LANDFALL_ADMIN_LIMITS_SIGNALS_PER_ADDRESS', 'many'],
    ['LANDFALL_ADMIN_TRUSTED_HOPS', '-1'],
    ['LANDFALL_ADMIN_PORT', 'http'],
    ['LANDFALL_ADMIN_PORT', '70000'],
    ['LANDFALL_ADMIN_AUTHORITY', 'http://login.invalid'],
    ['LANDFALL_ADMIN_PROT', '1'],
    ['LANDFALL_ADMIN_SOURCE_NAME', ' '],
    ['LANDFALL_ADMIN_TARGET_NAME', 'Fabrikam\nand more'],
    ['LANDFALL_ADMIN_TARGET_NAME', 'x'.repeat(81)],
    ['LANDFALL_ADMIN_TARGET_TENANT_ID', 'fabrikam'],
    // No version 2 token of Microsoft's has an address there.
    ['LANDFALL_ADMIN_AUDIENCE', 'api://landfall-admin'],
  ])('names %s where it is %s', async (name, value) => {
    const reading = readAdminConfig(undefined, { ...tenants, [name]: value })
    await expect(reading).rejects.toThrow(AdminConfigRefused)
    await expect(reading).rejects.toThrow(name)
  })

  it('has no audience of its own: the client id is asked for', async () => {
    const rest = { ...tenants, LANDFALL_ADMIN_AUDIENCE: undefined }
    await expect(readAdminConfig(undefined, rest)).rejects.toThrow(/audience: is missing/)
  })

  it('takes any name of an application where the sign-in service is not one of Microsoft’s', async () => {
    const config = await readAdminConfig(undefined, {
      ...tenants,
      LANDFALL_ADMIN_AUTHORITY: 'https://login.fabrikam.example',
      LANDFALL_ADMIN_AUDIENCE: 'api://landfall-admin',
    })
    expect(config.audience).toBe('api://landfall-admin')
  })
})

describe('assertDatabaseTls', () => {
  const proveUrl = async (url: string, tls = 'verified', environment = {}): Promise<void> =>
    assertDatabaseTls(
      await readAdminConfig(undefined, {
        ...tenants,
        LANDFALL_ADMIN_DATABASE_URL: url,
        LANDFALL_ADMIN_DATABASE_TLS: tls,
      }),
      environment,
    )

  it.each([
    'postgres://u:p@database/landfall',
    'postgres://u:p@10.0.0.5:5432/landfall?sslmode=prefer',
    'postgres://u:p@database/landfall?sslmode=no-verify',
    'postgres://u:p@database/landfall?sslmode=disable',
    'postgres://u:p@database/landfall?sslmode=require&uselibpqcompat=true',
    'postgres://u:p@localhost.example/landfall',
    'postgres://u:p@localhost/landfall?host=database',
  ])('refuses %s unless it is said otherwise', async (url) => {
    await expect(proveUrl(url)).rejects.toThrow(/databaseUrl: .*sslmode=verify-full.*databaseTls/)
    await expect(proveUrl(url, 'any')).resolves.toBeUndefined()
  })

  it('looks at the owner’s URL as at the other one', async () => {
    const configOf = (owner: string) =>
      readAdminConfig(undefined, {
        ...tenants,
        LANDFALL_ADMIN_DATABASE_URL: 'postgres://u:p@localhost/landfall',
        LANDFALL_ADMIN_DATABASE_OWNER_URL: owner,
      })
    const open = await configOf('postgres://o:p@database/landfall')
    expect(() => assertDatabaseTls(open, {})).toThrow(/sslmode=verify-full/)
    const proven = await configOf('postgres://o:p@database/landfall?sslmode=verify-full')
    expect(() => assertDatabaseTls(proven, {})).not.toThrow()
  })

  it.each([
    'postgres://u:p@database/landfall?sslmode=verify-full',
    'postgres://u:p@database/landfall?sslmode=verify-full&uselibpqcompat=true',
    'postgres://u:p@database/landfall?sslmode=require',
    'postgres://u:p@localhost/landfall',
    'postgres://u:p@127.0.0.1:6432/landfall',
    'postgres://u:p@[::1]/landfall',
    'postgres:///landfall?host=/var/run/postgresql',
  ])('takes %s', async (url) => {
    await expect(proveUrl(url)).resolves.toBeUndefined()
  })

  it('takes the host from PGHOST where the URL has none, as the driver does', async () => {
    for (const url of ['postgres:///landfall', 'postgres:///landfall?host=']) {
      await expect(proveUrl(url)).resolves.toBeUndefined()
      await expect(proveUrl(url, 'verified', { PGHOST: '/run/postgresql' })).resolves.toBeUndefined()
      await expect(proveUrl(url, 'verified', { PGHOST: 'database' })).rejects.toThrow(/sslmode=verify-full/)
    }
    await expect(
      proveUrl('postgres://localhost/landfall', 'verified', { PGHOST: 'database' }),
    ).resolves.toBeUndefined()
  })

  it('knows this computer from others', () => {
    expect(['127.0.0.1', '127.0.1.1', '::1', 'localhost'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '::', '', '127.0.0.1.example', '10.0.0.1'].some(isLoopback)).toBe(false)
  })
})
