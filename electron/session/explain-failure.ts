import { directedConfig, type Explained, type Service, type SessionContext } from './session-context.ts'
import { claimsOf, refusalNumberOf, toSignInFailure } from './sign-in-failure.ts'

/**
 * So long an application that Entra does not know is believed to be only new. No one promises a time; seconds to half an hour were
 * reported (docs/facts/sign-in.md#a-new-registration).
 */
const longestWait = 60 * 60_000

/** The application itself is missing; the other numbers are about the service that it asks for, or the registration. */
const noApplication = 700016

/** What a failure means; a challenge in it is kept for the next sign-in. */
export function explainFailure(
  context: SessionContext,
  error: unknown,
  service: Service = 'admin',
): Promise<Explained> {
  const { network, claims } = context
  claims[service] = claimsOf(error, network) ?? claims[service]
  const number = refusalNumberOf(error, network)
  const reason = toSignInFailure(error, network)
  return explainRefusal(context, { reason, ...(number !== null && { number }) }, service)
}

/**
 * An application that Entra does not know may be new for an hour after this computer first saw that; after the hour somebody has to act.
 * Every other refusal stays as it is.
 */
export async function explainRefusal(
  context: SessionContext,
  why: Explained,
  service: Service,
): Promise<Explained> {
  const { config, now, unknownSince } = context.ports
  const { reason, number } = why
  if (reason !== 'not-known-yet' || number === undefined) return why
  const at = now()
  const application = `${config.signIn.clientId} ${directedConfig(context).target.tenantId} ${service}`
  const seen = await unknownSince(`${application} ${number}`, at)
  if (at.getTime() - seen.getTime() < longestWait) return why
  return { ...why, reason: number === noApplication ? 'consent-required' : 'registration-wrong' }
}
