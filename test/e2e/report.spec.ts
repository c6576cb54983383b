import { expect } from '@playwright/test'
import { amy } from '../world/people.ts'
import { test } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

test.use({ worldOptions: { machine: 'switched-and-clean' } })

test.describe('the report', () => {
  test('is exactly the JSON that was shown before', async ({ world, start }) => {
    const { app, person } = await start()
    await person.signsInAs(amy.target)
    await person.reads('Everything we checked is in order')
    const shown = JSON.parse((await app.window.locator('pre.json').textContent()) ?? '') as { id: string }
    await person.presses('Send report')
    await person.reads('You are done')
    expect(await world.admin.reports()).toMatchObject([{ id: shown.id }])
    expect(await world.admin.contentOf(shown.id)).toEqual(shown)
  })

  test('waits on disk while the endpoint is away and is delivered once, by itself', async ({
    world,
    start,
  }) => {
    const { app, person } = await start()
    await person.signsInAs(amy.target)
    await person.reads('Everything we checked is in order')
    await world.admin.stop()
    await person.presses('Send report')
    await person.reads('Your report is saved and will be sent')
    await expectNothingFromAxe(app.window)

    await world.admin.start()
    await person.reads('You are done')
    expect(await world.admin.reports()).toHaveLength(1)
  })

  test('that waits survives a power cut and is delivered once by the next start', async ({
    world,
    start,
  }) => {
    const first = await start()
    await first.person.signsInAs(amy.target)
    await first.person.reads('Everything we checked is in order')
    await world.admin.stop()
    await first.person.presses('Send report')
    await first.person.reads('Your report is saved and will be sent')
    await first.app.kill()

    await world.admin.start()
    const second = await start()
    await second.person.reads('You are done')
    expect(await world.admin.reports()).toHaveLength(1)
    expect(world.openedUrls.count()).toBe(1)
  })

  test('that the endpoint refuses is shown with its answer and not sent again', async ({ world, start }) => {
    const first = await start()
    await first.person.signsInAs(amy.target)
    await first.person.reads('Everything we checked is in order')
    await world.admin.forget(amy.source.upn)
    await first.person.presses('Send report')
    await first.person.reads('The report was not accepted')
    await expect(first.app.window.getByRole('main')).toContainText('report.not-in-map')
    await expectNothingFromAxe(first.app.window)
    await first.app.close()

    // Amy was renamed, and her row is gone. The computer still knows her account, so she is no one else.
    const second = await start()
    await second.person.reads('Fabrikam has no move planned for this address')
    expect(world.admin.requests().filter(({ method }) => method === 'PUT')).toHaveLength(1)
    expect(await world.admin.reports()).toEqual([])
  })
})
