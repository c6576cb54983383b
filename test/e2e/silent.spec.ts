import { expect } from '@playwright/test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Status } from '../../shared/outputs/status.ts'
import { amy } from '../world/people.ts'
import { chromiumSwitches, electronProgram, repositoryFolder } from '../world/running-app.ts'
import type { World } from '../world/world.ts'
import { test, userDataOf } from './landfall-test.ts'

test.use({ worldOptions: { machine: 'switched-and-clean' } })

/** A start of the app beside the test, to its end. Linux keeps eight bits of its exit code. */
async function run(world: World, flag: '--silent' | '--status') {
  const places = ['--config', world.configFile, '--machine', world.machineFolder]
  const words = [
    ...chromiumSwitches({ userData: userDataOf(world), switches: world.switches }),
    repositoryFolder,
    ...(flag === '--status' ? [flag, '--json'] : [flag, ...places]),
  ]
  const child = spawn(electronProgram(), words, { env: world.env })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

async function configure(world: World, more: object): Promise<void> {
  const config = JSON.parse(await readFile(world.configFile, 'utf8')) as object
  await writeFile(world.configFile, JSON.stringify({ ...config, ...more }))
}

const statusFile = (world: World): string => path.join(userDataOf(world), 'status.json')
const readStatus = async (world: World): Promise<Status> =>
  JSON.parse(await readFile(statusFile(world), 'utf8')) as Status

test.describe('--silent', () => {
  test('asks no one, and leaves what it found for --status', async ({ world }) => {
    expect(await run(world, '--silent')).toMatchObject({ code: 10 })
    expect(world.openedUrls.count()).toBe(0)
    expect(await readStatus(world)).toMatchObject({ exitCode: 10, findings: ['identity.signed-out'] })
    expect(await world.admin.reports()).toEqual([])
  })

  test('signs in as the person did last, and sends a first report only where the organisation says so', async ({
    world,
    start,
  }) => {
    const { app, person } = await start()
    await person.signsInAs(amy.target)
    await person.reads('Everything we checked is in order')

    // While the window is there, another start leaves everything to it: 1618.
    expect(await run(world, '--silent')).toMatchObject({ code: 1618 & 0xff })
    await app.close()

    expect(await run(world, '--silent')).toMatchObject({ code: 0 })
    expect(await readStatus(world)).toMatchObject({ verdict: 'done', report: 'ready', exitCode: 0 })
    expect(await world.admin.reports()).toEqual([])

    await configure(world, { reports: { automatic: true } })
    expect(await run(world, '--silent')).toMatchObject({ code: 0 })
    expect(await readStatus(world)).toMatchObject({ report: 'delivered' })
    expect(await world.admin.reports()).toHaveLength(1)
    expect(world.openedUrls.count()).toBe(1)
  })

  test('does nothing as SYSTEM, and says so', async ({ world }) => {
    const file = path.join(world.machineFolder, 'machine.json')
    const machine = JSON.parse(await readFile(file, 'utf8')) as { user: object }
    await writeFile(
      file,
      JSON.stringify({ ...machine, user: { ...machine.user, sid: 'S-1-5-18', session: 0 } }),
    )
    const { code, stderr } = await run(world, '--silent')
    expect(code).toBe(21)
    expect(stderr).toContain('Landfall has done nothing: it was started as SYSTEM')
    expect(existsSync(statusFile(world))).toBe(false)
  })
})

test.describe('--status', () => {
  test('answers from what the window found last', async ({ world, start }) => {
    const { app, person } = await start()
    await person.signsInAs(amy.target)
    await person.reads('Everything we checked is in order')
    await person.presses('Send report')
    await person.reads('You are done')
    // The window says so a moment before it is on disk.
    await expect.poll(async () => (await readStatus(world)).report).toBe('delivered')
    await app.close()
    const { code, stdout } = await run(world, '--status')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual(await readStatus(world))
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'done', report: 'delivered' })
  })
})
