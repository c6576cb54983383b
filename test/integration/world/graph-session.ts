import { PublicClientApplication } from '@azure/msal-node'
import { createNetworkClient } from '../../../electron/session/network-client.ts'
import type { Session } from '../../../electron/session/session.ts'
import { createFormBrowser } from '../../world/form-browser.ts'
import type { Graph } from '../../world/graph/graph.ts'
import { clientId, fabrikam, type Account } from '../../world/people.ts'
import type { SignInService } from './sign-in-service.ts'

/** Signs in for real, and gives the token. */
export async function tokenFor(
  { identity, fetch }: SignInService,
  account: Account,
  scopes: string[],
): Promise<string> {
  const msal = new PublicClientApplication({
    auth: {
      clientId,
      authority: `${identity.origin}/${fabrikam.tenantId}`,
      knownAuthorities: [identity.host],
    },
    system: { networkClient: createNetworkClient(fetch) },
  })
  const browser = createFormBrowser(fetch)
  const { accessToken } = await msal.acquireTokenInteractive({
    scopes,
    openBrowser: async (url) => void browser.signIn(url, account),
  })
  return accessToken
}

/** Asks Graph in the name of somebody who is signed in. */
export async function signInToGraph(
  service: SignInService,
  graph: Graph,
  account: Account,
): Promise<Pick<Session, 'ask'>> {
  const token = await tokenFor(service, account, ['User.Read', 'Files.Read'])
  return {
    ask: async (_service, path, init = {}) => {
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${token}`)
      return { kind: 'answered', response: await service.fetch(`${graph.url}${path}`, { ...init, headers }) }
    },
  }
}
