import type { INativeBrokerPlugin, PublicClientApplication } from '@azure/msal-node'
import type { Config } from '../../shared/config/config.ts'
import type { Log } from '../context/log.ts'
import { loadBroker } from './broker.ts'
import type { NetworkClient } from './network-client.ts'
import type { TokenCache } from './token-cache.ts'
import { withoutEnd } from '../../shared/text/without-end.ts'

/** What the session needs of MSAL. */
export type Msal = Pick<
  PublicClientApplication,
  'acquireTokenByDeviceCode' | 'acquireTokenInteractive' | 'acquireTokenSilent' | 'getAllAccounts' | 'signOut'
> & {
  /** True where Windows asks for the account and keeps the tokens itself. */
  readonly isBrokered: boolean
}

export type MsalLoader = (
  config: Config,
  cache: Promise<TokenCache>,
  network: NetworkClient,
  log: Log,
  findBroker?: typeof loadBroker,
) => Promise<{ readonly msal: Msal; readonly broker: Msal | null }>

/** The sign-in service of the tenant where the person is going, without a slash at the end. `config` is directed. */
export function authorityOf({ signIn, target }: Config): string {
  return `${withoutEnd(signIn.authority, '/')}/${target.tenantId}`
}

/**
 * Loads MSAL: the largest thing that Landfall loads, and the first paint does not need it. A second one that
 * leaves everything to Windows only where the configuration wants it and Windows can.
 */
export const loadMsal: MsalLoader = async (config, cache, network, log, findBroker = loadBroker) => {
  const [{ PublicClientApplication }, cachePlugin, plugin] = await Promise.all([
    import('@azure/msal-node'),
    cache,
    config.signIn.broker ? findBroker(log) : null,
  ])
  const { clientId, knownAuthorities } = config.signIn
  const create = (nativeBrokerPlugin: INativeBrokerPlugin | null): Msal => {
    const application = new PublicClientApplication({
      auth: {
        clientId,
        authority: authorityOf(config),
        ...(knownAuthorities.length > 0 && { knownAuthorities }),
      },
      // Windows keeps what it gives.
      ...(nativeBrokerPlugin === null ? { cache: { cachePlugin } } : { broker: { nativeBrokerPlugin } }),
      system: { networkClient: network },
    })
    return Object.assign(application, { isBrokered: nativeBrokerPlugin !== null })
  }
  return { msal: create(null), broker: plugin === null ? null : create(plugin) }
}
