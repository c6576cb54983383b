import type { Direction } from '../../shared/move/plan.ts'
import { loadMsal, type MsalLoader } from './msal.ts'
import { leaveSignedOut } from './accept-account.ts'
import { createSessionContext, type Session, type SessionPorts } from './session-context.ts'
import { askService } from './ask-service.ts'
import { createSavedSignIn } from './saved-sign-in.ts'
import { createSignInAttempt } from './sign-in-attempt.ts'

export type { Answer, Service, Session, SessionPorts } from './session-context.ts'

/** Where people sign in. The door of this folder for all but `create-main.ts`, which makes its parts. */
export function createSession(ports: SessionPorts, createMsal: MsalLoader = loadMsal): Session {
  const context = createSessionContext(ports, createMsal)

  async function leave(): Promise<void> {
    const { msal, cache } = await context.load()
    // Windows keeps its own account, and knows that it is no longer used here.
    if (context.holder?.msal.isBrokered)
      await context.holder.msal.signOut({ account: context.holder.account })
    for (const account of await msal.getAllAccounts()) await msal.signOut({ account })
    await cache.clear()
    context.claims.admin = null
    context.claims.graph = null
    leaveSignedOut(context)
  }

  async function turn(next: Direction): Promise<void> {
    if (next === context.direction) return
    ports.log.info('direction-turned', { direction: next })
    context.direction = next
    await leave()
  }

  return {
    ...createSavedSignIn(context),
    ...createSignInAttempt(context),
    signOut: leave,
    direction: () => context.direction,
    turn,
    facts: () => context.identity,
    ask: (service, path, init) => askService(context, service, path, init),
  }
}
