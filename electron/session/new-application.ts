import type { FailedSignIn } from '../../shared/checks/failed-sign-in.ts'
import type { FirstSeen } from '../plan/first-seen.ts'

/** What a refusal means, with Entra's own number where it named one. */
export type Explained = Pick<FailedSignIn, 'reason' | 'number'>

/**
 * So long an application that Entra does not know is believed to be only new. No one promises a time; seconds to half an hour were
 * reported (docs/facts/sign-in.md#a-new-registration).
 */
const longestWait = 60 * 60_000

/** The application itself is missing; the other numbers are about the service that it asks for, or the registration. */
const noApplication = 700016

/**
 * `since` tells when this computer first saw a number for an application in a tenant. An application that Entra does not know may be new for
 * an hour; after that somebody has to act. Every other refusal stays as it is.
 */
export async function explainNew(
  why: Explained,
  application: string,
  since: FirstSeen['since'],
  now: Date,
): Promise<Explained> {
  const { reason, number } = why
  if (reason !== 'not-known-yet' || number === undefined) return why
  const seen = await since(`${application} ${number}`, now)
  if (now.getTime() - seen.getTime() < longestWait) return why
  return { ...why, reason: number === noApplication ? 'consent-required' : 'registration-wrong' }
}
