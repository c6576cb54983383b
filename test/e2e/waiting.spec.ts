import { expect } from '@playwright/test'
import { carla } from '../world/people.ts'
import { test } from './landfall-test.ts'

test.describe('a window that waits for the move', () => {
  test.use({ worldOptions: { person: carla, isPersonConfigured: false } })

  test('goes on without a touch when the move has arrived', async ({ world, start }) => {
    const { person } = await start()
    await person.signsInAs(carla.target)
    await person.reads('Your move to Fabrikam is not finished yet')
    // From here on no one touches Landfall.
    await expect.poll(() => world.admin.waiting()).toBe(1)
    await world.admin.importStates({ [carla.source.upn]: 'Success' })
    await person.reads('Add your new account to OneDrive')
    await expect.poll(() => world.admin.waiting()).toBe(0)
  })
})
