import type { FailedSignIn, SignInFailure } from '../../shared/checks/identity.ts'

/** What a refusal means, with Entra's own number where it named one. */
export type Explained = Pick<FailedSignIn, 'reason' | 'number'>

/**
 * So long an application that Entra does not know is believed to be only new. Nobody promises a time; seconds to half an hour were
 * reported (SharePoint/sp-dev-docs#1829, hashicorp/vault-plugin-secrets-azure#26).
 */
const longestWait = 60 * 60_000

/** What it is if it stays: the application is missing, or the service that it asks for. */
const settled: ReadonlyMap<number, SignInFailure> = new Map([
  [500011, 'registration-wrong'],
  [650052, 'registration-wrong'],
  [700011, 'registration-wrong'],
  [700016, 'consent-required'],
])

/** Since when this computer has seen it (ISO 8601 times are kept over restarts); `about` names application, tenant and number. */
export type SeenSince = (about: string, now: Date) => Promise<Date>

/** An application that Entra does not know may be new for an hour; after that somebody has to act. Every other refusal stays as it is. */
export async function explainNew(
  why: Explained,
  application: string,
  since: SeenSince,
  now: Date,
): Promise<Explained> {
  const { reason, number } = why
  if (reason !== 'not-known-yet' || number === undefined) return why
  const seen = await since(`${application} ${number}`, now)
  if (now.getTime() - seen.getTime() < longestWait) return why
  return { ...why, reason: settled.get(number) ?? 'registration-wrong' }
}
