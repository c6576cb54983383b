import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { receiptSchema, reportSchema } from '../../shared/outputs/report.ts'
import { amy } from './people.ts'
import { createPerson, type Person } from './person.ts'
import { startApp, type AppOptions, type RunningApp } from './running-app.ts'
import type { World } from './world.ts'

/** Where the pictures and the receipt are left. */
export const demonstrationFolder = fileURLToPath(new URL('../../dist/demo', import.meta.url))

type Stop = {
  readonly heading: string
  readonly picture: string
  /** What the person does when they have read it. */
  readonly act?: (person: Person) => Promise<void>
}

/** The journey of somebody who has everything left to do. */
const stops: readonly Stop[] = [
  {
    heading: 'Sign in with your new address',
    picture: '1-sign-in',
    act: (person) => person.signsInAs(amy.target),
  },
  {
    heading: 'OneDrive is not running',
    picture: '2-client',
    act: (person) => person.presses('Open OneDrive'),
  },
  {
    heading: 'Add your new account to OneDrive',
    picture: '3-account',
    act: (person) => person.presses('Add the new account'),
  },
  {
    heading: 'Some of your folders are still in the old OneDrive',
    picture: '4-folders',
    act: (person) => person.presses('Open OneDrive'),
  },
  {
    heading: 'Your old Contoso account is still connected',
    picture: '5-old-account',
    act: (person) => person.presses('Open OneDrive'),
  },
  {
    heading: 'Everything we checked is in order',
    picture: '6-report',
    act: (person) => person.presses('Send report'),
  },
  { heading: 'You are done', picture: '7-done' },
]

/**
 * Drives the real app through the whole journey, prints each step and the receipt, and leaves pictures and
 * `receipt.json` under `dist/demo/`. Throws where the journey does not end.
 */
export async function walkJourney(world: World, options: AppOptions): Promise<void> {
  await rm(demonstrationFolder, { recursive: true, force: true })
  await mkdir(demonstrationFolder, { recursive: true })
  const app = await startApp(options)
  const kind = process.env['LANDFALL_ELECTRON_KIND'] ?? 'of unknown kind'
  console.log(`Electron ${app.electronVersion} (${kind})`)
  try {
    const person = createPerson(world, app)
    for (const { heading, picture, act } of stops) {
      await person.reads(heading)
      await takePicture(app, picture)
      console.log(`${picture.padEnd(14)} ${heading}`)
      await act?.(person)
    }
    await keepReceipt(world, app, kind)
  } catch (error) {
    await takePicture(app, 'stuck')
    throw error
  } finally {
    await app.close()
  }
}

function takePicture({ window }: RunningApp, name: string): Promise<Buffer> {
  return window.screenshot({ path: path.join(demonstrationFolder, `${name}.png`), animations: 'disabled' })
}

/** Keeps what the window shows, once the endpoint's database says the same. */
async function keepReceipt({ admin }: World, { window, electronVersion }: RunningApp, kind: string) {
  const report = reportSchema.parse(JSON.parse((await window.locator('pre.json').textContent()) ?? ''))
  const receipt = receiptSchema.parse({
    reportId: report.id,
    receipt: await window.locator('.receipt').textContent(),
    receivedAt: await window.locator('time').getAttribute('datetime'),
  })
  const stored = (await admin.reports()).filter(({ id }) => id === receipt.reportId)
  if (stored.length !== 1 || stored[0]?.receipt !== receipt.receipt) {
    throw new Error('The receipt in the window is not the one in the database')
  }
  await writeFile(
    path.join(demonstrationFolder, 'receipt.json'),
    `${JSON.stringify({ ...receipt, electron: { version: electronVersion, kind }, report }, null, 2)}\n`,
  )
  console.log(`receipt        ${receipt.receipt}, received ${receipt.receivedAt}`)
}
