import { expect } from '@playwright/test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { amy } from '../world/people.ts'
import { openStep } from '../world/rail.ts'
import { appArguments, electronProgram } from '../world/running-app.ts'
import { test, userDataOf } from './landfall-test.ts'

test.describe('the saved sign-in', () => {
  test('heals to “signed out” when its file is not what it was, and loses nothing else', async ({
    world,
    start,
  }) => {
    const file = path.join(userDataOf(world), 'session', 'token-cache.bin')
    const computers = path.join(userDataOf(world), 'computers')
    const first = await start()
    await first.person.signsInAs(amy.target)
    await first.person.reads('Add your new account to OneDrive')
    // It comes with the first draft of a report, which waits for the look through the old folders.
    const readInstallation = async (): Promise<string> => {
      const [computer = ''] = await readdir(computers).catch(() => [])
      return await readFile(path.join(computers, computer, 'installation.json'), 'utf8').catch(() => '')
    }
    await expect.poll(readInstallation).not.toBe('')
    await first.app.close()
    const before = await readInstallation()

    const harm: readonly (() => Promise<void>)[] = [
      () => truncate(file, 100),
      // What another user, or this one with another key, would have written.
      () => writeFile(file, Buffer.concat([Buffer.from('v11'), Buffer.alloc(256, 7)])),
    ]
    for (const doHarm of harm) {
      await doHarm()
      const { app, person } = await start()
      await person.reads('Sign in with your new address')
      await person.signsInAs(amy.target)
      await person.reads('Add your new account to OneDrive')
      await app.close()
    }
    expect(await readInstallation()).toBe(before)

    const last = await start()
    await last.person.reads('Add your new account to OneDrive')
    expect(world.openedUrls.count()).toBe(1 + harm.length)
  })

  test('stays in memory where the system keeps no secrets, and the window says so', async ({
    world,
    start,
  }) => {
    const noKeyring = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }
    const first = await start(noKeyring)
    await first.person.signsInAs(amy.target)
    await first.person.reads('Add your new account to OneDrive')
    await openStep(first.app.window, 'identity')
    await expect(first.app.window.getByText('You will be asked again next time')).toBeVisible()
    await first.app.close()
    expect(await readdir(path.join(userDataOf(world), 'session')).catch(() => [])).toEqual([])

    const second = await start(noKeyring)
    await second.person.reads('Sign in with your new address')
  })

  test('is used by one Landfall at a time: a second one shows the first and ends', async ({
    world,
    start,
  }) => {
    const { app, person } = await start()
    await person.reads('Sign in with your new address')
    const second = spawn(
      electronProgram(),
      appArguments({
        configFile: world.configFile,
        machineFolder: world.machineFolder,
        userData: userDataOf(world),
        switches: world.switches,
        env: world.env,
      }),
      { env: world.env, stdio: 'ignore' },
    )
    const [code] = (await once(second, 'exit')) as [number | null]
    expect(code).toBe(0)
    expect(app.electron.windows()).toHaveLength(1)
    await person.signsInAs(amy.target)
    await person.reads('Add your new account to OneDrive')
  })
})
