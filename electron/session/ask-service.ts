import { isTokenRefused } from '../graph/drive-answer.ts'
import { dropSavedSignIn } from './accept-account.ts'
import { explainFailure } from './explain-failure.ts'
import { authorityOf } from './msal.ts'
import { codeOf, isNetworkTrouble } from './sign-in-failure.ts'
import { challengeOf, sendWithToken, type ServiceRequest } from './send-with-token.ts'
import { withoutEnd } from '../../shared/text/without-end.ts'
import { directedConfig, type Answer, type Service, type SessionContext } from './session-context.ts'

/** Asks a service in the person's name. The token goes into the request and nowhere else. */
export async function askService(
  context: SessionContext,
  service: Service,
  path: string,
  init: ServiceRequest = {},
): Promise<Answer> {
  const held = context.holder
  if (held === null) return { kind: 'sign-in-needed' }
  const { endpoint, scopes } = context.services[service]
  let token: string
  try {
    const { account, msal } = held
    const result = await msal.acquireTokenSilent({
      account,
      authority: authorityOf(directedConfig(context)),
      scopes,
    })
    if (result.tenantId !== directedConfig(context).target.tenantId)
      return { kind: 'sign-in-needed', reason: 'wrong-tenant' }
    token = result.accessToken
  } catch (error) {
    const said = await explainFailure(context, error, service)
    // The service asks for a sign-in; what its page said there is why.
    const why =
      service === 'graph' && said.reason === 'interaction-required'
        ? (context.pageRefusalForGraph ?? said)
        : said
    context.ports.log.warn('token-unavailable', {
      service,
      code: codeOf(error),
      transport: context.network.lastFailure(),
    })
    if (isNetworkTrouble(why.reason))
      return { kind: 'unreachable', code: context.network.lastFailure() ?? 'unreachable', isSignIn: true }
    // Without Graph one step says why; without the endpoint there is no journey.
    if (service === 'graph') context.graphRefusal = why
    if (service === 'admin' && context.attempt === null && context.holder === held)
      await dropSavedSignIn(context, held, why, error)
    return { kind: 'sign-in-needed', ...why }
  }
  if (service === 'graph') context.pageRefusalForGraph = null
  const answer = await sendWithToken(context.ports.fetch, withoutEnd(endpoint, '/') + path, token, init)
  if (service === 'graph') {
    // The table decides: a network’s rule refuses every token, and signing in again would not help.
    const challenge = answer.kind === 'answered' ? challengeOf(answer.response) : null
    const isRefused =
      answer.kind === 'answered' && (challenge !== null || (await isTokenRefused(answer.response)))
    context.graphRefusal = isRefused ? { reason: 'interaction-required' } : null
    if (isRefused) context.claims.graph = challenge
  }
  return answer
}
