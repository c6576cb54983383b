import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDriveService, type DriveService } from '../../../../electron/graph/drive-service.ts'
import { createFirstSeen } from '../../../../electron/plan/first-seen.ts'
import type { SignInFailure } from '../../../../shared/checks/failed-sign-in.ts'
import type { GraphRefusal } from '../../../world/graph/graph.ts'
import { graphRefusals } from '../../../world/graph/refusals.ts'
import { knowing } from '../rescue/known-plan.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

const minute = 60_000

describe('createDriveService', () => {
  let asked: number
  let due: number
  let answer: GraphRefusal | null
  /** Why there is no token; null where there is one. */
  let shut: SignInFailure | null
  let doneSince: Date
  let service: DriveService
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-20T09:00:00Z') })
    asked = 0
    due = 0
    answer = graphRefusals.mysiteNotFound
    shut = null
    doneSince = new Date()
    service = createDriveService({
      session: {
        ask: async () => {
          asked += 1
          if (shut !== null) return { kind: 'sign-in-needed', reason: shut }
          const { status, code, text, headers } = {
            headers: {},
            ...(answer ?? { status: 200, code: '', text: '' }),
          }
          const body =
            answer === null ? { webUrl: 'https://f-my.sharepoint.com/p' } : { error: { code, message: text } }
          return { kind: 'answered', response: new Response(JSON.stringify(body), { status, headers }) }
        },
      },
      doneSince: async () => doneSince,
      onDue: () => (due += 1),
      now: () => new Date(),
    })
  })
  afterEach(() => {
    service.stop()
    vi.useRealTimers()
  })
  const ask = (isWished = false) => service.ask(knowing('Success'), isWished)

  it('looks again at growing gaps for a drive that is not visible yet, and not more often', async () => {
    const gaps: number[] = []
    for (let times = 0; times < 4; times += 1) {
      const start = Date.now()
      await ask()
      await ask()
      while (due === times) await vi.advanceTimersByTimeAsync(minute)
      gaps.push((Date.now() - start) / minute)
    }
    expect(gaps).toEqual([1, 2, 4, 8])
    expect(asked).toBe(4)
  })

  it('asks at once when the person wishes it', async () => {
    await ask()
    answer = null
    expect(await ask(true)).toMatchObject({ kind: 'drive' })
  })

  it('never asks before the time that Graph has named, also where the person asks for it', async () => {
    answer = graphRefusals.busy
    const first = await ask()
    expect(first).toMatchObject({ trouble: 'busy', askedAgainAt: '2026-11-20T09:10:00.000Z' })
    expect(await ask(true)).toEqual(first)
    expect(asked).toBe(1)
    await vi.advanceTimersByTimeAsync(10 * minute)
    expect(due).toBe(1)
    answer = null
    expect(await ask()).toMatchObject({ kind: 'drive' })
  })

  it('looks again by itself for a consent that somebody else gives, and not for a step of the person’s', async () => {
    shut = 'consent-required'
    await ask()
    await vi.advanceTimersByTimeAsync(minute)
    expect([due, service.isDue()]).toEqual([1, true])
    shut = null
    answer = null
    expect(await ask()).toMatchObject({ kind: 'drive' })
    expect(service.isDue()).toBe(false)
    shut = 'not-known-yet'
    await ask(true)
    expect(service.isDue()).toBe(false)
    await vi.advanceTimersByTimeAsync(minute)
    expect(service.isDue()).toBe(true)
    shut = 'interaction-required'
    await ask()
    await vi.advanceTimersByTimeAsync(24 * 60 * minute)
    expect(due).toBe(2)
  })

  it('is due when Graph said, not before', async () => {
    answer = graphRefusals.busy
    await ask()
    await vi.advanceTimersByTimeAsync(10 * minute - 1)
    expect(service.isDue()).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(service.isDue()).toBe(true)
  })

  it('asks nothing any more once the move is taken back', async () => {
    await ask()
    expect(await service.ask(knowing('InProgress'), true)).toEqual({ kind: 'not-asked' })
    await vi.advanceTimersByTimeAsync(60 * minute)
    expect([asked, due]).toEqual([1, 0])
  })

  it('names both causes after a day, and still looks again', async () => {
    await ask()
    await vi.advanceTimersByTimeAsync(24 * 60 * minute)
    expect(await ask()).toEqual({ kind: 'missing' })
    const before = due
    await vi.advanceTimersByTimeAsync(60 * minute)
    expect(due).toBe(before + 1)
  })
})

describe('createFirstSeen', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-first-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const nine = new Date('2026-11-20T09:00:00Z')
  const ten = new Date('2026-11-20T10:00:00Z')

  it('remembers over a restart since when each person’s move is done, and writes no id down', async () => {
    const file = path.join(folder, 'first-success.json')
    const open = () => createFirstSeen(file, createQuietLog())
    expect(await open().since('tenant.amy', nine)).toEqual(nine)
    expect(await open().since('tenant.amy', ten)).toEqual(nine)
    expect(await open().since('tenant.bob', ten)).toEqual(ten)
    expect(await readFile(file, 'utf8')).not.toMatch(/amy|bob/)
  })

  it('begins the day again where the file is damaged, or of the future', async () => {
    const file = path.join(folder, 'first-success.json')
    await writeFile(file, '{"x":')
    const seen = createFirstSeen(file, createQuietLog())
    expect(await seen.since('tenant.amy', ten)).toEqual(ten)
    expect(await seen.since('tenant.amy', nine)).toEqual(nine)
  })
})
