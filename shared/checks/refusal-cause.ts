import type { FailedSignIn } from './failed-sign-in.ts'

/** What kind of rule refused a sign-in, where that changes what helps. */
export const refusalCauses = ['code', 'device', 'network', 'unknown-application'] as const
export type RefusalCause = (typeof refusalCauses)[number]

/** The device is not known, not managed or cannot prove that it is; usual for one that the old company manages. */
const deviceNumbers: ReadonlySet<number> = new Set([50129, 50155, 50187, 53000, 53001, 530003])
/** Tenant restrictions: a network or device of another company lets no one sign in to this one. */
const networkNumbers: ReadonlySet<number> = new Set([500021, 5000211])
/** Only signing in with a code is refused. */
const codeNumbers: ReadonlySet<number> = new Set([530035, 530036])
/**
 * Entra does not know the application, or the service that it asks for: no one has set it up, or somebody just has. Right after
 * registration or consent that is so for a while, and comes and goes, because its servers learn it one after the other
 * (hashicorp/vault-plugin-secrets-azure#26, AzureAD/microsoft-authentication-library-for-dotnet#3706; no time is promised:
 * microsoftgraph/msgraph-bicep-types#193).
 */
export const unknownNumbers = [500011, 650052, 700011, 700016] as const
const isUnknownNumber: ReadonlySet<number> = new Set(unknownNumbers)

/**
 * Which words a refusal needs. A code carries the state of the device where it was typed, and is often forbidden by itself:
 * there a rule that refuses may let this computer's own browser through. Null where the usual words are right.
 */
export function toRefusalCause({ reason, number, isWithCode = false }: FailedSignIn): RefusalCause | null {
  if (reason === 'consent-required' || reason === 'registration-wrong')
    return number !== undefined && isUnknownNumber.has(number) ? 'unknown-application' : null
  if (reason !== 'access-blocked' && reason !== 'refused') return null
  if (number !== undefined && networkNumbers.has(number)) return 'network'
  if (isWithCode || (number !== undefined && codeNumbers.has(number))) return 'code'
  return number !== undefined && deviceNumbers.has(number) ? 'device' : null
}
