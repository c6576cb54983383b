import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createCertificates, type Certificates } from '../../world/certificates.ts'
import { startIdentityProvider, type IdentityProvider } from '../../world/identity/identity-provider.ts'
import { createTrustingFetch } from '../../world/trusting-fetch.ts'

/** The world's sign-in service without the rest of the world. */
export type SignInService = {
  readonly folder: string
  readonly certificates: Certificates
  readonly identity: IdentityProvider
  /** Trusts the service's certificate. */
  readonly fetch: typeof globalThis.fetch
  stop(): Promise<void>
}

/** Starts the two tenants' sign-in service on loopback, with a folder of its own. */
export async function startSignInService(): Promise<SignInService> {
  const folder = await mkdtemp(path.join(tmpdir(), 'landfall-sign-in-'))
  const certificates = await createCertificates(folder)
  const identity = await startIdentityProvider(certificates)
  return {
    folder,
    certificates,
    identity,
    fetch: createTrustingFetch(certificates.ca),
    stop: async () => {
      await identity.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
