/** Reasons in evidence that are codes of Landfall's own. Every other one may be a text of the computer, with a path or a name in it. */
const reasonCodes: ReadonlySet<string> = new Set([
  'running',
  'stopped',
  'not-recorded',
  'not-supported',
  'no-account',
  'not-named',
  'profile-not-listed',
  'owner-unknown',
  'no-cloud-state',
  'no-account-for-folder',
  'no-log',
  'no-time',
  'old',
  'before-link',
  'client-not-running',
  'nothing-counted',
])

/** True for a reason that names no one and no place. */
export function isReasonCode(reason: unknown): reason is string {
  return typeof reason === 'string' && reasonCodes.has(reason)
}
