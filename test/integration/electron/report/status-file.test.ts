import fc from 'fast-check'
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommandLine } from '../../../../electron/cli/run-command-line.ts'
import { keepStatus, readStatus, writeStatus } from '../../../../electron/report/status-file.ts'
import { createAppStore } from '../../../../electron/context/store.ts'
import { adminEventIds, toAdminEvent, type AdminEvent } from '../../../../shared/outputs/admin-event.ts'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import { judgeMachine } from '../../../../shared/checks/index.ts'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'
import type { MachineFacts } from '../../../../shared/facts/machine.ts'
import { needOf } from '../../../../shared/outputs/reminders.ts'
import {
  isRest,
  parseStatus,
  statusName,
  toRestStatus,
  toStatus,
  type Status,
} from '../../../../shared/outputs/status.ts'
import { configOf, machineOf, oldAccount, read, readAt } from '../../../unit/shared/cast.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-status-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function checkOf(facts: Partial<MachineFacts> = {}): CheckResult {
  const config = configOf({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' })
  return judgeMachine({
    app: { name: 'Landfall', version: '0.1.0' },
    takenAt: readAt,
    config,
    direction: 'forward',
    knowledge: knowledgeFromConfig(config, 'forward', readAt),
    machine: machineOf(facts),
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    links: { kind: 'not-asked' },
    report: { kind: 'none' },
    scope: 'local',
    look: { roots: [], missing: 'not-recorded' },
    scan: read(createScanTally(true).result()),
    rescue: null,
  })
}

async function ask(json = false, platform: NodeJS.Platform = 'linux') {
  let [stdout, stderr] = ['', '']
  const code = await runCommandLine(
    { kind: 'status', json },
    {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
      platform,
      userData: folder,
    },
  )
  return { code, stdout, stderr }
}

const put = (content: string): Promise<void> => writeFile(path.join(folder, statusName), content)

describe('keepStatus', () => {
  it('writes the result of each check, and that its report has arrived, and leaves no half file', async () => {
    const file = path.join(folder, statusName)
    const configuration = { kind: 'refused', path: 'x', problems: [] } as const
    const store = createAppStore({ app: { name: 'Landfall', version: '0.1.0' }, configuration })
    const told: AdminEvent[] = []
    const written = keepStatus(store, file, createQuietLog(), async (event) => void told.push(event))
    store.setState({ check: { kind: 'running', last: null } })
    await written()
    expect(await readStatus(file)).toBeNull()

    store.setState({ check: { kind: 'done', result: checkOf({ accounts: read([oldAccount]) }) } })
    await written()
    expect(await readStatus(file)).toMatchObject({ exitCode: 10, openSteps: ['account', 'old-account'] })

    store.setState({ check: { kind: 'done', result: checkOf() } })
    store.setState({ report: { kind: 'queued', json: '{}', reason: 'offline' } })
    await written()
    expect(await readStatus(file)).toMatchObject({ exitCode: 12, report: 'queued' })

    store.setState({ report: { kind: 'delivered', json: '{}', receipt: 'R', receivedAt: readAt } })
    await written()
    expect(await readStatus(file)).toMatchObject({ exitCode: 0, verdict: 'done' })
    expect(await readdir(folder)).toEqual([statusName])
    expect(told.map(({ id, level }) => [id, level])).toEqual([
      [adminEventIds.stuck, 'warning'],
      [adminEventIds.done, 'information'],
      [adminEventIds.done, 'information'],
    ])
  })

  it('tells an admin once of what comes out the same after a restart, and nothing personal', async () => {
    const file = path.join(folder, statusName)
    const told: AdminEvent[] = []
    for (const accounts of [read([oldAccount]), read([oldAccount])]) {
      const configuration = { kind: 'refused', path: 'x', problems: [] } as const
      const store = createAppStore({ app: { name: 'Landfall', version: '0.1.0' }, configuration })
      const written = keepStatus(store, file, createQuietLog(), async (event) => void told.push(event))
      store.setState({ check: { kind: 'done', result: checkOf({ accounts }) } })
      await written()
    }
    expect(told.map(({ text }) => text)).toEqual([
      'Landfall 0.1.0: action-needed, exit code 10. Findings: account.target-not-linked, old-account.linked.',
    ])
  })

  it('names the computer, and is none on another one of the person', async () => {
    const file = path.join(folder, statusName)
    const told: AdminEvent[] = []
    for (const computer of ['a1', 'b2']) {
      const configuration = { kind: 'refused', path: 'x', problems: [] } as const
      const store = createAppStore({ app: { name: 'Landfall', version: '0.1.0' }, configuration })
      const tell = async (event: AdminEvent): Promise<void> => void told.push(event)
      const written = keepStatus(store, file, createQuietLog(), tell, async () => computer)
      store.setState({ check: { kind: 'done', result: checkOf({ accounts: read([oldAccount]) }) } })
      await written()
    }
    expect(told).toHaveLength(2)
    expect(await readStatus(file, 'b2')).toMatchObject({ exitCode: 10, computer: 'b2' })
    expect(await readStatus(file, 'a1')).toBeNull()
    expect((await ask(true)).stdout).toBe('null\n')
  })

  it('holds codes and nothing personal', async () => {
    await put(JSON.stringify(toStatus(checkOf({ accounts: read([oldAccount]) }), 'none')))
    expect(await readFile(path.join(folder, statusName), 'utf8')).not.toMatch(/amy|contoso|fabrikam|Users/i)
  })
})

describe('--status', () => {
  it('answers with the exit code of the last check, in words or as it was written', async () => {
    const status = toStatus(checkOf({ accounts: read([oldAccount]) }), 'none')
    await put(JSON.stringify(status))
    const { code, stdout } = await ask()
    expect(code).toBe(10)
    expect(stdout).toContain('account.target-not-linked, old-account.linked')
    expect(stdout).toMatch(/Support code \S{5}-\S{5} {3}exit code 10/)
    expect(JSON.parse((await ask(true)).stdout)).toEqual(status)
  })

  it('says where there has been no check that no one can check here', async () => {
    expect(await ask(true)).toMatchObject({ code: 21, stdout: 'null\n' })
  })

  it('answers in plain Node without loading what looks at a computer', async () => {
    await put(JSON.stringify(toStatus(checkOf(), 'none')))
    const program = path.resolve(import.meta.dirname, '../../../../electron/cli/run-command-line.ts')
    const list = `
      import { registerHooks } from 'node:module'
      registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) })
    `
    const hooks = `data:text/javascript,${encodeURIComponent(list)}`
    const home = path.join(folder, 'home')
    await mkdir(path.join(home, 'Landfall'), { recursive: true })
    await rename(path.join(folder, statusName), path.join(home, 'Landfall', statusName))
    const args = ['--import', hooks, program, '--status']
    const env = { ...process.env, XDG_CONFIG_HOME: home, HOME: home, APPDATA: home }
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
    expect([status, stderr]).toEqual([0, expect.stringContaining('status-text.ts')])
    expect(stderr).not.toMatch(/\/command-line\.ts|\/zod\//)
  })
})

describe('parseStatus', () => {
  it('takes back what was written, whatever was found', () => {
    const status = toStatus(checkOf({ accounts: read([oldAccount]) }), 'queued')
    expect(parseStatus(JSON.parse(JSON.stringify(status)))).toEqual(status)
  })

  it('takes nothing else for a status, and never throws', () => {
    const status = toStatus(checkOf(), 'none') as unknown as Record<string, unknown>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseStatus(value)).toBeNull()
      }),
    )
    const wrong = fc.jsonValue().filter((value) => typeof value !== 'string' && typeof value !== 'number')
    fc.assert(
      fc.property(
        fc.constantFrom('formatVersion', 'takenAt', 'phase', 'verdict', 'supportCode', 'exitCode'),
        wrong,
        (name, value) => {
          expect(parseStatus({ ...status, [name]: value })).toBeNull()
        },
      ),
    )
  })
})

describe('a status of a start that looked at nothing else', () => {
  const app = { name: 'Landfall', version: '0.1.0' }

  it.each([
    ['not-in-wave', 0, 'none'],
    ['outdated', 15, 'others'],
  ] as const)('says %s with exit code %d, and is no event', async (reason, exitCode, need) => {
    const log = createQuietLog()
    const file = path.join(folder, statusName)
    await writeStatus(file, toRestStatus(reason, app, readAt, null), log)
    const status = await readStatus(file)
    expect(status).toMatchObject({ verdict: reason, exitCode, findings: [], takenAt: readAt })
    if (status === null) return
    expect([isRest(status), needOf(status), toAdminEvent(status)]).toEqual([true, need, null])
    const { code, stdout } = await ask()
    expect(code).toBe(exitCode)
    expect(stdout).not.toContain('Support code')
  })

  const looked = (verdict: Status['verdict'], exitCode: number): Status => ({
    ...toStatus(checkOf(), 'none'),
    verdict,
    exitCode,
  })
  const rest = (reason: 'not-in-wave' | 'outdated', before: Status | null): Status =>
    toRestStatus(reason, app, readAt, before)

  it.each([
    ['nothing was ever known', null],
    ['all was done', looked('done', 0)],
    ['it was outside the wave before', rest('not-in-wave', null)],
    ['Landfall was too old before, and nothing was left', rest('outdated', null)],
    ['Landfall was too old before, and all was done', rest('outdated', looked('done', 0))],
  ])('says that the person is not in the wave, with neither OneDrive linked, where %s', (_world, before) => {
    expect(rest('not-in-wave', before)).toMatchObject({ verdict: 'not-in-wave', exitCode: 0 })
  })

  it.each([
    ['the person has something left to do', looked('action-needed', 10)],
    ['files are not uploaded', looked('action-needed', 14)],
    ['a report still waits', looked('done', 12)],
    ['the last look could not tell', looked('unknown', 15)],
  ])('keeps what was left, with neither OneDrive linked, where %s', async (_world, before) => {
    expect(rest('not-in-wave', before)).toEqual(before)
    // An old Landfall in between, once and twice, and its file read again.
    const log = createQuietLog()
    const file = path.join(folder, statusName)
    await writeStatus(file, rest('outdated', rest('outdated', before)), log)
    const old = await readStatus(file)
    expect(old).toMatchObject({ verdict: 'outdated', exitCode: 15, openSteps: [], findings: [] })
    expect(rest('not-in-wave', old)).toEqual(before)
  })

  it.each([null, 'text', { verdict: 'done' }, rest('outdated', looked('action-needed', 10))])(
    'is not believed with %j for what was left',
    (left) => {
      expect(parseStatus({ ...rest('outdated', null), left })).toBeNull()
    },
  )
})
