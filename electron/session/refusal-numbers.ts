import type { SignInFailure } from '../../shared/checks/failed-sign-in.ts'
import { unknownNumbers } from '../../shared/checks/refusal-cause.ts'

/**
 * Entra's numbers by whose turn it is. Microsoft may change numbers and texts, so a number only refines what OAuth's own
 * words say; one that is not here is kept and told as a number (docs/facts/sign-in.md#failures; Microsoft: "Entra authentication and authorization error
 * codes"; numbers that it does not list were seen in public reports).
 */
const numbers = {
  // One more step, which the person can take.
  'interaction-required': [
    16000, 50055, 50056, 50058, 50072, 50074, 50076, 50078, 50079, 50097, 50125, 50126, 50134, 50135, 50140,
    50144, 50158, 50199,
  ],
  'wrong-tenant': [50020, 50034, 51004, 90072, 500208],
  /** Consent declined, or a request for approval sent: both come back as 65004. */
  declined: [65004],
  /** The code was not typed in time, or not at all. */
  'timed-out': [70019, 70020],

  // A rule of an organisation: devices, networks, assignments, risk, agreements between tenants.
  'access-blocked': [
    50005, 50105, 50129, 50131, 50155, 50187, 53000, 53001, 53002, 53003, 53004, 53009, 53010, 53011, 500021,
    500212, 500213, 501051, 530003, 530032, 530034, 530035, 530036, 530084, 5000211, 7000112,
  ],
  'account-disabled': [50053, 50057, 500341],

  'not-known-yet': unknownNumbers,

  // The registration, or the consent to it: everybody of the wave sees the same.
  'consent-required': [65001, 90093, 90094, 90095, 900941],
  'registration-wrong': [
    50011, 50194, 65002, 65005, 70011, 500014, 650054, 650056, 650057, 700025, 700027, 700030, 900971,
    7000215, 7000218, 7000222,
  ],
  'tenant-unknown': [50059, 50128, 90002, 900023],

  'clock-wrong': [500133, 700024],
  unreachable: [90024, 90033, 90055],
} as const satisfies Partial<Record<SignInFailure, readonly number[]>>

const byNumber: ReadonlyMap<number, SignInFailure> = new Map(
  Object.entries(numbers).flatMap(([failure, all]) =>
    all.map((number) => [number, failure as SignInFailure] as const),
  ),
)

/** The saved sign-in is over, or the password was changed: nothing to explain, only to sign in again. */
const expiredNumbers: ReadonlySet<number> = new Set([
  50089, 50132, 50133, 50173, 70008, 70043, 700081, 700082, 700084,
])

/**
 * Where Conditional Access and security defaults number their refusals. Each that is known there is a rule of an organisation, and the
 * list grows (530035 and 530036 are new): one that is not known is taken for a rule too, not for a question to answer. Inferred.
 */
const ruleRanges = [
  [53000, 53099],
  [530000, 530099],
] as const

/** What a number means; undefined for one that is not known. */
export function failureOfNumber(number: number): SignInFailure | undefined {
  const known = byNumber.get(number)
  if (known !== undefined) return known
  if (expiredNumbers.has(number)) return 'interaction-required'
  return ruleRanges.some(([first, last]) => number >= first && number <= last) ? 'access-blocked' : undefined
}

/** True for a number that only says that a saved sign-in has ended. */
export function isExpiredNumber(number: number): boolean {
  return expiredNumbers.has(number)
}

/** Every number that the registration's owner puts right; `docs/sign-in.md` has a line for each. */
export const registrationNumbers: readonly number[] = [
  ...numbers['not-known-yet'],
  ...numbers['registration-wrong'],
  ...numbers['consent-required'],
]

/** Every number of a rule, or of a switched-off account; `docs/sign-in.md` says of each what an admin looks at. */
export const ruleNumbers: readonly number[] = [...numbers['access-blocked'], ...numbers['account-disabled']]
