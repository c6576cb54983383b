import { assertNever } from '../assert-never.ts'
import { driveMeanings, type DriveTrouble } from '../drive-answer.ts'
import { createFinding, type Finding } from '../finding.ts'
import type { Tenant } from '../plan.ts'
import type { Origin } from '../reading.ts'
import type { FindingCode } from '../vocabulary.ts'
import type { SignInFailure } from './identity.ts'

/** What Graph said about the person's drive. Only asked behind the plan's gate. */
export type WebFacts =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'drive'; readonly webUrl: string }
  /** Not there although the move has been known to be done for a day. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'unlicensed' }
  /** Graph answered, and said no drive: why, as far as it tells. */
  | DriveRefused
  /** No token for Graph: what the sign-in service said. */
  | GraphSignInRefused
  | { readonly kind: 'unreachable'; readonly reason: string }

export type DriveRefused = {
  readonly kind: 'refused'
  readonly trouble: DriveTrouble
  /** Status and code of the answer, for who helps. */
  readonly reason: string
  /** When it is asked again by itself (ISO 8601); null where only a new look would. */
  readonly askedAgainAt: string | null
}

export type GraphSignInRefused = {
  readonly kind: 'sign-in-refused'
  readonly reason: SignInFailure
  /** Entra's own number of the refusal. */
  readonly number?: number
}

/** OneDrive opens on the web when the drive exists and lies on the target's own host. */
export function judgeWeb(facts: WebFacts, target: Tenant, origin: Origin): Finding[] {
  switch (facts.kind) {
    case 'not-asked':
      return []
    case 'missing':
      return [createFinding('web.drive-missing', origin, { host: target.oneDriveHost })]
    case 'unlicensed':
      return [createFinding('web.licence-missing', origin, { host: target.oneDriveHost })]
    case 'refused': {
      const { trouble, reason, askedAgainAt } = facts
      const evidence = { host: target.oneDriveHost, reason, ...(askedAgainAt !== null && { askedAgainAt }) }
      return [createFinding(driveMeanings[trouble].finding, origin, evidence)]
    }
    case 'sign-in-refused': {
      const { reason, number } = facts
      const evidence = { reason: `identity.${reason}`, ...(number !== undefined && { number }) }
      return [createFinding(toGraphSignInCode(reason), origin, evidence)]
    }
    case 'unreachable':
      return [createFinding('web.unreachable', origin, { reason: facts.reason })]
    case 'drive': {
      const host = hostOf(facts.webUrl)
      if (host === target.oneDriveHost) return []
      return [createFinding('web.drive-elsewhere', origin, { host: target.oneDriveHost, found: host })]
    }
    default:
      return assertNever(facts)
  }
}

/** A token for Graph is judged for itself: another rule may refuse it than the endpoint's. */
export function toGraphSignInCode(reason: SignInFailure): FindingCode {
  switch (reason) {
    case 'consent-required':
    case 'registration-wrong':
    case 'tenant-unknown':
      return 'web.consent-required'
    case 'access-blocked':
    case 'account-disabled':
    case 'refused':
      return 'web.access-blocked'
    default:
      return 'web.sign-in-needed'
  }
}

// No URL class here: shared has neither Node nor DOM. Graph's webUrl is absolute; anything else has no host.
function hostOf(url: string): string {
  return /^https:\/\/([^/:?#]+)(?::\d+)?(?:[/?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? ''
}
