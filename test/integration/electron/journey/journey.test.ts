import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { eventually } from '../../../eventually.ts'
import { createJourney, type Journey } from '../../../../electron/journey/journey.ts'
import { recordNothing } from '../../../../electron/platform/recording/recording-content.ts'
import { createKnownPerson } from '../../../../electron/plan/known-person.ts'
import type { ReadRedirect } from '../../../../electron/journey/link-service.ts'
import type { Platform } from '../../../../electron/platform/platform.ts'
import type { Answer, Service } from '../../../../electron/session/session.ts'
import { createAppStore, type Store } from '../../../../electron/context/store.ts'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import type { IdentityFacts } from '../../../../shared/checks/identity.ts'
import type { SignInFailure } from '../../../../shared/checks/failed-sign-in.ts'
import type { MachineFacts } from '../../../../shared/facts/machine.ts'
import type { Direction, MoveState } from '../../../../shared/move/plan.ts'
import type { RemedyId } from '../../../../shared/findings/remedy.ts'
import type { ConfigProblem } from '../../../../shared/config/tell-problem.ts'
import { configOf, fabrikam, machineOf, oldAccount, read, readAt } from '../../../unit/shared/cast.ts'
import type { GraphRefusal } from '../../../world/graph/graph.ts'
import { graphRefusals } from '../../../world/graph/refusals.ts'
import { nobodyKnown } from '../../../unit/electron/plan/nobody-known.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

const amy: IdentityFacts = {
  kind: 'signed-in',
  person: {
    tenantId: fabrikam,
    homeTenantId: fabrikam,
    username: 'amy.lee@fabrikam.com',
    name: 'Amy Lee',
  },
}

const signedIn = (username: string, number: number): IdentityFacts => ({
  kind: 'signed-in',
  person: {
    tenantId: fabrikam,
    homeTenantId: fabrikam,
    objectId: `22222222-aaaa-4aaa-8aaa-00000000000${number}`,
    username,
    name: username,
  },
})
const bob = signedIn('bob.meyer@fabrikam.com', 2)
/** Amy under the name that she has since her wedding. */
const stone = signedIn('amy.stone@fabrikam.com', 1)
/** A new account that was given Amy's old address. */
const namesake = signedIn('amy.lee@fabrikam.com', 3)

/** A session, a machine and an endpoint that say what the test wants and note what they were asked. */
class Stand {
  facts: IdentityFacts = amy
  moveState: MoveState = 'Success'
  direction: Direction = 'forward'
  plannedDirection: Direction = 'forward'
  isAway = false
  machine: MachineFacts = machineOf({ accounts: read([oldAccount]) })
  now = new Date(readAt)
  problems: readonly ConfigProblem[] = []
  knownPerson = nobodyKnown
  targetUpn: string | undefined
  retries = 0
  /** Who is signed in after a refused sign-in was tried again. */
  afterRetry: IdentityFacts = { kind: 'signed-out' }
  /** What Graph says instead of a drive. */
  graphRefusal: GraphRefusal | null = null
  /** Called before the endpoint answers. */
  whileAsked = (): void => undefined
  readonly asked: string[] = []
  readonly opened: RemedyId[] = []
  readonly pages: string[] = []
  readonly prepared: string[] = []
  readonly told: string[] = []
  prepare = async ({ verdict }: CheckResult): Promise<void> => void this.prepared.push(verdict)
  readings = 0
  /** Ends when the test lets it. */
  scan: Platform['scan'] = async () => null
  readRedirect: ReadRedirect = async () => ({ status: 401, location: null })
  /** What the machine calls when something on it changed; null while no one listens. */
  change: (() => void) | null = null
  readonly log = createQuietLog()
  readonly store: Store = createAppStore({
    app: { name: 'Landfall', version: '0.0.0' },
    configuration: {
      kind: 'ready',
      source: { name: 'Contoso' },
      target: { name: 'Fabrikam' },
      newAddress: null,
      oldAddress: null,
      support: { name: null, phone: null, url: null },
      language: null,
      policy: { managed: [], problems: [] },
      branding: { ramp: null, logo: null },
      isOutdated: false,
    },
  })

  start(): Journey {
    return createJourney({
      app: { name: 'Landfall', version: '0.0.0' },
      config: configOf({
        moveState: 'Unknown',
        ...(this.targetUpn !== undefined && { targetUpn: this.targetUpn }),
      }),
      refused: { path: 'landfall.json', problems: this.problems },
      platform: {
        readFacts: async () => {
          this.readings += 1
          return this.machine
        },
        scan: (...asked) => this.scan(...asked),
        record: async () => recordNothing('windows', '10.0.26100'),
        watch: (onChange) => {
          this.change = onChange
          return () => {
            this.change = null
          }
        },
        open: async (remedy) => {
          this.opened.push(remedy)
          return { kind: 'opened' }
        },
      },
      session: {
        restore: async () => {},
        retrySaved: async () => {
          this.retries += 1
          this.facts = this.afterRetry
          return true
        },
        signIn: async () => true,
        cancel: () => {},
        extend: () => {},
        tellNumber: async (number) => {
          this.facts = { kind: 'failed', reason: 'refused', detail: null, number }
        },
        openPage: async () => {},
        direction: () => this.direction,
        turn: async (direction) => {
          if (direction === this.direction) return
          this.direction = direction
          this.facts = { kind: 'signed-out' }
        },
        signOut: async () => {
          this.facts = { kind: 'signed-out' }
        },
        facts: () => this.facts,
        ask: (service, path) => this.#answer(service, path),
      },
      knownPerson: this.knownPerson,
      reporter: {
        prepare: (result) => this.prepare(result),
        submit: async () => {},
        flush: async () => {},
        stop: () => {},
      },
      scanFile: '/nowhere/files-scan.json',
      firstSuccessFile: '/nowhere/first-success.json',
      disk: { kind: 'this', system: 'linux' },
      tellWithoutToken: ({ findings }) => this.told.push(findings.map(({ code }) => code).join(' ')),
      hasWindow: true,
      startRescueProcess: () => {
        throw new Error('there is nothing to rescue here')
      },
      store: this.store,
      readRedirect: this.readRedirect,
      openPage: async (url) => void this.pages.push(url),
      writeShortcut: null,
      openSite: async (url) => void this.pages.push(url),
      log: this.log,
      now: () => this.now,
    })
  }

  codes(): string[] {
    const { check } = this.store.getState()
    return check.kind === 'done' ? check.result.findings.map(({ code }) => code) : []
  }

  async #answer(service: Service, path: string): Promise<Answer> {
    this.asked.push(`${service} ${path.split('?')[0]}`)
    this.whileAsked()
    if (this.isAway) return { kind: 'unreachable', code: 'ECONNREFUSED' }
    if (service === 'graph' && this.graphRefusal !== null) {
      const { status, code, text: message, headers = {} } = this.graphRefusal
      return { kind: 'answered', response: Response.json({ error: { code, message } }, { status, headers }) }
    }
    const body =
      service === 'graph'
        ? { webUrl: 'https://fabrikam-my.sharepoint.com/personal/amy/Documents' }
        : {
            formatVersion: 1,
            direction: this.plannedDirection,
            moveState: this.moveState,
            ...(this.plannedDirection === 'forward'
              ? { sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' }
              : { sourceUpn: 'amy.lee@fabrikam.com', targetUpn: 'amy.lee@contoso.com' }),
            wave: null,
          }
    return { kind: 'answered', response: Response.json(body) }
  }
}

describe('createJourney', () => {
  it('asks no one and judges no machine step before somebody is signed in', async () => {
    const stand = new Stand()
    stand.facts = { kind: 'signed-out' }
    await stand.start().check({ fresh: true })
    expect(stand.asked).toEqual([])
    expect(stand.codes()).toEqual(['identity.signed-out'])
  })

  it('offers no report while the old folders are looked through, and one when that has ended', async () => {
    const stand = new Stand()
    let end = (): void => undefined
    stand.scan = () => new Promise((resolve) => (end = () => resolve(null)))
    const journey = stand.start()
    await journey.check()
    await eventually(() => expect(stand.store.getState().scan.kind).toBe('running'))
    await journey.check()
    expect(stand.prepared).toEqual([])
    end()
    await eventually(() => expect(stand.prepared).toEqual(['action-needed']))
    journey.stop()
  })

  it('asks for the plan first and for the drive only when the move has succeeded', async () => {
    const stand = new Stand()
    const journey = stand.start()
    stand.moveState = 'InProgress'
    await journey.check({ fresh: true })
    // Then it listens to hear of a change.
    expect(stand.asked).toEqual(['admin /v1/me/plan', 'admin /v1/me/plan/changes'])
    stand.moveState = 'Success'
    await journey.check({ fresh: true })
    expect(stand.asked.slice(2)).toEqual(['admin /v1/me/plan', 'graph /v1.0/me/drive'])
  })

  it.each<MoveState>(['NotStarted', 'InProgress', 'Failed'])(
    'leaves the sync client alone while the move is %s, whatever is asked for',
    async (moveState) => {
      const stand = new Stand()
      stand.moveState = moveState
      const journey = stand.start()
      await journey.check({ fresh: true })
      await journey.openRemedy('add-account')
      await journey.openRemedy('start-client')
      expect(stand.opened).toEqual([])
      expect(stand.log.events).toContain('remedy-refused-before-gate')
    },
  )

  it('opens the sync client once the move has succeeded', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await journey.check({ fresh: true })
    await journey.openRemedy('add-account')
    journey.stop()
    expect(stand.opened).toEqual(['add-account'])
    expect(stand.store.getState().remedy).toEqual({ kind: 'opened' })
  })

  it('opens the target’s OneDrive on the web', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await journey.openRemedy('open-web')
    expect(stand.pages).toEqual(['https://fabrikam-my.sharepoint.com/'])
  })

  it.each([
    [
      'is not visible yet, and takes two seconds to say so',
      graphRefusals.mysiteNotFound,
      60,
      'web.not-visible-yet',
    ],
    ['asks for ten seconds', { ...graphRefusals.busy, headers: { 'retry-after': '10' } }, 10, 'web.busy'],
  ] as const)('sees by itself that a drive is there which %s', async (_sentence, refusal, seconds, code) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const stand = new Stand()
    const journey = stand.start()
    try {
      stand.graphRefusal = refusal
      stand.whileAsked = () => (stand.now = new Date(stand.now.getTime() + 1_000))
      const began = stand.now.getTime()
      await journey.check()
      expect(stand.codes()).toContain(code)
      stand.graphRefusal = null
      stand.now = new Date(began + 1_000 + seconds * 1_000)
      vi.advanceTimersByTime(seconds * 1_000)
      vi.advanceTimersByTime(250)
      await expect.poll(() => stand.asked.filter((asked) => asked.startsWith('graph'))).toHaveLength(2)
      await journey.check()
      expect(stand.codes()).not.toContain(code)
    } finally {
      journey.stop()
      vi.useRealTimers()
    }
  })

  it('tries a sign-in again by itself that Entra may not know yet, at growing gaps, until somebody is in', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const stand = new Stand()
    stand.facts = { kind: 'failed', reason: 'not-known-yet', detail: null, number: 700016 }
    stand.afterRetry = { kind: 'failed', reason: 'consent-required', detail: null, number: 700016 }
    const journey = stand.start()
    try {
      await journey.check()
      expect(stand.codes()).toEqual(['identity.not-known-yet'])
      vi.advanceTimersByTime(9_999)
      expect(stand.retries).toBe(0)
      await vi.advanceTimersByTimeAsync(251)
      await expect.poll(() => stand.codes()).toEqual(['identity.consent-required'])
      stand.afterRetry = amy
      vi.advanceTimersByTime(19_000)
      expect(stand.retries).toBe(1)
      await vi.advanceTimersByTimeAsync(1_500)
      await expect.poll(() => stand.asked).toContain('admin /v1/me/plan')
      await journey.check()
      await vi.advanceTimersByTimeAsync(3_600_000)
      expect(stand.retries).toBe(2)
    } finally {
      journey.stop()
      vi.useRealTimers()
    }
  })

  it.each<[SignInFailure, number]>([
    ['access-blocked', 1],
    ['wrong-account', 0],
    ['cancelled', 0],
    ['interaction-required', 0],
  ])('tries a sign-in that ended with %s again %i times without the person', async (reason, times) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const stand = new Stand()
    stand.facts = { kind: 'failed', reason, detail: null }
    stand.afterRetry = { kind: 'signed-out' }
    const journey = stand.start()
    try {
      await journey.check()
      await vi.advanceTimersByTimeAsync(30_000)
      expect(stand.retries).toBe(times)
    } finally {
      journey.stop()
      vi.useRealTimers()
    }
  })

  it('does not ask the endpoint again within a minute, unless that is wished for', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await journey.check()
    await journey.check()
    expect(stand.asked).toHaveLength(2)
    await journey.check({ fresh: true })
    expect(stand.asked).toHaveLength(4)
    stand.now = new Date(stand.now.getTime() + 61_000)
    await journey.check()
    expect(stand.asked).toHaveLength(6)
  })

  it('sees by itself what changes on the machine, and shows no sign of looking', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await journey.begin()
    await journey.openRemedy('start-client')
    const kinds = new Set<string>()
    stand.store.subscribe(({ check }) => kinds.add(check.kind))
    stand.machine = machineOf()
    stand.change?.()
    await eventually(() => expect(stand.codes()).toEqual([]))
    expect([...kinds]).toEqual(['done'])
    expect(stand.store.getState().remedy).toEqual({ kind: 'none' })
    // Services are not asked because a file changed here.
    expect(stand.asked).toHaveLength(2)
    journey.stop()
    expect(stand.change).toBeNull()
  })

  it('looks once for a hundred changes in a row, and once more for one that comes while it looks', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await journey.begin()
    const before = stand.readings
    for (let count = 0; count < 100; count += 1) stand.change?.()
    await eventually(() => expect(stand.readings).toBe(before + 1))
    await journey.check()
    const settled = stand.readings
    const looking = journey.check()
    stand.change?.()
    await looking
    await eventually(() => expect(stand.readings).toBe(settled + 2))
    journey.stop()
  })

  it('tells where the old address leads once it has answered, and asks it once in an hour', async () => {
    const stand = new Stand()
    const asked: string[] = []
    stand.readRedirect = async (url) => {
      asked.push(url)
      return { status: 308, location: 'https://fabrikam-my.sharepoint.com/personal/amy' }
    }
    stand.facts = amy
    const journey = stand.start()
    await journey.begin()
    await eventually(() => expect(stand.codes()).toContain('links.redirect-found'))
    await journey.check({ fresh: true })
    expect(asked).toEqual([oldAccount.siteUrl])
    stand.now = new Date(stand.now.getTime() + 61 * 60_000)
    await journey.check()
    expect(asked).toHaveLength(2)
    journey.stop()
  })

  it('asks no address before the move is finished', async () => {
    const stand = new Stand()
    let asked = 0
    stand.readRedirect = async () => {
      asked += 1
      return { status: 401, location: null }
    }
    stand.moveState = 'InProgress'
    stand.facts = amy
    const journey = stand.start()
    await journey.begin()
    expect(asked).toBe(0)
    journey.stop()
  })

  it('joins a check that is running instead of starting a second one', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await Promise.all([journey.check(), journey.check(), journey.check()])
    expect(stand.readings).toBe(1)
  })

  it('keeps what was known while the endpoint is away', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await journey.check({ fresh: true })
    stand.isAway = true
    await journey.check({ fresh: true })
    expect(stand.store.getState().plan.kind).toBe('known')
    expect(stand.codes()).not.toContain('plan.unreachable')
  })

  it('says that the endpoint is away when nothing was known', async () => {
    const stand = new Stand()
    stand.isAway = true
    await stand.start().check({ fresh: true })
    expect(stand.codes()).toContain('plan.unreachable')
  })

  it('asks for the old address again, by name, once the endpoint says that the way is back', async () => {
    const stand = new Stand()
    stand.plannedDirection = 'return'
    const journey = stand.start()
    await journey.check({ fresh: true })
    expect(stand.codes()).toContain('identity.signed-out')
    // The drive of the tenant that is left is no one's business.
    expect(stand.asked).toEqual(['admin /v1/me/plan'])
    await journey.check()
    expect(stand.store.getState().configuration).toMatchObject({
      source: { name: 'Fabrikam' },
      target: { name: 'Contoso' },
      newAddress: 'amy.lee@contoso.com',
    })
  })

  it('signs no one out for an old account that was renamed, and goes on', async () => {
    const stand = new Stand()
    stand.machine = machineOf({
      accounts: read([{ ...oldAccount, email: 'amy.lee@contoso.onmicrosoft.com' }]),
    })
    await stand.start().check({ fresh: true })
    expect(stand.facts.kind).toBe('signed-in')
    expect(stand.codes()).toContain('identity.old-address-differs')
    expect(stand.codes()).toContain('account.target-not-linked')
  })

  it('shows what was found although the report cannot be made', async () => {
    const stand = new Stand()
    stand.prepare = async () => Promise.reject(new Error('ENOSPC'))
    await stand.start().check({ fresh: true })
    expect(stand.codes()).toContain('account.target-not-linked')
    await eventually(() => expect(stand.log.events).toContain('report-not-prepared'))
  })

  it('makes no report before the move is due', async () => {
    const stand = new Stand()
    stand.moveState = 'InProgress'
    await stand.start().check({ fresh: true })
    expect(stand.prepared).toEqual([])
  })

  it('says that the check broke, and keeps the last result, when the machine throws', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await journey.check()
    Object.defineProperty(stand, 'machine', {
      get: () => {
        throw new Error('a fault')
      },
    })
    await journey.check()
    const { check } = stand.store.getState()
    expect(check.kind).toBe('broken')
    expect(check.kind === 'broken' && check.last?.verdict).toBe('action-needed')
    expect(stand.log.events).toContain('check-unexpected')
  })

  it('hands on why no one could sign in, and nothing of the person who is signed in', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await journey.begin()
    expect(stand.told).toEqual([])
    stand.facts = { kind: 'failed', reason: 'access-blocked', detail: null }
    await journey.check()
    expect(stand.told).toEqual([expect.stringContaining('identity.access-blocked')])
    journey.stop()
  })

  it('takes what was told of one person for no one else, while the endpoint is away', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await journey.check({ fresh: true })
    stand.isAway = true
    stand.facts = bob
    await journey.check()
    expect(stand.store.getState().plan.kind).toBe('unreachable')
    // Without a plan of his own the gate is shut.
    expect(stand.asked.filter((asked) => asked.startsWith('graph'))).toHaveLength(1)
    journey.stop()
  })

  it('asks again where somebody else signs in while the endpoint answers', async () => {
    const stand = new Stand()
    stand.whileAsked = () => {
      stand.whileAsked = () => undefined
      stand.facts = bob
    }
    await stand.start().check({ fresh: true })
    expect(stand.asked.filter((asked) => asked.startsWith('admin'))).toHaveLength(2)
  })

  it('knows a renamed person again without an endpoint, and no one else who has the address', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'landfall-renamed-'))
    const file = path.join(folder, 'known-person.json')
    const restart = async (facts: IdentityFacts, isAway: boolean): Promise<Stand> => {
      const stand = new Stand()
      stand.targetUpn = 'amy.lee@fabrikam.com'
      stand.knownPerson = createKnownPerson(file, stand.log)
      stand.facts = facts
      stand.isAway = isAway
      const journey = stand.start()
      await journey.check({ fresh: true })
      journey.stop()
      return stand
    }
    expect((await restart(stone, true)).codes()).toContain('identity.wrong-account')
    expect((await restart(stone, false)).codes()).not.toContain('identity.wrong-account')
    const again = await restart(stone, true)
    expect(again.codes()).toEqual(['plan.unreachable'])
    expect(again.facts.kind).toBe('signed-in')
    expect((await restart(namesake, true)).codes()).toContain('identity.wrong-account')
    await rm(folder, { recursive: true })
  })

  it('hands on a number that the person read on the page, as it is, to helpdesk and admin', async () => {
    const stand = new Stand()
    stand.facts = { kind: 'failed', reason: 'timed-out', detail: null }
    const journey = stand.start()
    await journey.check()
    await journey.tellNumber(99999)
    const { check } = stand.store.getState()
    const [finding] = check.kind === 'done' ? check.result.findings : []
    expect(finding).toMatchObject({ code: 'identity.refused', evidence: { number: 99999 } })
    expect(stand.told.at(-1)).toBe('identity.refused')
    journey.stop()
  })

  it('forgets the plan with the person', async () => {
    const stand = new Stand()
    const journey = stand.start()
    await journey.check({ fresh: true })
    await journey.signOut()
    expect(stand.store.getState().plan).toEqual({ kind: 'unasked' })
    expect(stand.codes()).toEqual(['identity.signed-out'])
  })
})
