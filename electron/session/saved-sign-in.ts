import type { AccountInfo } from '@azure/msal-node'
import { setTimeout as pause } from 'node:timers/promises'
import { isSameAddress, type SignedInPerson } from '../../shared/checks/identity.ts'
import type { Direction } from '../../shared/move/plan.ts'
import { acceptAccount, dropSavedSignIn, leaveSignedOut } from './accept-account.ts'
import { explainFailure } from './explain-failure.ts'
import { authorityOf, type Msal } from './msal.ts'
import { refusalOf, toPerson } from './person.ts'
import { codeOf, isNetworkTrouble } from './sign-in-failure.ts'
import type { TokenCache } from './token-cache.ts'
import { waitForStore } from './wait-for-store.ts'
import {
  directedConfig,
  isOvertaken,
  type Holder,
  type Session,
  type SessionContext,
} from './session-context.ts'

/** Signs in without the person: from what is saved, or by what Windows knows. */
export function createSavedSignIn(context: SessionContext): Pick<Session, 'restore' | 'retrySaved'> {
  const { ports } = context
  const { log } = ports

  async function restore(): Promise<void> {
    ports.show({ kind: 'restoring' })
    try {
      const { msal, broker, cache } = await context.load()
      await waitUntilOpen(context, cache)
      if (isOvertaken(context)) return
      const saved = await findSaved(context, msal)
      if (saved !== null) await restoreSaved({ account: saved, msal })
      else if (broker === null || !(await askSystem(context, broker))) giveUp()
    } catch (error) {
      log.error('restore-unexpected', { error })
      giveUp()
    }
  }

  function giveUp(): void {
    if (!isOvertaken(context)) leaveSignedOut(context)
  }

  async function restoreSaved(saved: Holder, isTakenOffline = true): Promise<void> {
    try {
      const { account } = await saved.msal.acquireTokenSilent({
        account: saved.account,
        authority: authorityOf(directedConfig(context)),
        scopes: context.services.admin.scopes,
      })
      if (account && !isOvertaken(context)) await acceptAccount(context, account, saved.msal)
    } catch (error) {
      if (isOvertaken(context)) return
      const why = await explainFailure(context, error)
      if (isOvertaken(context)) return
      log.info('silent-sign-in-failed', { code: codeOf(error), transport: context.network.lastFailure() })
      // Offline we still know who it was; a token is needed only for the wire.
      if (isNetworkTrouble(why.reason)) {
        if (isTakenOffline) await acceptAccount(context, saved.account, saved.msal)
      } else await dropSavedSignIn(context, saved, why, error)
    }
  }

  async function retrySaved(): Promise<boolean> {
    const saved = context.refusedSaved
    if (saved === null || isOvertaken(context)) return false
    // Without a network the refusal is the last that is known.
    await restoreSaved(saved, false).catch((error: unknown) => log.error('restore-unexpected', { error }))
    return true
  }

  return { restore, retrySaved }
}

async function waitUntilOpen(context: SessionContext, cache: TokenCache): Promise<void> {
  const { ports } = context
  const { signal } = context.storeWait
  let wasBusy = false
  const pauseFor = ports.wait ?? ((milliseconds) => pause(milliseconds, undefined, { signal }))
  await waitForStore(cache, {
    busy: () => {
      wasBusy = true
      ports.log.info('key-store-busy')
      ports.show({ kind: 'restoring', isStoreBusy: true })
    },
    isOver: () => isOvertaken(context) || signal.aborted,
    wait: (milliseconds) => pauseFor(milliseconds).catch(() => undefined),
  })
  if (wasBusy && !isOvertaken(context)) ports.show({ kind: 'restoring' })
}

/** Only who was accepted is saved, so somebody of the other tenant was sent there by the endpoint. */
async function findSaved(context: SessionContext, msal: Msal): Promise<AccountInfo | null> {
  const saved = await msal.getAllAccounts()
  const ofTenant = (towards: Direction): AccountInfo | undefined =>
    saved.find(({ tenantId }) => tenantId === directedConfig(context, towards).target.tenantId)
  const expected = ofTenant(context.direction)
  // A configuration that says "return" means it; "forward" is also what one says that knows of no return.
  const returned = context.direction === 'forward' ? ofTenant('return') : undefined
  if (expected === undefined && returned !== undefined) context.direction = 'return'
  return expected ?? returned ?? null
}

/** Windows may know the person already. False where it does not, or knows somebody else: no failure, no one asked. */
async function askSystem(context: SessionContext, broker: Msal): Promise<boolean> {
  try {
    const { account } = await broker.acquireTokenInteractive({
      scopes: context.services.admin.scopes,
      authority: authorityOf(directedConfig(context)),
      prompt: 'none',
      openBrowser: () => Promise.reject(new Error('nobody is asked here')),
    })
    if (account === null || refusalOf(toPerson(account), directedConfig(context)) !== null) return false
    if (!(await isExpectedUnseen(context, toPerson(account))) || isOvertaken(context)) return false
    return await acceptAccount(context, account, broker)
  } catch (error) {
    context.ports.log.info('system-knows-nobody', { code: codeOf(error) })
    return false
  }
}

/** Where Windows was asked without the person only the account that was accepted here is taken, or else one of the right address. */
async function isExpectedUnseen(context: SessionContext, person: SignedInPerson): Promise<boolean> {
  const { targetUpn } = directedConfig(context).plan
  if (targetUpn === undefined) return true
  const remembered = await context.ports.knownPerson.compare(person, targetUpn)
  return remembered === null ? isSameAddress(person.username, targetUpn) : remembered === 'same'
}
