import type { PublicClientApplication } from '@azure/msal-node'
import type { Config } from '../../shared/config.ts'
import type { NetworkClient } from './network-client.ts'
import type { TokenCache } from './token-cache.ts'

/** What the session needs of MSAL. */
export type Msal = Pick<
  PublicClientApplication,
  'acquireTokenInteractive' | 'acquireTokenSilent' | 'getAllAccounts' | 'signOut'
>

/** The sign-in service of the tenant where the person is going, without a slash at the end. */
export function authorityOf({ signIn, target }: Config): string {
  return `${signIn.authority.replace(/\/+$/, '')}/${target.tenantId}`
}

/** Loads MSAL: the largest thing that Landfall loads, and the first paint does not need it. */
export async function loadMsal(
  config: Config,
  cache: Promise<TokenCache>,
  network: NetworkClient,
): Promise<Msal> {
  const [{ PublicClientApplication }, cachePlugin] = await Promise.all([import('@azure/msal-node'), cache])
  const { clientId, knownAuthorities } = config.signIn
  return new PublicClientApplication({
    auth: {
      clientId,
      authority: authorityOf(config),
      ...(knownAuthorities.length > 0 && { knownAuthorities }),
    },
    cache: { cachePlugin },
    system: { networkClient: network },
  })
}
