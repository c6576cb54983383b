import { expect } from '@playwright/test'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { _electron } from 'playwright'
import { chromiumSwitches, electronProgram, landfallFlags, repositoryFolder } from '../world/running-app.ts'
import { test } from './landfall-test.ts'

/** What Chromium's session services and fontconfig keep for every program of the desktop. */
const isDesktops = (name: string): boolean =>
  /^\.(?:cache\/(?:fontconfig|mesa_shader_cache)|pki|dbus)(?:\/|$)/.test(name)

test('whatever Landfall and its Electron write for a person lies in the one folder that the list of traces names', async ({
  world,
}) => {
  const home = path.join(world.folder, 'empty-home')
  const temporary = path.join(world.folder, 'empty-temp')
  for (const folder of [home, temporary]) await mkdir(folder)
  const config = JSON.parse(await readFile(world.configFile, 'utf8')) as object
  const reminders = { startDelaySeconds: 0, quietFrom: '00:00', quietUntil: '00:00' }
  await writeFile(world.configFile, JSON.stringify({ ...config, reminders }))
  const env = Object.fromEntries(
    Object.entries({ ...world.env, HOME: home, TMPDIR: temporary }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('XDG_'),
    ),
  )
  // As the system starts it: its data goes where Electron puts it by itself.
  const switches = chromiumSwitches({ userData: '', switches: world.switches }).filter(
    (word) => !word.startsWith('--user-data-dir'),
  )
  const { configFile, machineFolder } = world
  const flags = landfallFlags({ configFile, machineFolder, userData: '', switches: [], env })
  const data = path.join(home, '.config/Landfall')
  for (const start of [['--background'], []]) {
    const app = await _electron.launch({
      executablePath: electronProgram(),
      args: [...switches, repositoryFolder, ...start, ...flags],
      env,
      cwd: repositoryFolder,
    })
    const gone = once(app.process(), 'exit')
    if (start.length > 0) await expect.poll(() => readdir(data).catch(() => [])).toContain('reminders.json')
    else {
      const window = await app.firstWindow()
      await window.getByRole('heading', { level: 1 }).waitFor()
    }
    await app.evaluate(({ app: running }) => running.quit())
    await gone
  }

  const written = (await readdir(home, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(home, path.join(entry.parentPath, entry.name)))
  expect(written).toContain('.config/Landfall/status.json')
  expect(written).toContain('.config/Landfall/logs/landfall.log')
  expect(written.filter((name) => !name.startsWith('.config/Landfall/') && !isDesktops(name))).toEqual([])
  expect(await readdir(temporary)).toEqual([])
})
