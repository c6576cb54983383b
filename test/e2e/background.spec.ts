import { expect } from '@playwright/test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { _electron, type ElectronApplication } from 'playwright'
import { toRegBytes } from '../../electron/platform/recording/write-reg-file.ts'
import { markerKey } from '../../shared/installation/app-id.ts'
import { leaveValue } from '../../shared/installation/leave-request.ts'
import { parseRegFile } from '../../shared/recording/reg-file.ts'
import { amy, carla } from '../world/people.ts'
import { chromiumSwitches, electronProgram, repositoryFolder } from '../world/running-app.ts'
import type { World } from '../world/world.ts'
import { test, userDataOf } from './landfall-test.ts'

const leaveKey = `HKEY_LOCAL_MACHINE\\${markerKey}`

type Reminders = {
  readonly promisedAt: string | null
  readonly doneAt: string | null
  readonly isOver: boolean
}

const reminders = { startDelaySeconds: 0, quietFrom: '00:00', quietUntil: '00:00' }

async function configure(world: World, change: (config: Record<string, object>) => object): Promise<void> {
  const config = JSON.parse(await readFile(world.configFile, 'utf8')) as Record<string, object>
  await writeFile(world.configFile, JSON.stringify({ ...config, reminders, ...change(config) }))
}

const words = (world: World): string[] => [
  ...chromiumSwitches({ userData: userDataOf(world), switches: world.switches }),
  repositoryFolder,
]

/** What the system does at logon. */
async function logOn(world: World): Promise<ElectronApplication> {
  const env = Object.fromEntries(
    Object.entries(world.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  return await _electron.launch({
    executablePath: electronProgram(),
    args: [...words(world), ...flags(world)],
    env,
    cwd: repositoryFolder,
  })
}

const flags = (world: World): string[] => [
  '--background',
  '--config',
  world.configFile,
  '--machine',
  world.machineFolder,
]

/** What an installer of administrators writes, as `build/installer/leave.nsh` does. */
async function askToLeave(world: World, time: number): Promise<void> {
  const registry = path.join(world.machineFolder, 'registry.reg')
  const parsed = parseRegFile(await readFile(registry))
  const others = parsed.kind === 'parsed' ? parsed.keys.filter(({ path: key }) => key !== leaveKey) : []
  const value = { kind: 'string', text: String(Math.floor(time / 1000)) } as const
  const keys = [...others, { path: leaveKey, values: new Map([[leaveValue, value]]) }]
  await writeFile(`${registry}.new`, toRegBytes(keys))
  await rename(`${registry}.new`, registry)
}

/** Another start, to its end. */
async function run(world: World, ...more: string[]): Promise<number | null> {
  const child = spawn(electronProgram(), [...words(world), ...more], { env: world.env, stdio: 'ignore' })
  const [code] = (await once(child, 'close')) as [number | null]
  return code
}

const file = (world: World, name: string): string => path.join(userDataOf(world), name)

async function readReminders(world: World): Promise<Reminders | null> {
  const text = await readFile(file(world, 'reminders.json'), 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as Reminders)
}

async function readStatusOf(world: World): Promise<{ readonly takenAt: string }> {
  return JSON.parse(await readFile(file(world, 'status.json'), 'utf8')) as { takenAt: string }
}

async function readEvents(world: World): Promise<string[]> {
  const log = await readFile(file(world, 'logs/landfall.log'), 'utf8').catch(() => '')
  if (log === '') return []
  return log
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: string }).event)
}

const countWindows = (app: ElectronApplication): Promise<number> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

async function kill(app: ElectronApplication): Promise<void> {
  const gone = once(app.process(), 'exit')
  app.process().kill('SIGKILL')
  await gone
}

test.describe('the life in the background', () => {
  test('reminds once, keeps its promise across a restart, and opens the window for a link alone', async ({
    world,
  }) => {
    await configure(world, () => ({}))
    const first = await logOn(world)
    await expect.poll(async () => (await readReminders(world))?.promisedAt ?? null).not.toBeNull()
    const promised = (await readReminders(world))?.promisedAt
    expect(Date.parse(promised ?? '') - Date.now()).toBeGreaterThan(23 * 3600_000)
    expect(await countWindows(first)).toBe(0)

    // A second logon start, or a silent one, brings nothing to the front.
    expect(await run(world, ...flags(world))).toBe(0)
    expect(await countWindows(first)).toBe(0)

    expect(await run(world, 'landfall:')).toBe(0)
    const window = await first.firstWindow()
    await window.getByRole('heading', { level: 1, name: 'Sign in with your new address' }).waitFor()
    await window.close()
    expect(await countWindows(first)).toBe(0)
    await kill(first)

    const readTime = async (): Promise<string> => (await readStatusOf(world)).takenAt
    const lookedAt = await readTime()
    const second = await logOn(world)
    await expect.poll(readTime).not.toBe(lookedAt)
    expect((await readReminders(world))?.promisedAt).toBe(promised)
    expect((await readEvents(world)).filter((event) => event === 'reminder-shown')).toHaveLength(1)
    await kill(second)
  })

  test('stays where the move is another one, Landfall is too old, or there is no configuration yet', async ({
    world,
  }) => {
    const config = await readFile(world.configFile, 'utf8')
    await rm(world.configFile)
    // Without a configuration no one has shortened the delay after logon: what says so is looked at later in the same run.
    const app = await logOn(world)
    await expect.poll(() => readEvents(world)).toEqual(['background-started'])
    expect(await countWindows(app)).toBe(0)
    await kill(app)

    await writeFile(world.configFile, config)
    const other = (last: number) => ({ tenantId: `99999999-9999-4999-8999-99999999999${last}` })
    await configure(world, ({ source, target }) => ({
      source: { ...source, ...other(1) },
      target: { ...target, ...other(2) },
    }))
    const outside = await logOn(world)
    await expect.poll(async () => (await readEvents(world)).at(-1)).toBe('background-waits')
    expect(await readReminders(world)).toBeNull()
    expect(await readStatusOf(world)).toMatchObject({ verdict: 'not-in-wave', exitCode: 0, findings: [] })
    // Policy and accounts come later than the first second: what it said is not final.
    await writeFile(world.configFile, config)
    await configure(world, () => ({}))
    expect(await run(world, ...flags(world), '--now')).toBe(0)
    await expect.poll(() => readStatusOf(world)).toMatchObject({ verdict: 'action-needed' })
    await kill(outside)
    await rm(file(world, 'reminders.json'), { force: true })

    await writeFile(world.configFile, config)
    await configure(world, () => ({ updates: { minimumVersion: '9999.0' } }))
    const old = await logOn(world)
    await expect
      .poll(async () => (await readEvents(world)).filter((event) => event === 'background-waits'))
      .toHaveLength(2)
    expect(await readReminders(world)).toBeNull()
    expect(await readStatusOf(world)).toMatchObject({ verdict: 'outdated', exitCode: 15 })
    await kill(old)
    await writeFile(world.configFile, config)
  })

  test('wakes after weeks of sleep, finds the account that came meanwhile, and reminds', async ({
    world,
  }) => {
    await configure(world, () => ({}))
    const registry = path.join(world.machineFolder, 'registry.reg')
    const linked = await readFile(registry)
    // At the first look after the logon OneDrive has not been set up yet.
    await writeFile(registry, 'Windows Registry Editor Version 5.00\r\n\r\n')
    const app = await logOn(world)
    await expect.poll(async () => (await readEvents(world)).at(-1)).toBe('background-waits')
    expect(await readStatusOf(world)).toMatchObject({ verdict: 'not-in-wave' })
    expect(await readReminders(world)).toBeNull()
    await writeFile(registry, linked)
    // Timers stand still while a computer sleeps; then the clock is another one.
    await app.evaluate(({ powerMonitor }) => {
      const now = Date.now
      Date.now = () => now() + 20 * 24 * 3600_000
      powerMonitor.emit('resume')
    })
    await expect.poll(async () => (await readReminders(world))?.promisedAt ?? null).not.toBeNull()
    expect(await readStatusOf(world)).toMatchObject({ verdict: 'action-needed' })
    // The promise is on disk before the reminder is shown.
    await expect.poll(() => readEvents(world)).toContain('reminder-shown')
    await kill(app)
  })

  test('looks again where the clock was a year ahead at logon and is put right', async ({ world }) => {
    await configure(world, () => ({}))
    const registry = path.join(world.machineFolder, 'registry.reg')
    const linked = await readFile(registry)
    await writeFile(registry, 'Windows Registry Editor Version 5.00\r\n\r\n')
    const app = await logOn(world)
    await expect.poll(async () => (await readEvents(world)).at(-1)).toBe('background-waits')
    await writeFile(registry, linked)
    await app.evaluate(({ powerMonitor }) => {
      const now = Date.now
      Date.now = () => now() - 365 * 24 * 3600_000
      powerMonitor.emit('resume')
    })
    await expect.poll(() => readStatusOf(world)).toMatchObject({ verdict: 'action-needed' })
    await kill(app)
  })

  test('looks at once for a remediation: without the delay after logon, and again where one runs already', async ({
    world,
  }) => {
    await configure(world, () => ({ reminders: { ...reminders, startDelaySeconds: 3600 } }))
    const app = await logOn(world)
    await expect.poll(() => readEvents(world)).toEqual(['background-started'])
    const begun = Date.now()
    expect(await run(world, ...flags(world), '--now')).toBe(0)
    const readTime = (): Promise<number> =>
      readStatusOf(world).then(
        ({ takenAt }) => Date.parse(takenAt),
        () => 0,
      )
    await expect.poll(readTime).toBeGreaterThan(begun)
    const first = await readTime()
    expect(await run(world, ...flags(world), '--now')).toBe(0)
    await expect.poll(readTime).toBeGreaterThan(first)
    await kill(app)
  })

  test('leaves for an installer, and for no sign that one has left behind', async ({ world }) => {
    await configure(world, () => ({}))
    const app = await logOn(world)
    const program = app.process()
    await expect.poll(async () => (await readReminders(world))?.promisedAt ?? null).not.toBeNull()
    const anHourAgo = Date.now() - 3600_000
    await askToLeave(world, anHourAgo)
    expect(await run(world, ...flags(world), '--now')).toBe(0)
    expect(program.exitCode).toBeNull()
    await askToLeave(world, Date.now())
    await expect.poll(() => program.exitCode).toBe(0)
    expect((await readEvents(world)).at(-1)).toBe('background-ended')
  })

  test('leaves where a window is open that waits for its person, and closes that first', async ({
    world,
  }) => {
    await configure(world, () => ({}))
    const app = await logOn(world)
    const program = app.process()
    await expect.poll(async () => (await readReminders(world))?.promisedAt ?? null).not.toBeNull()
    expect(await run(world, 'landfall:')).toBe(0)
    const window = await app.firstWindow()
    await window.getByRole('heading', { level: 1, name: 'Sign in with your new address' }).waitFor()
    await askToLeave(world, Date.now())
    await expect.poll(() => program.exitCode).toBe(0)
    expect((await readEvents(world)).slice(-2)).toEqual(['window-left', 'background-ended'])
  })

  test('leaves at once where SYSTEM starts it', async ({ world }) => {
    await configure(world, () => ({}))
    // What SYSTEM finds is no one's.
    const machineFile = path.join(world.machineFolder, 'machine.json')
    const machine = JSON.parse(await readFile(machineFile, 'utf8')) as { user: object }
    const user = { ...machine.user, sid: 'S-1-5-18', session: 0 }
    await writeFile(machineFile, JSON.stringify({ ...machine, user }))
    expect(await run(world, ...flags(world))).toBe(21)
    expect(await readReminders(world)).toBeNull()
  })
})

test.describe('before the move', () => {
  test.use({ worldOptions: { person: carla, isPersonConfigured: false, machine: 'everything-left-to-do' } })

  test('hears when the move has arrived, and reminds at once', async ({ world, start }) => {
    await configure(world, () => ({}))
    const { app, person } = await start()
    await person.signsInAs(carla.target)
    await person.reads('Your move to Fabrikam is not finished yet')
    await app.close()
    await expect.poll(() => world.admin.waiting()).toBe(0)

    const waiting = await logOn(world)
    await expect.poll(() => world.admin.waiting()).toBe(1)
    expect(await readEvents(world)).not.toContain('reminder-shown')
    await world.admin.importStates({ [carla.source.upn]: 'Success' })
    await expect.poll(() => readEvents(world)).toContain('reminder-shown')
    await expect.poll(() => world.admin.waiting()).toBe(0)
    await kill(waiting)
  })
})

test.describe('after the move', () => {
  test.use({ worldOptions: { machine: 'switched-and-clean' } })

  test.beforeEach('the person is done and has closed the window', async ({ world, start }) => {
    await configure(world, () => ({}))
    const { app, person } = await start()
    await person.signsInAs(amy.target)
    await person.reads('Everything we checked is in order')
    await person.presses('Send report')
    await person.reads('You are done')
    await app.close()
  })

  test('says that all is done, where no window has shown it', async ({ world }) => {
    const told = async (): Promise<number> =>
      (await readEvents(world)).filter((event) => event === 'done-shown').length

    const seen = await logOn(world)
    await expect.poll(async () => (await readReminders(world))?.doneAt ?? null).not.toBeNull()
    await kill(seen)
    expect(await told()).toBe(0)

    // As if files had still been on their way when the window was closed.
    await rm(file(world, 'reminders.json'))
    const status = JSON.parse(await readFile(file(world, 'status.json'), 'utf8')) as object
    await writeFile(file(world, 'status.json'), JSON.stringify({ ...status, verdict: 'action-needed' }))
    const unseen = await logOn(world)
    await expect.poll(told).toBe(1)
    await kill(unseen)
  })

  test('looks a last time after a week, ends, and does not start again', async ({ world }) => {
    const watching = await logOn(world)
    await expect.poll(async () => (await readReminders(world))?.doneAt ?? null).not.toBeNull()
    expect(await countWindows(watching)).toBe(0)
    await kill(watching)
    expect((await readReminders(world))?.isOver).toBe(false)

    const remembered = JSON.parse(await readFile(file(world, 'reminders.json'), 'utf8')) as object
    const aWeekAgo = new Date(Date.now() - 8 * 24 * 3600_000).toISOString()
    await writeFile(file(world, 'reminders.json'), JSON.stringify({ ...remembered, doneAt: aWeekAgo }))
    expect(await run(world, ...flags(world))).toBe(0)
    expect((await readReminders(world))?.isOver).toBe(true)
    expect(await run(world, ...flags(world))).toBe(0)
    expect((await readEvents(world)).slice(-2)).toEqual(['background-ended', 'background-left'])
    expect(await readEvents(world)).not.toContain('reminder-shown')
  })
})
