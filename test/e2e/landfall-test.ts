import { test as base } from '@playwright/test'
import path from 'node:path'
import type {} from '../../renderer/state.ts'
import { createPerson, type Person } from '../world/person.ts'
import { startApp, type RunningApp } from '../world/running-app.ts'
import { startWorld, type World, type WorldOptions } from '../world/world.ts'

/** Landfall in its window, and the person in front of it. */
export type Seat = { readonly app: RunningApp; readonly person: Person }

type Fixtures = {
  readonly worldOptions: WorldOptions
  /** A world of this test's own. */
  readonly world: World
  /** Starts Landfall; again with the same user data. `env` and `switches` are added to the world's. */
  readonly start: (env?: NodeJS.ProcessEnv, switches?: readonly string[]) => Promise<Seat>
}

/** A test with its own world and its own user data, and Landfall in a real Electron window. */
export const test = base.extend<Fixtures>({
  worldOptions: [{}, { option: true }],
  world: async ({ worldOptions }, use) => {
    // The person's browser is reached through xdg-open, which only Linux desktops have.
    test.skip(process.platform !== 'linux', 'the system browser is stood in for on Linux only')
    const world = await startWorld(worldOptions)
    await use(world)
    await world.stop()
  },
  start: async ({ world }, use, info) => {
    const seats: Seat[] = []
    await use(async (env = {}, switches = []) => {
      const app = await startApp({
        configFile: world.configFile,
        machineFolder: world.machineFolder,
        userData: userDataOf(world),
        switches: [...world.switches, ...switches],
        env: { ...world.env, ...env },
      })
      const seat = { app, person: createPerson(world, app) }
      seats.push(seat)
      return seat
    })
    for (const { app } of seats) {
      if (app.window.isClosed()) continue
      if (info.status !== info.expectedStatus)
        await app.window.screenshot({ path: info.outputPath('window.png') })
      await app.close()
    }
  },
})

export function userDataOf({ folder }: World): string {
  return path.join(folder, 'user-data')
}
