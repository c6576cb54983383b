import { expect } from '@playwright/test'
import { cp, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { repositoryFolder, startApp } from '../world/running-app.ts'
import type { World } from '../world/world.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'
import { test, userDataOf } from './landfall-test.ts'

/** The built app in a package that says of itself whether a stand-in is in the place of Electron. */
async function writePackage({ folder }: World, fact: object): Promise<string> {
  const appFolder = path.join(folder, 'package')
  for (const part of ['dist/main', 'dist/preload', 'dist/renderer', 'build/icons'])
    await cp(path.join(repositoryFolder, part), path.join(appFolder, part), { recursive: true })
  await symlink(path.join(repositoryFolder, 'node_modules'), path.join(appFolder, 'node_modules'))
  const manifest = {
    name: 'landfall',
    productName: 'Landfall',
    version: '0.0.0',
    type: 'module',
    main: 'dist/main/main.js',
    ...fact,
  }
  await writeFile(path.join(appFolder, 'package.json'), JSON.stringify(manifest))
  return appFolder
}

test.use({ worldOptions: { machine: 'both-linked' } })

for (const [fact, lines] of [
  [{ standIn: true }, 1],
  [{ standIn: 'true' }, 0],
  [{}, 0],
] as const)
  test(`the window of a package with ${JSON.stringify(fact)} says ${lines} times that it is no release`, async ({
    world,
  }, info) => {
    const app = await startApp({
      configFile: world.configFile,
      machineFolder: world.machineFolder,
      userData: userDataOf(world),
      appFolder: await writePackage(world, fact),
      switches: world.switches,
      env: world.env,
    })
    try {
      const { window } = app
      await expect(window.getByRole('heading', { level: 1 })).toBeVisible()
      const line = window.getByRole('complementary', { name: 'NOT A RELEASE.' })
      await expect(line).toHaveCount(lines)
      if (lines === 1) {
        await expect(line).toHaveText('NOT A RELEASE. This package is for a trial only. Do not hand it out.')
        await expectNothingFromAxe(window)
      }
      await window.screenshot({ path: info.outputPath('window.png') })
    } finally {
      await app.close()
    }
  })
