import { expect } from '@playwright/test'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { reportSchema } from '../../shared/outputs/report.ts'
import { leaveFile, placeOf } from '../world/left-files.ts'
import { amy } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { test, type Seat } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

const old = 'C:\\Users\\amy\\OneDrive - Contoso'
const newFolder = 'C:\\Users\\amy\\OneDrive - Fabrikam'

/** Three files that only this computer has: one needs another name, one is never uploaded by rule. */
async function leaveFiles({ machineFolder }: World): Promise<readonly { place: string; content: string }[]> {
  await mkdir(placeOf(machineFolder, newFolder), { recursive: true })
  const contents = {
    'Plans\\Draft.docx': 'the only copy of a draft',
    'Plans\\ leading blank.txt': 'a name that OneDrive does not take',
    'cache.tmp': 'temporary',
  }
  const left = []
  for (const [name, content] of Object.entries(contents)) {
    const { place } = await leaveFile(machineFolder, `${old}\\${name}`, content)
    left.push({ place, content })
  }
  return left
}

async function expectUntouched(files: readonly { place: string; content: string }[]): Promise<void> {
  for (const { place, content } of files) expect(await readFile(place, 'utf8')).toBe(content)
}

/** From the sign-in to the copies that wait for OneDrive. */
async function copiesWhatIsLeft({ person }: Seat): Promise<void> {
  await person.signsInAs(amy.target)
  await person.presses('Review and copy')
  await person.presses('Copy these files')
  await person.reads('Waiting for OneDrive to upload')
}

/** The old account may only be asked to go when everything before it is settled. */
function unlinkHeading({ person }: Seat) {
  return person.heading('Your old Contoso account is still connected')
}

test.describe('what only this computer has', () => {
  test.use({ worldOptions: { machine: 'both-linked' } })

  test('is copied, waited for and proven before the old account may go', async ({ world, start }) => {
    const files = await leaveFiles(world)
    world.uploads.hold()
    const seat = await start()
    const { app, person } = seat
    await person.signsInAs(amy.target)

    await person.reads('Some files are only on this computer')
    await expect(app.window.getByRole('grid')).toContainText('Draft.docx')
    await expectNothingFromAxe(app.window)
    await person.presses('Review and copy')
    const plan = app.window.getByRole('region', { name: 'The plan' })
    await expect(plan).toContainText('From Contoso')
    await expect(plan).toContainText('characters that OneDrive does not take')
    await expectNothingFromAxe(app.window)

    await person.presses('Copy these files')
    await person.reads('Waiting for OneDrive to upload')
    await expectNothingFromAxe(app.window)
    const copy = path.join(placeOf(world.machineFolder, newFolder), 'From Contoso', 'Plans', 'Draft.docx')
    expect(await readFile(copy, 'utf8')).toBe('the only copy of a draft')
    await expect(unlinkHeading(seat)).toBeHidden()
    await expect(app.window.getByRole('region', { name: 'Arrived in the cloud' })).toContainText('0 of 2')

    world.uploads.goOn()
    await expect(async () => {
      await app.window.getByRole('button', { name: 'Check again' }).click()
      await expect(unlinkHeading(seat)).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 60_000 })
    await expectUntouched(files)
    const paths = world.graph.files(amy.target).paths()
    expect(paths).toContain('From Contoso/Plans/Draft.docx')
    expect(paths).toHaveLength(2)
  })

  test('200 documents that Microsoft writes into arrive, and all is done, without a click for a single file', async ({
    world,
    start,
  }) => {
    await mkdir(placeOf(world.machineFolder, newFolder), { recursive: true })
    const fixtures = path.join(import.meta.dirname, '../fixtures/office')
    const samples = ['plan.docx', 'numbers.xlsx', 'plan.doc', 'numbers.xls']
    for (let number = 0; number < 200; number += 1) {
      const sample = samples[number % samples.length] ?? ''
      const content = await readFile(path.join(fixtures, sample))
      await leaveFile(world.machineFolder, `${old}\\Plans\\${number} ${sample}`, content)
    }
    world.uploads.holdDown()
    const seat = await start()
    const { app, person } = seat
    await copiesWhatIsLeft(seat)
    const proof = app.window.getByRole('region', { name: 'Arrived in the cloud' })
    await expect(proof).toContainText('adding its own details', { timeout: 60_000 })
    await expect(proof).not.toContainText('There with another content')
    world.uploads.bringDown()
    await expect(unlinkHeading(seat)).toBeVisible({ timeout: 120_000 })
    await world.syncClient.unlinkOld()
    await person.reads('Everything we checked is in order')
    await person.presses('Send report')
    await person.reads('You are done')
    const [report] = await world.admin.reports()
    expect(report?.verdict).toBe('done')
    const { findings } = reportSchema.parse(await world.admin.contentOf(report?.id ?? ''))
    const settled = findings.find(({ code }) => code === 'files.settled')
    expect(settled?.counts).toMatchObject({ rescued: 200, waiting: 0, waived: 0 })
    expect(settled?.counts?.['withAdditions']).toBeGreaterThan(0)
  })

  test('is not copied where the admin says that the tenant blocks its ending, and nothing waits for it', async ({
    world,
    start,
  }) => {
    const config = JSON.parse(await readFile(world.configFile, 'utf8')) as { target: object }
    const target = { ...config.target, blockedEndings: ['dwg'] }
    await writeFile(world.configFile, JSON.stringify({ ...config, target }))
    world.uploads.rule({ blockedEndings: ['dwg'] })
    await leaveFiles(world)
    await leaveFile(world.machineFolder, `${old}\\Plans\\house.dwg`, 'a drawing')
    const seat = await start()
    const { person } = seat
    await person.signsInAs(amy.target)
    await person.reads('Some files are only on this computer')
    await person.presses('Review and copy')
    await person.presses('Copy these files')
    await expect(unlinkHeading(seat)).toBeVisible({ timeout: 60_000 })
    const copies = path.join(placeOf(world.machineFolder, newFolder), 'From Contoso', 'Plans')
    expect((await readdir(copies)).filter((name) => /dwg/i.test(name))).toEqual([])
    expect(world.graph.files(amy.target).paths()).toHaveLength(2)
  })

  test('is proven under the name that OneDrive gave a copy because of a conflict', async ({
    world,
    start,
  }) => {
    await leaveFiles(world)
    world.uploads.hold()
    const seat = await start()
    await copiesWhatIsLeft(seat)
    // Another computer was quicker.
    world.graph.files(amy.target).put('From Contoso/Plans/Draft.docx', 'of another computer')
    world.uploads.goOn()
    await expect(unlinkHeading(seat)).toBeVisible({ timeout: 60_000 })
    expect(world.graph.files(amy.target).paths()).toContain('From Contoso/Plans/Draft-DESKTOP-7AB.docx')
  })

  test('goes on where it was when Landfall was killed before the proof', async ({ world, start }) => {
    await leaveFiles(world)
    world.uploads.hold()
    const first = await start()
    await copiesWhatIsLeft(first)
    await first.app.kill()

    world.uploads.goOn()
    await expect.poll(() => world.graph.files(amy.target).paths()).toHaveLength(2)
    const second = await start()
    await expect(unlinkHeading(second)).toBeVisible()
  })

  test('is not proven by another content under its name, and may be done without then', async ({
    world,
    start,
  }) => {
    await leaveFiles(world)
    world.uploads.hold()
    const seat = await start()
    const { app } = seat
    await copiesWhatIsLeft(seat)
    // OneDrive's own upload stays held: what was seen once with our content would be proven for good.
    const drive = world.graph.files(amy.target)
    const copies = path.join(placeOf(world.machineFolder, newFolder), 'From Contoso', 'Plans')
    for (const name of await readdir(copies)) {
      const isDraft = name === 'Draft.docx'
      const content = isDraft ? 'somebody has gone on writing' : await readFile(path.join(copies, name))
      drive.put(`From Contoso/Plans/${name}`, content)
    }
    // It looks again by itself.
    const proof = app.window.getByRole('region', { name: 'Arrived in the cloud' })
    await expect(proof).toContainText('Changed since copying: 1')
    await expect(proof).toContainText('1 of 2')
    await expect(unlinkHeading(seat)).toBeHidden()

    await proof.getByRole('button', { name: 'Leave behind: Draft.docx' }).click()
    await confirmWaiver(seat)
    await expect(unlinkHeading(seat)).toBeVisible()
  })

  test('may be done without: asked for twice, written down, and taken back', async ({ world, start }) => {
    const files = await leaveFiles(world)
    const seat = await start()
    const { app, person } = seat
    await person.signsInAs(amy.target)
    await person.reads('Some files are only on this computer')
    await app.window.getByRole('button', { name: /^Never uploaded\s*\d/ }).click()
    const waive = app.window.getByRole('button', { name: /^Leave all of these behind: Never uploaded$/ })
    await waive.click()
    const dialog = app.window.getByRole('dialog')
    // The first asking alone does nothing.
    await expect(dialog.getByRole('button', { name: 'Leave behind' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await expectNothingFromAxe(app.window)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(app.window.getByText('What you leave behind')).toBeHidden()

    await waive.click()
    await confirmWaiver(seat)
    await app.window.getByText('What you leave behind').click()
    await expect(app.window.getByRole('group').filter({ hasText: 'What you leave behind' })).toContainText(
      '1 ·',
    )

    await app.window.getByRole('button', { name: /^Name not/ }).click()
    await app.window.getByRole('button', { name: /^Leave all of these behind: Name not/ }).click()
    await confirmWaiver(seat)
    await expect(unlinkHeading(seat)).toBeVisible()
    await expectUntouched(files)
    await app.close()

    // It holds after a new start.
    const second = await start()
    await expect(unlinkHeading(second)).toBeVisible()
  })
})

async function confirmWaiver({ app }: Seat): Promise<void> {
  const dialog = app.window.getByRole('dialog')
  await dialog.getByLabel('I understand: these files stay only on this computer').check()
  await dialog.getByRole('button', { name: 'Leave behind' }).click()
  await expect(dialog).toBeHidden()
}

test.describe('when the old account was gone before anybody looked', () => {
  test.use({ worldOptions: { machine: 'both-linked' } })

  test('what has no equal in the new OneDrive is found, copied and proven; what has one is not copied', async ({
    world,
    start,
  }) => {
    await rm(path.join(world.machineFolder, 'entries.ndjson'))
    const files = await leaveFiles(world)
    const drive = world.graph.files(amy.target)
    drive.put('Plans/Draft.docx', 'the only copy of a draft')
    drive.put('Plans/Notes.txt', 'somebody has gone on writing')
    const { place } = await leaveFile(world.machineFolder, `${old}\\Plans\\Notes.txt`, 'notes')
    await world.syncClient.unlinkOld()
    await world.syncClient.moveKnownFolders()
    const { app, person } = await start()
    await person.signsInAs(amy.target)

    await person.reads('Some files are only on this computer')
    const grid = app.window.getByRole('grid')
    await expect(grid).toContainText('Is in your new OneDrive already')
    await expect(app.window.getByRole('button', { name: /^Another content/ })).toBeVisible()
    await expectNothingFromAxe(app.window)
    await person.presses('Review and copy')
    await person.presses('Copy these files')
    await person.reads('Some files are never uploaded')
    const copies = path.join(placeOf(world.machineFolder, newFolder), 'From Contoso', 'Plans')
    expect((await readdir(copies)).toSorted()).toEqual(['Notes.txt', '_leading blank.txt'])
    await expectUntouched([...files, { place, content: 'notes' }])
    await app.close()
  })
})

test.describe('before the move', () => {
  test.use({ worldOptions: { machine: 'old-account-only', isReady: true } })

  test('one page says what will hurt on the day; its list is advice, and nothing can be copied', async ({
    world,
    start,
  }) => {
    await leaveFile(world.machineFolder, `${old}\\Plans\\Draft.docx`, 'the only copy of a draft')
    await leaveFile(world.machineFolder, `${old}\\Mail\\Archive.pst`, 'mail of ten years')
    const { app, person } = await start()
    await person.reads('To put right before your move')
    const looked = app.window.getByRole('region', { name: 'What Landfall looked at' })
    await expect(looked.getByRole('listitem').filter({ hasText: 'Outlook data files' })).toContainText(
      'See above',
    )
    await expect(
      app.window.getByRole('heading', { name: 'Outlook data files are in your OneDrive' }),
    ).toBeVisible()
    // This recording was not asked for the people of its computer.
    await expect(looked.getByRole('listitem').filter({ hasText: 'People who use' })).toContainText(
      'Not known',
    )
    await expectNothingFromAxe(app.window)
    await person.presses('Show these files')
    await person.reads('Some files are not uploaded yet')
    await expect(app.window.getByRole('grid')).toContainText('Draft.docx')
    await expect(app.window.getByRole('button', { name: 'Review and copy' })).toBeHidden()
    await expectNothingFromAxe(app.window)
    await rm(path.join(world.machineFolder, 'entries.ndjson'))
  })
})
