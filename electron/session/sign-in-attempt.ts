import type { AccountInfo, AuthenticationResult } from '@azure/msal-node'
import type { SignInWay } from '../../shared/window/requests.ts'
import type { SignInPage } from '../../shared/window/state.ts'
import { acceptAccount, failSignIn, showPerson } from './accept-account.ts'
import { explainFailure, explainRefusal } from './explain-failure.ts'
import { authorityOf, type Msal } from './msal.ts'
import { codeOf, isNetworkTrouble } from './sign-in-failure.ts'
import { failureOfNumber } from './refusal-numbers.ts'
import {
  directedConfig,
  type Attempt,
  type Explained,
  type Holder,
  type Service,
  type Session,
  type SessionContext,
} from './session-context.ts'

/** The sign-in that a person has begun: one at a time. */
export type SignInAttempt = Pick<Session, 'signIn' | 'openPage' | 'extend' | 'cancel' | 'tellNumber'>

export function createSignInAttempt(context: SessionContext): SignInAttempt {
  const { ports } = context
  const { log } = ports

  function end(reason: 'cancelled' | 'timed-out'): void {
    if (context.attempt === null) return
    const { service } = context.attempt
    drop(context)
    void (service === 'graph' ? showPerson(context) : failSignIn(context, reason))
  }

  function startTime(own: Attempt, seconds: number): void {
    clearTimeout(own.timer)
    own.timer = setTimeout(() => end('timed-out'), seconds * 1000)
    const until = new Date(ports.now().getTime() + seconds * 1000).toISOString()
    ports.show({ kind: 'signing-in', page: own.page, until })
  }

  function extend(): void {
    if (context.attempt !== null && context.attempt.page.kind !== 'device-code')
      startTime(context.attempt, ports.config.signIn.timeoutSeconds)
  }

  async function signIn(way: SignInWay): Promise<boolean> {
    if (context.attempt?.way === way) return false
    context.storeWait.abort()
    drop(context)
    const held = context.graphRefusal === null ? null : context.holder
    const service: Service = held === null ? 'admin' : 'graph'
    const first: SignInPage = way === 'here' ? { kind: 'browser' } : { kind: 'device-code', code: null }
    const own: Attempt = { way, service, underWay: null, page: first, timer: undefined }
    context.attempt = own
    const isGivenUp = (): boolean => context.attempt !== own
    const show = (page: SignInPage, seconds = ports.config.signIn.timeoutSeconds): void => {
      if (isGivenUp()) return
      own.page = page
      startTime(own, seconds)
    }
    show(first)

    try {
      const [{ msal, broker }, ways] = await Promise.all([context.load(), ports.ways()])
      if (isGivenUp()) return false
      const chosen = way === 'here' ? (broker ?? msal) : msal
      own.underWay = ways[way](chosen, toRequest(context, service, held), {
        openPage: ports.openPage,
        show,
        isGivenUp,
        log,
      })
      const result = await own.underWay.result
      return await finish(context, own, result, chosen)
    } catch (error) {
      if (isGivenUp()) return false
      const why = await explainFailure(context, error, service)
      if (isGivenUp()) return false
      context.attempt = null
      await showFailure(context, own, why, error)
      return false
    } finally {
      clearTimeout(own.timer)
    }
  }

  return {
    signIn,
    openPage: async () => context.attempt?.underWay?.openPage(),
    cancel: () => {
      context.storeWait.abort()
      end('cancelled')
    },
    extend,
    tellNumber: (number) => tellNumber(context, number),
  }
}

/** What the sign-in service is asked for. Where only the token for Graph is missing, it is asked for the same person. */
function toRequest(context: SessionContext, service: Service, held: Holder | null) {
  const claims = context.claims[service]
  return {
    scopes: context.services[service].scopes,
    authority: authorityOf(directedConfig(context)),
    ...(claims !== null && { claims }),
    ...(held !== null && { loginHint: held.account.username }),
  }
}

async function showFailure(
  context: SessionContext,
  { service, way }: Attempt,
  why: Explained,
  error: unknown,
): Promise<void> {
  const transport = context.network.lastFailure()
  context.ports.log.warn('sign-in-error', { service, code: codeOf(error), transport })
  if (service === 'graph') {
    context.graphRefusal = why
    return await showPerson(context)
  }
  const detail = isNetworkTrouble(why.reason) ? transport : null
  failSignIn(context, why.reason, { ...why, detail, isWithCode: way === 'device-code' })
}

async function finish(
  context: SessionContext,
  own: Attempt,
  result: AuthenticationResult | null,
  msal: Msal,
): Promise<boolean> {
  const isStale = context.attempt !== own
  if (!isStale) context.attempt = null
  const account = result?.account ?? null
  if (account === null) {
    if (!isStale) failSignIn(context, 'unexpected')
    return false
  }
  // A late answer of an attempt that was given up: no one asked for it any more. Where a later attempt has
  // brought the same person in, they stay.
  if (isStale) {
    if (context.holder?.account.homeAccountId !== account.homeAccountId) await msal.signOut({ account })
    return false
  }
  return own.service === 'graph'
    ? acceptForGraph(context, account, msal)
    : acceptAccount(context, account, msal)
}

/** The person who is in has a token for Graph now; somebody else is not let in by this. */
async function acceptForGraph(context: SessionContext, account: AccountInfo, msal: Msal): Promise<boolean> {
  const isSame = context.holder?.account.homeAccountId === account.homeAccountId
  if (isSame) {
    context.graphRefusal = null
    context.pageRefusalForGraph = null
    context.claims.graph = null
  } else await msal.signOut({ account })
  await showPerson(context)
  return isSame
}

/** Gives the open attempt up. */
function drop(context: SessionContext): void {
  const dropped = context.attempt
  context.attempt = null
  clearTimeout(dropped?.timer)
  dropped?.underWay?.giveUp()
}

async function tellNumber(context: SessionContext, number: number): Promise<void> {
  const open = context.attempt
  // After a sign-in that succeeded the number is about nothing that is still open.
  if (open === null && context.identity.kind === 'signed-in') return
  drop(context)
  const before = context.identity
  const service = open?.service ?? 'admin'
  const why = await explainRefusal(context, { reason: failureOfNumber(number) ?? 'refused', number }, service)
  // Somebody has begun anew meanwhile, was let in, or has left.
  if (context.attempt !== null || context.identity !== before) return
  if (service === 'admin')
    return failSignIn(context, why.reason, { ...why, isWithCode: open?.way === 'device-code' })
  context.ports.log.info('sign-in-failed', { reason: why.reason, number, service })
  context.pageRefusalForGraph = why
  context.graphRefusal = why
  await showPerson(context)
}
