import { adminConfigSchema, type AdminConfig } from '../admin-config.ts'
import { isLoopback } from '../database/database-host.ts'
import type { MadeUpCast } from './made-up-people.ts'

/** Tenants that no directory has: `de` stands for demonstration. */
const source = { tenantId: 'de000000-0000-4000-8000-000000000001', domain: 'contoso.example' }
const target = { tenantId: 'de000000-0000-4000-8000-000000000002', domain: 'fabrikam.example' }

/** The issuer of the demonstration's tokens. RFC 2606 keeps `.invalid` free: no name service knows it. */
const demoAuthority = 'https://landfall-demo.invalid'

export const demoCast: MadeUpCast = { source, target, taken: [] }

/** The configuration of a demonstration. It reads no file and no environment, so nothing of a real migration gets in. */
export function createDemoConfig(port: number | null, databaseUrl?: string): AdminConfig {
  return adminConfigSchema.parse({
    sourceTenantId: source.tenantId,
    sourceName: 'Contoso',
    targetTenantId: target.tenantId,
    targetName: 'Fabrikam',
    authority: demoAuthority,
    audience: 'landfall-demo',
    clients: ['landfall-demo-app'],
    console: { clientId: 'landfall-demo-console' },
    logLevel: 'error',
    ...(port !== null && { port }),
    ...(databaseUrl !== undefined && { databaseUrl }),
  })
}

/** Throws where a demonstration would serve a real tenant, or listen to other computers. */
export function assertDemo({ host, authority, sourceTenantId, targetTenantId, live }: AdminConfig): void {
  if (!isLoopback(host)) throw new Error(`a demonstration does not listen at ${host}`)
  const isMadeUp = sourceTenantId === source.tenantId && targetTenantId === target.tenantId
  if (!isMadeUp || authority !== demoAuthority || live !== undefined)
    throw new Error('a demonstration does not serve a real tenant')
}
