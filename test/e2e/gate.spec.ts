import { expect } from '@playwright/test'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { carla, dan, eve } from '../world/people.ts'
import { test } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

test.describe('before the move has succeeded', () => {
  test.use({ worldOptions: { person: carla, isPersonConfigured: false } })

  test('Graph is not asked, no drive comes into being and OneDrive is not opened', async ({
    world,
    start,
  }) => {
    const { app, person } = await start()
    await person.signsInAs(carla.target)
    await person.reads('Your move to Fabrikam is not finished yet')
    await expectNothingFromAxe(app.window)
    // Even a window that is not ours to trust gets no sign-in to OneDrive out of main.
    await app.window.evaluate(() => window.landfall.openRemedy('add-account')).catch(() => {})
    await person.presses('Check again')
    await person.reads('Your move to Fabrikam is not finished yet')
    expect(world.graph.record()).toEqual({ calls: [], batches: [], provisioned: [], impatient: 0 })
    expect(existsSync(path.join(world.machineFolder, 'opened.ndjson'))).toBe(false)
    expect(await world.admin.reports()).toEqual([])

    // The record is able to show it: once the endpoint has told that the move has succeeded, the drive is asked for.
    await world.admin.importStates({ [carla.source.upn]: 'Success' })
    await person.reads('Add your new account to OneDrive')
    expect(world.graph.record().calls.map(({ path }) => path)).toEqual(['/v1.0/me/drive'])
    expect(world.graph.record().provisioned).toEqual([carla.target.oid])
  })
})

test.describe('a move that has failed', () => {
  test.use({ worldOptions: { person: dan, isPersonConfigured: false } })

  test('leaves Graph alone and says that IT has to act', async ({ world, start }) => {
    const { app, person } = await start()
    await person.signsInAs(dan.target)
    await person.reads('Your files have not arrived at Fabrikam')
    await expectNothingFromAxe(app.window)
    expect(world.graph.record().calls).toEqual([])
  })
})

test.describe('somebody who is not in the identity map', () => {
  test.use({ worldOptions: { isPersonConfigured: false } })

  test('is told so, and Graph is left alone', async ({ world, start }) => {
    const { person } = await start()
    await person.signsInAs(eve)
    await person.reads('Fabrikam has no move planned for this address')
    expect(world.graph.record().calls).toEqual([])
  })
})
