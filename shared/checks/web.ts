import { assertNever } from '../assert-never.ts'
import { driveMeanings, type DriveTrouble } from '../files/drive-answer.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import { hostsOf, mainHostOf, type Tenant } from '../move/plan.ts'
import type { Origin } from '../facts/reading.ts'
import { meaningOf, type FindingCode } from '../findings/vocabulary.ts'
import type { SignInFailure } from './failed-sign-in.ts'
import { hostOf, isOneDriveHostLike } from './site-address.ts'

/** What Graph said about the person's drive. Only asked behind the plan's gate. */
export type WebFacts =
  | { readonly kind: 'not-asked' }
  /** `room`: bytes that it still takes; missing where Graph did not say. */
  | { readonly kind: 'drive'; readonly webUrl: string; readonly room?: number }
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

/** OneDrive opens on the web when the drive exists and lies on a host of the target; a finding names all of them. `source` is where it never is. */
export function judgeWeb(
  facts: WebFacts,
  target: Tenant,
  origin: Origin,
  source: Pick<Tenant, 'oneDriveHost'> | null = null,
): Finding[] {
  switch (facts.kind) {
    case 'not-asked':
      return []
    case 'missing':
      return [createFinding('web.drive-missing', origin, { host: hostsOf(target).join(', ') })]
    case 'unlicensed':
      return [createFinding('web.licence-missing', origin, { host: hostsOf(target).join(', ') })]
    case 'refused': {
      const { trouble, reason, askedAgainAt } = facts
      const evidence = {
        host: hostsOf(target).join(', '),
        reason,
        ...(askedAgainAt !== null && { askedAgainAt }),
      }
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
      const host = hostOf(facts.webUrl) ?? ''
      if (isOfTarget(host, target, source)) return []
      return [createFinding('web.drive-elsewhere', origin, { host: hostsOf(target).join(', '), found: host })]
    }
    default:
      return assertNever(facts)
  }
}

/** True where an admin has to open the way to Graph, or time alone does, so that time may put it right without a word to this computer. */
export function isGraphShutByOthers(reason: SignInFailure): boolean {
  return meaningOf(toGraphSignInCode(reason)).owner === 'admin'
}

/** A token for Graph is judged for itself: another rule may refuse it than the endpoint's. */
export function toGraphSignInCode(reason: SignInFailure): FindingCode {
  switch (reason) {
    case 'consent-required':
    case 'registration-wrong':
    case 'tenant-unknown':
      return 'web.consent-required'
    case 'not-known-yet':
      return 'web.not-known-yet'
    case 'access-blocked':
    case 'account-disabled':
    case 'refused':
      return 'web.access-blocked'
    default:
      return 'web.sign-in-needed'
  }
}

/**
 * The token is of the target, and Graph asked with it names no other tenant's drive: another OneDrive host of the same cloud
 * is another geography of the target, or its name after a rename. Only the source's own host never is.
 */
function isOfTarget(host: string, target: Tenant, source: Pick<Tenant, 'oneDriveHost'> | null): boolean {
  if (hostsOf(target).includes(host)) return true
  if (source !== null && hostsOf(source).includes(host)) return false
  return isOneDriveHostLike(host, mainHostOf(target))
}
