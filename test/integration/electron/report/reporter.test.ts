import { mkdir, mkdtemp, readdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOutbox } from '../../../../electron/report/outbox.ts'
import { createReporter, retryDelay, type Reporter } from '../../../../electron/report/reporter.ts'
import type { Answer } from '../../../../electron/session/session.ts'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import type { ReportState } from '../../../../shared/window/state.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

let folder: string
let reporters: Reporter[]
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-report-'))
  reporters = []
})
afterEach(async () => {
  for (const reporter of reporters) reporter.stop()
  await rm(folder, { recursive: true, force: true })
})

const check: CheckResult = {
  formatVersion: 1,
  app: { name: 'Landfall', version: '1.2.3' },
  takenAt: '2026-11-20T09:00:00Z',
  machine: { platform: 'windows', osVersion: '10.0.26100', recorded: false },
  scope: 'full',
  phase: 'switch',
  verdict: 'done',
  steps: [{ id: 'account', outcome: 'pass' }],
  findings: [],
  supportCode: '0123456789',
  exitCode: 0,
}

type Endpoint = {
  ask: (service: string, path: string, init?: RequestInit) => Promise<Answer>
  bodies: string[]
}

/** An endpoint that gives the prepared answers in turn; receipts repeat for the same id. */
function endpointGiving(...answers: (number | 'offline')[]): Endpoint {
  const bodies: string[] = []
  return {
    bodies,
    ask: async (_service, where, init) => {
      const next = answers.shift() ?? 200
      if (next === 'offline') return { kind: 'unreachable', code: 'ECONNREFUSED' }
      bodies.push(typeof init?.body === 'string' ? init.body : '')
      const receipt = {
        reportId: where.split('/').at(-1),
        receipt: 'R-7K3QF2',
        receivedAt: '2026-11-20T09:01:00Z',
      }
      const refusal = { error: { code: 'plan.not-in-map', message: 'nobody' } }
      return {
        kind: 'answered',
        response: new Response(JSON.stringify(next === 200 ? receipt : refusal), { status: next }),
      }
    },
  }
}

function reporterFor(endpoint: Endpoint, delay = 3_600_000, computer = '') {
  const states: ReportState[] = []
  const reporter = createReporter({
    outbox: createOutbox(path.join(folder, 'outbox'), createQuietLog()),
    installationFile: path.join(folder, computer, 'installation.json'),
    session: endpoint,
    show: (state) => states.push(state),
    log: createQuietLog(),
    hasCounts: true,
    retryDelay: () => delay,
  })
  reporters.push(reporter)
  return { reporter, states, kinds: () => states.map(({ kind }) => kind) }
}

const waitingFiles = async (): Promise<string[]> =>
  (await readdir(path.join(folder, 'outbox'))).filter((name) => name.endsWith('.json'))

describe('createReporter', () => {
  it('sends exactly what the person saw', async () => {
    const endpoint = endpointGiving(200)
    const { reporter, states, kinds } = reporterFor(endpoint)
    await reporter.prepare(check)
    await reporter.submit()
    expect(kinds()).toEqual(['ready', 'sending', 'sending', 'delivered'])
    const [ready] = states
    expect(ready?.kind === 'ready' && ready.json).toBe(endpoint.bodies[0])
    expect(await waitingFiles()).toEqual([])
  })

  it('tells of each computer of a person, also where their outbox roams between them', async () => {
    const away = reporterFor(endpointGiving('offline'), 3_600_000, 'one')
    await away.reporter.prepare(check)
    await away.reporter.submit()
    expect(await waitingFiles()).toHaveLength(1)
    const endpoint = endpointGiving(200, 200)
    const { reporter } = reporterFor(endpoint, 3_600_000, 'two')
    // What waits of the other computer goes first, says the same, and is no report of this one.
    await reporter.flush()
    await reporter.prepare(check)
    await reporter.submit()
    expect(await waitingFiles()).toEqual([])
    const devices = endpoint.bodies.map((body) => (JSON.parse(body) as { deviceId: string }).deviceId)
    expect([devices.length, new Set(devices).size]).toEqual([2, 2])
    // The last receipt is of this one; the other says its own again.
    const again = reporterFor(endpointGiving(200), 3_600_000, 'one')
    await again.reporter.prepare(check)
    expect(again.kinds()).toEqual(['ready'])
  })

  it('has the report on disk before the wire is asked', async () => {
    const seen: string[][] = []
    const endpoint = endpointGiving('offline')
    const { reporter } = reporterFor({
      ...endpoint,
      ask: async (...args) => {
        seen.push(await waitingFiles())
        return endpoint.ask(...args)
      },
    })
    await reporter.prepare(check)
    await reporter.submit()
    expect(seen).toHaveLength(1)
    expect(seen[0]).toHaveLength(1)
  })

  it('keeps the report while offline, and sends that one after a restart', async () => {
    const first = reporterFor(endpointGiving('offline'))
    await first.reporter.prepare(check)
    await first.reporter.submit()
    expect(first.states.at(-1)).toMatchObject({ kind: 'queued', reason: 'offline' })

    const endpoint = endpointGiving(200)
    const second = reporterFor(endpoint)
    await second.reporter.flush()
    expect(second.states.at(-1)).toMatchObject({ kind: 'delivered', receipt: 'R-7K3QF2' })
    const queued = first.states.at(-1)
    expect(queued?.kind === 'queued' && queued.json).toBe(endpoint.bodies[0])
  })

  it('tries again by itself when the endpoint is back', async () => {
    const { reporter, states } = reporterFor(endpointGiving('offline', 503, 200), 1)
    await reporter.prepare(check)
    await reporter.submit()
    await expect.poll(() => states.at(-1)?.kind).toBe('delivered')
    // It is shown before it is written down.
    await reporter.flush()
  })

  it('does not try again after a refusal, and keeps what was refused for support', async () => {
    const endpoint = endpointGiving(403, 200)
    const { reporter, states } = reporterFor(endpoint, 1)
    await reporter.prepare(check)
    await reporter.submit()
    await reporter.flush()
    await reporter.prepare(check)
    expect(states.at(-1)).toMatchObject({ kind: 'refused', code: 'plan.not-in-map' })
    expect(endpoint.bodies).toHaveLength(1)
    expect((await readdir(path.join(folder, 'outbox'))).some((name) => name.endsWith('.refused'))).toBe(true)
  })

  it('shows the receipt again after a restart instead of asking for a second report', async () => {
    const first = reporterFor(endpointGiving(200))
    await first.reporter.prepare(check)
    await first.reporter.submit()
    const second = reporterFor(endpointGiving())
    await second.reporter.prepare({ ...check, takenAt: '2026-11-21T09:00:00Z' })
    expect(second.states).toEqual([first.states.at(-1)])
  })

  it('has something new to say when the verdict changes, with the next sequence number', async () => {
    const { reporter, states } = reporterFor(endpointGiving(200))
    await reporter.prepare({ ...check, verdict: 'blocked' })
    await reporter.submit()
    await reporter.prepare(check)
    const last = states.at(-1)
    expect(last?.kind).toBe('ready')
    expect(last?.kind === 'ready' && (JSON.parse(last.json) as { sequence: number }).sequence).toBe(2)
  })

  it('offers no second draft of what is on its way to the disk', async () => {
    const endpoint = endpointGiving(200, 200)
    const { reporter, kinds } = reporterFor(endpoint)
    await reporter.prepare(check)
    await Promise.all([reporter.submit(), reporter.prepare(check)])
    await reporter.submit()
    expect(kinds().filter((kind) => kind === 'ready')).toHaveLength(1)
    expect(endpoint.bodies).toHaveLength(1)
  })

  it('offers what has changed while the last report was on its way', async () => {
    const endpoint = endpointGiving(200)
    const changes: (() => Promise<void>)[] = []
    const { reporter, kinds } = reporterFor({
      ...endpoint,
      ask: async (...args) => {
        await changes.shift()?.()
        return endpoint.ask(...args)
      },
    })
    await reporter.prepare({ ...check, verdict: 'blocked' })
    changes.push(() => reporter.prepare(check))
    await reporter.submit()
    expect(kinds().slice(-2)).toEqual(['delivered', 'ready'])
  })

  it('says that nothing was sent when it cannot be put on disk, and sends when it can', async () => {
    const endpoint = endpointGiving(200)
    const { reporter, kinds } = reporterFor(endpoint)
    await reporter.prepare(check)
    const outbox = path.join(folder, 'outbox')
    await writeFile(outbox, 'in the way')
    await reporter.submit()
    expect(kinds()).toEqual(['ready', 'sending', 'unsaved'])
    expect(endpoint.bodies).toEqual([])
    await rm(outbox)
    await reporter.submit()
    expect(kinds().slice(3)).toEqual(['sending', 'sending', 'delivered'])
  })

  it('shows a receipt that cannot be put on disk, and repeats the same report later', async () => {
    const endpoint = endpointGiving(200, 200)
    const { reporter, states } = reporterFor(endpoint)
    await reporter.prepare(check)
    const inTheWay = path.join(folder, 'outbox', 'delivered.receipt')
    await mkdir(inTheWay, { recursive: true })
    await reporter.submit()
    expect(states.at(-1)).toMatchObject({ kind: 'delivered', receipt: 'R-7K3QF2' })
    await rmdir(inTheWay)
    await reporter.flush()
    expect(new Set(endpoint.bodies).size).toBe(1)
    expect(endpoint.bodies).toHaveLength(2)
    expect((await readdir(path.join(folder, 'outbox'))).toSorted()).toEqual(['delivered.receipt'])
  })

  it('takes an answer without a receipt for somebody else, and keeps the report', async () => {
    const { reporter, states } = reporterFor({
      bodies: [],
      ask: async () => ({ kind: 'answered', response: new Response('<html>Sign in to the Wi-Fi</html>') }),
    })
    await reporter.prepare(check)
    await reporter.submit()
    expect(states.at(-1)).toMatchObject({ kind: 'queued', reason: 'endpoint-unavailable' })
  })
})

describe('retryDelay', () => {
  it('grows, and never beyond five minutes', () => {
    for (let tries = 1; tries <= 30; tries += 1) {
      const longest = Math.min(5_000 * 2 ** (tries - 1), 300_000)
      expect(retryDelay(tries)).toBeGreaterThanOrEqual(longest / 2)
      expect(retryDelay(tries)).toBeLessThanOrEqual(longest)
    }
  })
})
