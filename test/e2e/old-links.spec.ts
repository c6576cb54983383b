import { readFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { read, type CellObject } from '@e965/xlsx'
import { expect } from '@playwright/test'
import type { World } from '../world/world.ts'
import { placeOf } from '../world/left-files.ts'
import { amy } from '../world/people.ts'
import { makeWorkbook } from '../world/pointers/make-workbook.ts'
import { writeShellLink } from '../world/pointers/write-shell-link.ts'
import { openStep } from '../world/rail.ts'
import { test } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

const newFolder = 'C:\\Users\\amy\\OneDrive - Fabrikam'
const oldSite = 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com/Documents'

test.use({ worldOptions: { machine: 'both-linked' } })

async function put({ machineFolder }: World, name: string, content: Uint8Array): Promise<void> {
  const place = placeOf(machineFolder, `${newFolder}\\${name}`)
  await mkdir(path.dirname(place), { recursive: true })
  await writeFile(place, content)
}

async function putOldLinks(world: World): Promise<void> {
  await put(world, 'Numbers.xlsx', makeWorkbook([`${oldSite}/Budget.xlsx`]))
  await put(world, 'Plain.xlsx', makeWorkbook(['https://example.com/']))
  const links = placeOf(
    world.machineFolder,
    'C:\\Users\\amy\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs',
  )
  await mkdir(links, { recursive: true })
  await writeFile(
    path.join(links, 'Gone.lnk'),
    writeShellLink({ path: 'C:\\Users\\amy\\OneDrive - Contoso\\Gone.docx' }),
  )
  world.graph.files(amy.target).put('Budget.xlsx', 'budget')
}

function linkOf(bytes: Buffer): string | undefined {
  return (read(bytes).Sheets['Numbers']?.['A1'] as CellObject | undefined)?.l?.Target
}

test('old links are shown where the organisation wants it, and a corrected copy lies beside the old', async ({
  world,
  start,
}) => {
  await putOldLinks(world)
  const config = JSON.parse(await readFile(world.configFile, 'utf8')) as { features?: object }
  await writeFile(
    world.configFile,
    JSON.stringify({ ...config, features: { ...config.features, mender: true } }),
  )
  const folder = placeOf(world.machineFolder, newFolder)
  const { app, person } = await start()
  await person.signsInAs(amy.target)
  await person.reads('Your old Contoso account is still connected')
  await openStep(app.window, 'workplace')
  const item = (name: string) => app.window.getByRole('listitem').filter({ hasText: name })
  await expect(item('Gone')).toContainText('Not at this place in your new OneDrive')
  await expect(item('Gone').getByRole('button')).toHaveCount(0)
  await expect(item('Plain.xlsx')).toHaveCount(0)
  await expectNothingFromAxe(app.window)
  await item('Numbers.xlsx').getByRole('button', { name: 'Make a corrected copy' }).click()
  await expect(item('Numbers.xlsx')).toContainText('Numbers (Fabrikam).xlsx')
  expect(await readdir(folder)).toContain('Numbers (Fabrikam).xlsx')
  // OneDrive writes its own properties into both; the links are the person's and ours.
  expect(linkOf(await readFile(path.join(folder, 'Numbers.xlsx')))).toBe(`${oldSite}/Budget.xlsx`)
  const driveUrl = 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com/Documents'
  expect(linkOf(await readFile(path.join(folder, 'Numbers (Fabrikam).xlsx')))).toBe(`${driveUrl}/Budget.xlsx`)
  // A window that is not ours to trust can make nothing of what is not there, or was not found.
  const before = await readdir(folder)
  await app.window.evaluate(() => window.landfall.makeOldLink(99))
  await app.window.evaluate(() => window.landfall.makeOldLink(0))
  await app.window.evaluate(() => window.landfall.makeBookmarks())
  expect(await readdir(folder)).toEqual(before)
})

test('nothing is looked for where the organisation has not said so', async ({ world, start }) => {
  await putOldLinks(world)
  const { app, person } = await start()
  await person.signsInAs(amy.target)
  await person.reads('Your old Contoso account is still connected')
  await openStep(app.window, 'workplace')
  await expect(app.window.getByText('Numbers.xlsx')).toHaveCount(0)
  await expect(app.window.getByRole('heading', { name: 'Links to Contoso' })).toHaveCount(0)
})
