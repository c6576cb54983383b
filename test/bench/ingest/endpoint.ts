import { createAdminApp } from '../../../admin/server/start/create-admin-app.ts'
import type { Limits } from '../../../admin/server/http/request-limits.ts'
import { createTokenVerifier } from '../../../admin/server/auth/verify-token.ts'
import type { EmbeddedPostgres } from '../../../admin/server/postgres/embedded.ts'
import type { Store } from '../../../admin/server/store.ts'
import { audience, scope, startIssuer, type Issuer } from '../../unit/admin/issuer.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { startStore } from '../../integration/admin/with-store.ts'

export const unlimited = { perAddress: 1e9, perCaller: 1e9, signalsPerAddress: 1e9 }

export type BenchEndpoint = {
  readonly postgres: EmbeddedPostgres
  readonly store: Store
  readonly issuer: Issuer
  readonly dataFolder: string
  readonly stop: () => Promise<void>
}

/**
 * A database on the disk of this machine with so many people whose move is done, in waves of 1,000. With a certificate the
 * issuer of tokens speaks TLS, as the endpoint's configuration wants it.
 */
export async function preparePeople(
  count: number,
  tls?: { readonly cert: string; readonly key: string },
): Promise<BenchEndpoint> {
  const { store, postgres, folder, stop } = await startStore()
  const names = Array.from({ length: count }, (_unused, place) => nameOf(place))
  await store.importMap(
    names.map((name) => ({
      sourceTenantId: contoso,
      sourceUpn: `${name}@contoso.com`,
      targetUpn: `${name}@fabrikam.com`,
    })),
  )
  await store.importStates(names.map((name) => ({ sourceUpn: `${name}@contoso.com`, moveState: 'Success' })))
  await store.importWaves(
    names.map((name, place) => ({
      upn: `${name}@contoso.com`,
      wave: `Wave ${Math.trunc(place / 1_000)}`,
      cutoverOn: null,
    })),
  )
  const issuer = await startIssuer(tls)
  return {
    postgres,
    store,
    issuer,
    dataFolder: folder,
    async stop() {
      await stop()
      await issuer.stop()
    },
  }
}

export function nameOf(place: number): string {
  return `person${String(place).padStart(7, '0')}`
}

export function oidOf(place: number): string {
  return `aaaaaaaa-0000-4000-8000-${String(place).padStart(12, '0')}`
}

/** The endpoint as it ships, on loopback, with tokens that are really proven; without limits, or with those given behind one proxy. */
export async function listen(
  store: Store,
  authority: string,
  limits?: Limits,
): Promise<{ origin: string; close: () => Promise<void> }> {
  const verifyToken = createTokenVerifier({ authority, tenantIds: [fabrikam, contoso], audience, scope })
  const app = await createAdminApp({
    store,
    verifyToken,
    version: '0.0.0',
    sourceTenantId: contoso,
    limits: limits ?? unlimited,
    ...(limits && { trustedHops: 1 }),
  })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return { origin, close: () => app.close() }
}
