import { expect } from '@playwright/test'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { leaveFile, placeOf } from '../world/left-files.ts'
import { openStep } from '../world/rail.ts'
import { amy } from '../world/people.ts'
import { test } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

const oldFolder = 'C:\\Users\\amy\\OneDrive - Contoso'

test.describe('a file that lies in the old folder only', () => {
  test.use({ worldOptions: { machine: 'both-linked' } })

  test('comes before the old account may go, and is settled once it was uploaded', async ({
    world,
    start,
  }) => {
    const file = path.join(world.machineFolder, 'entries.ndjson')
    const uploaded = await readFile(file, 'utf8')
    const left = {
      path: `${oldFolder}\\Plans\\Never sent.docx`,
      size: 48_213,
      attributes: 0x20,
      reparseTag: 0,
      placeholderState: 0,
    }
    await writeFile(file, `${uploaded}${JSON.stringify(left)}\n`)

    const first = await start()
    await first.person.signsInAs(amy.target)
    await first.person.reads('Some files are only on this computer')
    await expectNothingFromAxe(first.app.window)

    await writeFile(file, uploaded)
    await first.person.presses('Check again')
    await first.person.reads('Your old Contoso account is still connected')
    // What was found while the account was there counts after it is gone, also for the next start.
    await world.syncClient.unlinkOld()
    await first.person.reads('Everything we checked is in order')
    await first.app.close()
    const second = await start()
    await second.person.reads('Everything we checked is in order')
    await expect(await openStep(second.app.window, 'files')).toContainText('Done')

    // Done, and reported: from now on it is watched. What is saved in the old folder by habit is rescued like the rest.
    await openStep(second.app.window, 'report')
    await second.person.presses('Send report')
    await second.person.reads('You are done')
    const newFolder = 'C:\\Users\\amy\\OneDrive - Fabrikam'
    await mkdir(placeOf(world.machineFolder, newFolder), { recursive: true })
    const habit = `${oldFolder}\\Plans\\By habit.docx`
    await leaveFile(world.machineFolder, habit, 'saved where it always was', new Date(Date.now() + 60_000))
    await second.app.close()
    const third = await start()
    await third.person.reads('Some files are only on this computer')
    await expect(third.app.window.getByRole('grid')).toContainText('By habit.docx')
    await third.person.presses('Review and copy')
    await third.person.presses('Copy these files')
    await third.person.reads(/^(Everything we checked is in order|You are done)$/)
    expect(world.graph.files(amy.target).paths()).toEqual(['From Contoso/Plans/By habit.docx'])
  })
})
