import type {
  AccountInfo,
  AuthenticationResult,
  DeviceCodeRequest,
  InteractiveRequest,
} from '@azure/msal-node'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Msal } from '../../../../electron/session/msal.ts'
import { createSession, type Session } from '../../../../electron/session/session.ts'
import type { TokenCache } from '../../../../electron/session/token-cache.ts'
import { createBrowserWay } from '../../../../electron/session/ways/browser-way.ts'
import { signInWithCode } from '../../../../electron/session/ways/device-code-way.ts'
import type { SignInWay } from '../../../../shared/window/requests.ts'
import type { SessionState } from '../../../../shared/window/state.ts'
import { configOf, contoso, fabrikam } from '../../shared/cast.ts'
import { nobodyKnown } from '../plan/nobody-known.ts'
import { createQuietLog } from '../quiet-log.ts'

const timeoutMilliseconds = 900_000
const codeSeconds = 900

function accountOf(username: string, tenantId: string, homeTenantId = tenantId): AccountInfo {
  const localAccountId = username.replaceAll('.', '-')
  return {
    homeAccountId: `${localAccountId}.${homeTenantId}`,
    environment: 'login.example',
    tenantId,
    username,
    localAccountId,
    name: username,
  }
}

const people = {
  amy: accountOf('amy.lee@fabrikam.com', fabrikam),
  /** Amy's account under another address: her object id stays. */
  renamed: { ...accountOf('amy.lee@fabrikam.com', fabrikam), username: 'amy.lee@contoso.com' },
  bob: accountOf('bob.meyer@fabrikam.com', fabrikam),
  amyAtContoso: accountOf('amy.lee@contoso.com', contoso),
  guest: accountOf('amy.lee@fabrikam.com', fabrikam, contoso),
}
type Name = keyof typeof people

type Pending = {
  readonly state: string
  readonly answer: (who: AccountInfo) => void
  readonly refuse: (errorCode: string) => void
}

/** MSAL as the session sees it: attempts that wait for an answer, and the accounts it remembers. */
class Stand {
  readonly pending: Pending[] = []
  readonly accounts = new Map<string, AccountInfo>()
  readonly shown: SessionState[] = []
  readonly browsers: string[] = []
  /** What each browser sign-in was asked to prove beyond a password. */
  readonly challenges: (string | undefined)[] = []
  /** Thrown instead of a silent token, where it is set. */
  silentRefusal: Error | null = null
  /** What the key store says of the saved sign-in. */
  look: () => 'ready' | 'busy' = () => 'ready'
  /** Since when Entra has not known the application; now where it is seen for the first time. */
  unknownSince: Date | null = null
  /** Called before a silent token is given. */
  silently: () => void = () => undefined
  /** The services behind the session. */
  fetch: typeof globalThis.fetch = globalThis.fetch
  readonly session: Session
  #started = 0

  constructor() {
    this.session = createSession(
      {
        config: configOf({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' }),
        knownPerson: nobodyKnown,
        cache: async () =>
          ({
            clear: async () => {},
            look: async () => this.look(),
            place: () => 'memory',
          }) as unknown as TokenCache,
        ways: async () => ({
          here: createBrowserWay(
            { done: '', failed: '' },
            () => undefined,
            (input, init) => this.#refuseAtLoopback(input, init),
          ),
          'device-code': signInWithCode,
        }),
        openPage: async (url) => void this.browsers.push(url),
        fetch: (...asked) => this.fetch(...asked),
        show: (state) => this.shown.push(state),
        log: createQuietLog(),
        now: () => new Date(),
        unknownSince: async (_about, now) => this.unknownSince ?? now,
      },
      async () => ({ msal: this.#msal(), broker: null }),
    )
  }

  #msal(): Msal {
    return {
      isBrokered: false,
      acquireTokenInteractive: (request) => this.#start(request),
      acquireTokenByDeviceCode: (request) => this.#poll(request),
      acquireTokenSilent: async ({ account }) => {
        this.silently()
        if (this.silentRefusal !== null) throw this.silentRefusal
        return this.#resultOf(account)
      },
      getAllAccounts: async () => [...this.accounts.values()],
      signOut: async ({ account }) => void this.accounts.delete(account.homeAccountId),
    }
  }

  async #start(request: InteractiveRequest): Promise<AuthenticationResult> {
    this.challenges.push(request.claims)
    const { state, waiting } = this.#wait()
    await request.openBrowser(
      `https://login.example/authorize?redirect_uri=http://localhost:1&state=${state}`,
    )
    return waiting
  }

  async #poll(request: DeviceCodeRequest): Promise<AuthenticationResult> {
    this.challenges.push(request.claims)
    const { state, waiting } = this.#wait()
    request.deviceCodeCallback({
      userCode: 'ABCD-EFGH',
      deviceCode: 'secret',
      verificationUri: 'https://login.example/device',
      expiresIn: codeSeconds,
      interval: 1,
      message: '',
    })
    const polling = setInterval(() => {
      if (!request.cancel) return
      clearInterval(polling)
      this.take(this.pending.findIndex((one) => one.state === state))?.refuse('device_code_polling_cancelled')
    }, 1000)
    return waiting.finally(() => clearInterval(polling))
  }

  #wait(): { state: string; waiting: Promise<AuthenticationResult> } {
    const state = `state-${(this.#started += 1)}`
    const waiting = new Promise<AuthenticationResult>((resolve, reject) => {
      this.pending.push({
        state,
        answer: (who) => {
          this.accounts.set(who.homeAccountId, who)
          resolve(this.#resultOf(who))
        },
        refuse: (errorCode) => reject(Object.assign(new Error('refused'), { errorCode })),
      })
    })
    return { state, waiting }
  }

  #resultOf(account: AccountInfo): AuthenticationResult {
    return { account, tenantId: account.tenantId, accessToken: 'token' } as AuthenticationResult
  }

  /** Where the session frees the port: MSAL's attempt of that state ends. */
  async #refuseAtLoopback(...[, init]: Parameters<typeof fetch>): Promise<Response> {
    const state = (init?.body as URLSearchParams | undefined)?.get('state')
    this.take(this.pending.findIndex((one) => one.state === state))?.refuse('user_canceled')
    return new Response()
  }

  take(place: number): Pending | undefined {
    return place === -1 ? undefined : this.pending.splice(place, 1)[0]
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1)

const refusalOf = (errorCode: string, errorNo: string, claims = ''): Error =>
  Object.assign(new Error('refused'), { errorCode, errorNo, claims })

describe('createSession', () => {
  it('signs the expected person in', async () => {
    const stand = new Stand()
    const signedIn = stand.session.signIn('here')
    await settle()
    stand.take(0)?.answer(people.amy)
    expect(await signedIn).toBe(true)
    expect(stand.shown.map(({ kind }) => kind)).toEqual(['signing-in', 'signed-in'])
  })

  it.each<[Name, string]>([
    ['amyAtContoso', 'wrong-tenant'],
    ['guest', 'guest'],
  ])('refuses %s and forgets them', async (name, reason) => {
    const stand = new Stand()
    const signedIn = stand.session.signIn('here')
    await settle()
    stand.take(0)?.answer(people[name])
    expect(await signedIn).toBe(false)
    expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason })
    expect(stand.accounts.size).toBe(0)
  })

  it('signs no one out for an address that is not the configured one: it may have changed', async () => {
    const stand = new Stand()
    const signedIn = stand.session.signIn('here')
    await settle()
    stand.take(0)?.answer(people.renamed)
    expect(await signedIn).toBe(true)
    expect(stand.session.facts()).toMatchObject({
      kind: 'signed-in',
      person: { objectId: 'amy-lee@fabrikam-com' },
    })
    expect([...stand.accounts.values()]).toEqual([people.renamed])
  })

  it('keeps only the account that was chosen last', async () => {
    const stand = new Stand()
    for (const who of [people.bob, people.amy]) {
      const signedIn = stand.session.signIn('here')
      await settle()
      stand.take(0)?.answer(who)
      expect(await signedIn).toBe(true)
    }
    expect([...stand.accounts.values()]).toEqual([people.amy])
  })

  it('starts one attempt only, however often it is asked', async () => {
    const stand = new Stand()
    void stand.session.signIn('here')
    expect(await stand.session.signIn('here')).toBe(false)
    await settle()
    expect(stand.browsers).toHaveLength(1)
  })

  it('gives up when the time is over, and ends MSAL’s attempt', async () => {
    const stand = new Stand()
    const signedIn = stand.session.signIn('here')
    await vi.advanceTimersByTimeAsync(timeoutMilliseconds)
    expect(await signedIn).toBe(false)
    expect(stand.pending).toEqual([])
    expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason: 'timed-out' })
  })

  it('waits as long again from when the person says that they are still busy', async () => {
    const stand = new Stand()
    const signedIn = stand.session.signIn('here')
    await vi.advanceTimersByTimeAsync(timeoutMilliseconds - 1000)
    stand.session.extend()
    const until = new Date(Date.now() + timeoutMilliseconds).toISOString()
    expect(stand.shown.at(-1)).toEqual({ kind: 'signing-in', page: { kind: 'browser' }, until })
    await vi.advanceTimersByTimeAsync(timeoutMilliseconds - 1)
    expect(stand.pending).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(await signedIn).toBe(false)
    expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason: 'timed-out' })
    stand.session.extend()
    expect(stand.shown.at(-1)).toMatchObject({ kind: 'failed' })
  })

  it('shows a code for no longer than it is good, however busy the person is', async () => {
    const stand = new Stand()
    void stand.session.signIn('device-code')
    await settle()
    const before = stand.shown.at(-1)
    stand.session.extend()
    expect(stand.shown.at(-1)).toBe(before)
    stand.session.cancel()
  })

  it.each([
    ['50105', 'access-blocked'],
    ['5000211', 'access-blocked'],
    ['65001', 'consent-required'],
    ['99999', 'refused'],
  ])(
    'explains the number %s of a page that never comes back as %s, and ends the sign-in',
    async (text, reason) => {
      const stand = new Stand()
      const signedIn = stand.session.signIn('here')
      await settle()
      await stand.session.tellNumber(Number(text))
      expect(await signedIn).toBe(false)
      expect(stand.pending).toEqual([])
      expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason, number: Number(text) })
      expect(stand.shown.at(-1)).toMatchObject({ kind: 'failed', reason, number: Number(text) })
    },
  )

  it('takes a number also after the time ran out, and none against somebody who is signed in', async () => {
    const stand = new Stand()
    void stand.session.signIn('here')
    await vi.advanceTimersByTimeAsync(timeoutMilliseconds)
    await stand.session.tellNumber(53000)
    expect(stand.session.facts()).toMatchObject({ reason: 'access-blocked', number: 53000 })
    const signedIn = stand.session.signIn('here')
    await settle()
    stand.take(0)?.answer(people.amy)
    expect(await signedIn).toBe(true)
    await stand.session.tellNumber(53000)
    expect(stand.session.facts().kind).toBe('signed-in')
  })

  it('waits for a busy key store no longer than until the person signs in, and leaves that sign-in alone', async () => {
    const stand = new Stand()
    stand.accounts.set(people.bob.homeAccountId, people.bob)
    stand.look = () => 'busy'
    const restored = stand.session.restore()
    await settle()
    expect(stand.shown.at(-1)).toEqual({ kind: 'restoring', isStoreBusy: true })
    const signedIn = stand.session.signIn('here')
    await restored
    await settle()
    expect(stand.shown.at(-1)?.kind).toBe('signing-in')
    stand.take(0)?.answer(people.amy)
    expect(await signedIn).toBe(true)
  })

  it.each([
    ['gives a token', null],
    ['is refused', refusalOf('interaction_required', '50076')],
  ])('lets a sign-in that has begun go on where the saved one %s meanwhile', async (_, refusal) => {
    const stand = new Stand()
    stand.accounts.set(people.amy.homeAccountId, people.amy)
    stand.silentRefusal = refusal
    const begun: Promise<boolean>[] = []
    stand.silently = () => {
      if (begun.length === 0) begun.push(stand.session.signIn('here'))
    }
    await stand.session.restore()
    await settle()
    expect([stand.shown.at(-1)?.kind, stand.session.facts().kind]).toEqual(['signing-in', 'signed-out'])
    stand.take(0)?.answer(people.amy)
    expect(await Promise.all(begun)).toEqual([true])
  })

  it('keeps the person where the page refuses Graph’s token alone, and says why in its answer', async () => {
    const stand = new Stand()
    stand.accounts.set(people.amy.homeAccountId, people.amy)
    await stand.session.restore()
    stand.silentRefusal = refusalOf('interaction_required', '50076')
    await stand.session.ask('graph', '/v1.0/me')
    const signedIn = stand.session.signIn('here')
    await settle()
    await stand.session.tellNumber(53000)
    expect(await signedIn).toBe(false)
    expect(stand.session.facts().kind).toBe('signed-in')
    expect(await stand.session.ask('graph', '/v1.0/me')).toEqual({
      kind: 'sign-in-needed',
      reason: 'access-blocked',
      number: 53000,
    })
  })

  it.each([
    ['its token is refused', { error: { code: 'InvalidAuthenticationToken', message: '' } }, 'amy'],
    ['a rule on networks refuses every token', { error: { code: 'unauthenticated', message: '' } }, 'bob'],
  ])('asks for Graph’s token alone only where %s', async (_, body, holder) => {
    const stand = new Stand()
    stand.accounts.set(people.amy.homeAccountId, people.amy)
    await stand.session.restore()
    stand.fetch = async () => Response.json(body, { status: 401 })
    expect((await stand.session.ask('graph', '/v1.0/me/drive')).kind).toBe('answered')
    // A sign-in for Graph alone lets no one else in.
    const signedIn = stand.session.signIn('here')
    await settle()
    stand.take(0)?.answer(people.bob)
    await signedIn
    const facts = stand.session.facts()
    expect(facts.kind === 'signed-in' && facts.person.username).toBe(people[holder as Name].username)
  })

  it('says that it was cancelled only where the person cancelled', async () => {
    const stand = new Stand()
    void stand.session.signIn('here')
    await settle()
    stand.session.cancel()
    expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason: 'cancelled' })
  })

  it('opens no browser any more when it was cancelled while MSAL was loading', async () => {
    const stand = new Stand()
    const signedIn = stand.session.signIn('here')
    stand.session.cancel()
    await settle()
    expect(await signedIn).toBe(false)
    expect(stand.browsers).toEqual([])
    expect(stand.pending).toEqual([])
  })

  it('keeps the person whom a second attempt brought in when the first answers late', async () => {
    const stand = new Stand()
    const first = stand.session.signIn('here')
    await settle()
    // Taken out before the refusal arrives: the browser was quicker.
    const late = stand.take(0)
    stand.session.cancel()
    const second = stand.session.signIn('here')
    await settle()
    stand.take(0)?.answer(people.amy)
    expect(await second).toBe(true)
    late?.answer(people.amy)
    expect(await first).toBe(false)
    expect(stand.session.facts().kind).toBe('signed-in')
    expect([...stand.accounts.values()]).toEqual([people.amy])
  })

  it('shows the code for as long as it is good, and opens its page when that is wished for', async () => {
    const stand = new Stand()
    const signedIn = stand.session.signIn('device-code')
    await settle()
    const code = { userCode: 'ABCD-EFGH', address: 'https://login.example/device' }
    const until = new Date(Date.now() + codeSeconds * 1000 - 1).toISOString()
    expect(stand.shown.at(-1)).toEqual({ kind: 'signing-in', page: { kind: 'device-code', code }, until })
    expect(stand.browsers).toEqual([])
    await stand.session.openPage()
    expect(stand.browsers).toEqual([code.address])
    stand.take(0)?.answer(people.amy)
    expect(await signedIn).toBe(true)
  })

  it('never tells the window the secret half of a device code', async () => {
    const stand = new Stand()
    void stand.session.signIn('device-code')
    await settle()
    stand.session.cancel()
    expect(JSON.stringify(stand.shown)).not.toContain('secret')
  })

  it('goes over from the browser to a code without saying that anything failed', async () => {
    const stand = new Stand()
    const inBrowser = stand.session.signIn('here')
    await settle()
    const withCode = stand.session.signIn('device-code')
    await settle()
    expect(await inBrowser).toBe(false)
    stand.take(0)?.answer(people.amy)
    expect(await withCode).toBe(true)
    expect(stand.shown.map(({ kind }) => kind)).not.toContain('failed')
  })

  it('opens the browser’s page once more for somebody who has lost it', async () => {
    const stand = new Stand()
    void stand.session.signIn('here')
    await settle()
    await stand.session.openPage()
    expect(stand.browsers).toHaveLength(2)
    expect(stand.browsers[1]).toBe(stand.browsers[0])
    stand.session.cancel()
    await stand.session.openPage()
    expect(stand.browsers).toHaveLength(2)
  })

  it('waits for the other tenant’s person once the journey has turned, and forgets the first', async () => {
    const stand = new Stand()
    stand.accounts.set(people.amy.homeAccountId, people.amy)
    await stand.session.restore()
    expect(stand.session.facts().kind).toBe('signed-in')
    await stand.session.turn('return')
    expect(stand.session.facts()).toEqual({ kind: 'signed-out' })
    expect(stand.accounts.size).toBe(0)

    const again = stand.session.signIn('here')
    await settle()
    stand.take(0)?.answer(people.amy)
    expect(await again).toBe(false)
    expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason: 'wrong-tenant' })
    const back = stand.session.signIn('here')
    await settle()
    stand.take(0)?.answer(people.amyAtContoso)
    expect(await back).toBe(true)
  })

  it('finds somebody on the way back again after a restart, although the configuration knows of no return', async () => {
    const stand = new Stand()
    stand.accounts.set(people.amyAtContoso.homeAccountId, people.amyAtContoso)
    await stand.session.restore()
    expect(stand.session.direction()).toBe('return')
    expect(stand.session.facts()).toMatchObject({ kind: 'signed-in' })
  })

  it.each([
    ['an expired sign-in', refusalOf('invalid_grant', '700082'), { kind: 'signed-out' }, 0],
    [
      'a rule',
      refusalOf('invalid_grant', '53003'),
      { kind: 'failed', reason: 'access-blocked', number: 53003 },
      1,
    ],
    [
      'a disabled account',
      refusalOf('invalid_grant', '50057'),
      { kind: 'failed', reason: 'account-disabled' },
      1,
    ],
    ['no consent', refusalOf('invalid_grant', '65001'), { kind: 'failed', reason: 'consent-required' }, 1],
    ['something new', refusalOf('surprise', ''), { kind: 'signed-out' }, 1],
    ['the network', refusalOf('network_error', ''), { kind: 'signed-in' }, 1],
  ])('after a restart into %s says what is true', async (_what, refusal, facts, remembered) => {
    const stand = new Stand()
    stand.accounts.set(people.amy.homeAccountId, people.amy)
    stand.silentRefusal = refusal
    await stand.session.restore()
    expect(stand.session.facts()).toMatchObject(facts)
    expect(stand.accounts.size).toBe(remembered)
  })

  it.each<[errorNo: string, settled: string]>([
    ['700016', 'consent-required'],
    ['700011', 'registration-wrong'],
    ['500011', 'registration-wrong'],
    ['650052', 'registration-wrong'],
  ])('takes %s for an application that may be new for an hour, then for %s', async (errorNo, settled) => {
    for (const [minutes, reason] of [
      [59, 'not-known-yet'],
      [60, settled],
    ] as const) {
      const stand = new Stand()
      stand.unknownSince = new Date(Date.now() - minutes * 60_000)
      const signedIn = stand.session.signIn('here')
      await settle()
      await stand.session.tellNumber(Number(errorNo))
      expect(await signedIn).toBe(false)
      expect([minutes, stand.session.facts()]).toMatchObject([
        minutes,
        { kind: 'failed', reason, number: Number(errorNo) },
      ])
      stand.accounts.set(people.amy.homeAccountId, people.amy)
      stand.silentRefusal = refusalOf('invalid_grant', errorNo)
      await stand.session.restore()
      expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason, number: Number(errorNo) })
    }
  })

  it('takes a saved sign-in that was refused in again without the person, once it is known', async () => {
    const stand = new Stand()
    stand.accounts.set(people.amy.homeAccountId, people.amy)
    stand.silentRefusal = refusalOf('unauthorized_client', '700016')
    await stand.session.restore()
    // Without a network the refusal is still the last word.
    stand.silentRefusal = refusalOf('network_error', '')
    await stand.session.retrySaved()
    expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason: 'not-known-yet' })
    stand.silentRefusal = refusalOf('unauthorized_client', '700016')
    await stand.session.retrySaved()
    expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason: 'not-known-yet' })
    stand.silentRefusal = null
    await stand.session.retrySaved()
    expect(stand.session.facts()).toMatchObject({
      kind: 'signed-in',
      person: { username: 'amy.lee@fabrikam.com' },
    })
    expect(stand.browsers).toEqual([])
  })

  it('takes in no one whose own sign-in was not the refused one', async () => {
    const stand = new Stand()
    const signedIn = stand.session.signIn('here')
    await settle()
    await stand.session.tellNumber(700016)
    await signedIn
    stand.accounts.set(people.bob.homeAccountId, people.bob)
    await stand.session.retrySaved()
    expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason: 'not-known-yet' })
  })

  it('keeps the person where only Graph does not know the application yet', async () => {
    const stand = new Stand()
    stand.accounts.set(people.amy.homeAccountId, people.amy)
    await stand.session.restore()
    stand.silentRefusal = refusalOf('invalid_resource', '650052')
    const needed = { kind: 'sign-in-needed', reason: 'not-known-yet', number: 650052 }
    expect(await stand.session.ask('graph', '/v1.0/me')).toEqual(needed)
    expect(stand.session.facts().kind).toBe('signed-in')
  })

  it('passes a claims challenge on with the next sign-in, once', async () => {
    const stand = new Stand()
    stand.accounts.set(people.amy.homeAccountId, people.amy)
    stand.silentRefusal = refusalOf('interaction_required', '50076', '{"access_token":{}}')
    await stand.session.restore()
    expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason: 'interaction-required' })
    for (const times of [1, 2]) {
      const signedIn = stand.session.signIn('here')
      await settle()
      stand.take(0)?.answer(people.amy)
      expect(await signedIn, `sign-in ${times}`).toBe(true)
    }
    expect(stand.challenges).toEqual(['{"access_token":{}}', undefined])
  })

  it('asks the person again when the endpoint’s token is refused, and keeps them when only Graph’s is', async () => {
    const stand = new Stand()
    stand.accounts.set(people.amy.homeAccountId, people.amy)
    await stand.session.restore()
    stand.silentRefusal = refusalOf('interaction_required', '50076')
    const needed = { kind: 'sign-in-needed', reason: 'interaction-required', number: 50076 }
    expect(await stand.session.ask('graph', '/v1.0/me')).toEqual(needed)
    expect(stand.session.facts().kind).toBe('signed-in')
    expect(await stand.session.ask('admin', '/v1/me/plan')).toEqual(needed)
    expect(stand.session.facts()).toMatchObject({ kind: 'failed', reason: 'interaction-required' })
  })

  type Act =
    | { readonly kind: 'cancel' | 'time-out' | 'sign-out' | 'pause' }
    | { readonly kind: 'sign-in'; readonly way: SignInWay }
    | { readonly kind: 'answer' | 'late-answer'; readonly who: Name }
    | { readonly kind: 'refusal'; readonly code: string }

  const names = fc.constantFrom<Name[]>('amy', 'amyAtContoso', 'guest')
  const acts: fc.Arbitrary<Act> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('sign-in' as const),
        way: fc.constantFrom<SignInWay[]>('here', 'device-code'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom<Act['kind'] & ('cancel' | 'time-out' | 'sign-out' | 'pause')>(
          'cancel',
          'time-out',
          'sign-out',
          'pause',
        )
        .map((kind): Act => ({ kind })),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom<('answer' | 'late-answer')[]>('answer', 'late-answer'),
        who: names,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('refusal' as const),
        code: fc.constantFrom('user_canceled', 'interaction_required', 'network_error'),
      }),
    },
  )

  it('never takes a wrong person in and never leaves a sign-in hanging, in whatever order things happen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { maxLength: 16 }), async (sequence) => {
        const stand = new Stand()
        const open: Promise<boolean>[] = []
        // Answers that were on their way when the attempt was given up.
        const underWay: Pending[] = []
        const perform = async (act: Act): Promise<void> => {
          switch (act.kind) {
            case 'sign-in':
              open.push(stand.session.signIn(act.way))
              return
            case 'cancel':
              return stand.session.cancel()
            case 'time-out':
              await vi.advanceTimersByTimeAsync(timeoutMilliseconds)
              return
            case 'pause':
              await settle()
              return
            case 'sign-out':
              return stand.session.signOut()
            case 'answer':
              return stand.take(0)?.answer(people[act.who])
            case 'refusal':
              return stand.take(0)?.refuse(act.code)
            case 'late-answer': {
              const late = stand.take(0)
              if (late === undefined) return underWay.shift()?.answer(people[act.who])
              underWay.push(late)
            }
          }
        }
        for (const act of sequence) await perform(act)
        for (const late of underWay.splice(0)) late.answer(people.bob)
        stand.session.cancel()
        await vi.advanceTimersByTimeAsync(codeSeconds * 1000)
        await Promise.all(open)

        expect(stand.pending).toEqual([])
        const names = stand.shown.flatMap((state) => (state.kind === 'signed-in' ? [state.username] : []))
        expect(names.filter((name) => name !== people.amy.username)).toEqual([])
        const facts = stand.session.facts()
        const remembered = [...stand.accounts.values()]
        if (facts.kind === 'signed-in') expect(facts.person.homeTenantId).toBe(fabrikam)
        expect(remembered.filter((who) => who !== people.amy)).toEqual([])
        expect(stand.shown.at(-1)?.kind ?? 'signed-out').not.toBe('signing-in')
      }),
      { numRuns: 500 },
    )
  })
})
