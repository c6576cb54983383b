import type { AccountInfo } from '@azure/msal-node'
import type { FailedSignIn, SignInFailure } from '../../shared/checks/failed-sign-in.ts'
import type { IdentityFacts } from '../../shared/checks/identity.ts'
import { toRefusalCause } from '../../shared/checks/refusal-cause.ts'
import type { SessionState } from '../../shared/window/state.ts'
import type { Msal } from './msal.ts'
import { refusalOf, toPerson } from './person.ts'
import { directedConfig, type Explained, type Holder, type SessionContext } from './session-context.ts'
import { isExpired } from './sign-in-failure.ts'

/**
 * Takes the person in, or says why not; false then. The tenant of every result is asserted
 * (docs/facts/sign-in.md#tenant-and-person).
 */
export async function acceptAccount(
  context: SessionContext,
  account: AccountInfo,
  msal: Msal,
): Promise<boolean> {
  const person = toPerson(account)
  const reason = refusalOf(person, directedConfig(context))
  if (reason !== null) {
    await msal.signOut({ account })
    failSignIn(context, reason, { detail: person.username })
    return false
  }
  await forgetOthers(account, msal)
  context.identity = { kind: 'signed-in', person }
  context.holder = { account, msal }
  context.claims.admin = null
  await showPerson(context)
  context.ports.log.info('signed-in')
  return true
}

/** A person who chose another account has left the one before; at the next start there must be one to find. */
async function forgetOthers(account: AccountInfo, msal: Msal): Promise<void> {
  if (msal.isBrokered) return
  for (const other of await msal.getAllAccounts())
    if (other.homeAccountId !== account.homeAccountId) await msal.signOut({ account: other })
}

/** Shows who is signed in. Shows nothing while a sign-in is open. */
export async function showPerson(context: SessionContext): Promise<void> {
  const { cache } = await context.load()
  const { identity, holder, attempt } = context
  if (identity.kind !== 'signed-in' || holder === null || attempt !== null) return
  const { name, username } = identity.person
  const isKept = holder.msal.isBrokered || cache.place() === 'encrypted-file'
  context.ports.show({ kind: 'signed-in', name, username, isKept })
}

/** A saved sign-in gave no token: says why where a person has to act, otherwise asks for a new sign-in. */
export async function dropSavedSignIn(
  context: SessionContext,
  saved: Holder,
  why: Explained,
  error: unknown,
): Promise<void> {
  const { account, msal } = saved
  // A stale token would be tried, and refused, at every start.
  if (isExpired(error, context.network)) await msal.signOut({ account })
  else if (why.reason !== 'unexpected') {
    failSignIn(context, why.reason, why)
    context.refusedSaved = saved
    return
  }
  leaveSignedOut(context)
}

/** No one is signed in, because a sign-in failed. */
export function failSignIn(
  context: SessionContext,
  reason: SignInFailure,
  more: Partial<Omit<FailedSignIn, 'kind' | 'reason'>> = {},
): void {
  context.ports.log.info('sign-in-failed', { reason, number: more.number ?? null })
  const facts: FailedSignIn = { kind: 'failed', reason, detail: null, ...more }
  removePerson(context, facts)
  context.ports.show(toFailedState(facts))
}

/** No one is signed in, and nothing has failed. */
export function leaveSignedOut(context: SessionContext): void {
  removePerson(context, { kind: 'signed-out' })
  context.ports.show({ kind: 'signed-out' })
}

/** What is known of the person goes with them. */
function removePerson(
  context: SessionContext,
  identity: Exclude<IdentityFacts, { kind: 'signed-in' }>,
): void {
  context.identity = identity
  context.holder = null
  context.refusedSaved = null
  context.graphRefusal = null
  context.pageRefusalForGraph = null
}

/** What the window shows of a failed sign-in. */
function toFailedState(facts: FailedSignIn): SessionState {
  const { reason, number } = facts
  const cause = toRefusalCause(facts)
  return {
    kind: 'failed',
    reason,
    ...(number !== undefined && { number }),
    ...(cause !== null && { cause }),
  }
}
