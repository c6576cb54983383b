import { expect, type Page } from '@playwright/test'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchHeadless } from '../world/browser.ts'
import { faults } from '../world/identity/faults.ts'
import { ada, amy } from '../world/people.ts'
import { appArguments, electronProgram } from '../world/running-app.ts'
import type { World } from '../world/world.ts'
import { signInToConsole } from '../world/sign-in-to-console.ts'
import { expectNothingWrong, goTo } from './console/console-world.ts'
import { test, userDataOf } from './landfall-test.ts'

test.use({ worldOptions: { machine: 'both-linked' } })

const galleryFolder = fileURLToPath(new URL('../../dist/gallery/console', import.meta.url))
const blocked = 'Fabrikam does not let this sign-in through'
const switchedOff = 'Your account at Fabrikam is switched off'

async function configure(world: World, more: { admin?: object; reports?: object }): Promise<void> {
  const config = JSON.parse(await readFile(world.configFile, 'utf8')) as { admin: object }
  const admin = { ...config.admin, ...more.admin }
  await writeFile(world.configFile, JSON.stringify({ ...config, ...more, admin }))
}

/** An admin's own browser beside the person's. */
async function openConsole(world: World, place: string): Promise<Page> {
  const browser = await launchHeadless(world.certificates)
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 1000 } })
  page.setDefaultTimeout(60_000)
  await signInToConsole(page, world.admin.url, ada, place)
  return page
}

/** What the endpoint answered to each signal, as the app's own log has it. */
async function readAnswers(world: World): Promise<number[]> {
  const log = await readFile(path.join(userDataOf(world), 'logs/landfall.log'), 'utf8')
  return log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; status: number })
    .filter(({ event }) => event === 'signal-sent')
    .map(({ status }) => status)
}

async function lookSilently(world: World): Promise<void> {
  const { configFile, machineFolder, switches, env } = world
  const options = { configFile, machineFolder, userData: userDataOf(world), switches, env }
  await once(
    spawn(electronProgram(), [...appArguments(options), '--silent'], { env, stdio: 'ignore' }),
    'close',
  )
}

test('an admin sees a person who cannot sign in, unverified, until they can and report', async ({
  world,
  start,
}) => {
  const console_ = await openConsole(world, '/settings')
  const shows = (text: string | RegExp) => expect(console_.getByText(text).first()).toBeVisible()
  await console_.getByRole('combobox', { name: 'Wave of the new key' }).fill('Pilot')
  await console_.getByLabel('Last day of the new key').fill('2099-12-31')
  await console_.getByRole('button', { name: 'Make a key' }).click()
  const shown = console_.getByRole('status').getByText(/^[0-9a-f-]{36}\.\S+$/)
  await configure(world, { admin: { wave: 'Pilot', enrolmentKey: await shown.innerText() } })

  const { app, person } = await start()
  world.identity.fault('token', faults.blockedByPolicy())
  await person.signsInAs(amy.target)
  await person.reads(blocked)

  await test.step('the console shows it beside the person, and counts it nowhere', async () => {
    await goTo(console_, 'Progress')
    await shows('Sent without a sign-in (unverified)')
    await shows('Conditional Access blocks the sign-in')
    await expect(console_.getByRole('link', { name: /^Stuck/ })).toContainText('1')
    await console_.screenshot({ path: path.join(galleryFolder, 'unverified-progress.png'), fullPage: true })
    await console_.getByRole('link', { name: /^Show who it may be/ }).click()
    await expect(console_).toHaveURL(/unverified=true/)
    await expect(console_.getByRole('row')).toHaveCount(2)
    await shows(/^Unverified: /)
    await console_.screenshot({ path: path.join(galleryFolder, 'unverified-people.png'), fullPage: true })
    await console_.getByRole('link', { name: amy.target.mapped }).click()
    await shows('Never seen')
    await shows(/^Sent without a sign-in on/)
    await shows(/^Sent without a sign-in/)
    await expect(console_.getByRole('listitem').getByText('identity.access-blocked')).toBeVisible()
    await expect(console_.locator('[data-kind=signal]')).toHaveCount(1)
    await expectNothingWrong(console_)
    await console_.screenshot({ path: path.join(galleryFolder, 'unverified-person.png'), fullPage: true })
  })

  await test.step('a key that was taken back is refused, and the person sees nothing of it', async () => {
    const amysPage = console_.url()
    await goTo(console_, 'Settings')
    await console_.getByRole('button', { name: /^Revoke/ }).click()
    await console_.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await shows(/^Revoked on/)
    world.identity.fault('token', faults.accountDisabled())
    await person.signsInAs(amy.target, 'Try again')
    await person.reads(switchedOff)
    await expect.poll(() => readAnswers(world)).toEqual([200, 401])
    await expect(app.window.getByRole('main')).not.toContainText(/signal|endpoint|401/i)
    await console_.goto(amysPage)
    await expect(console_.locator('[data-kind=signal]')).toHaveCount(1)
    await shows('identity.access-blocked')
  })

  await test.step('nothing personal was in it', async () => {
    const text = JSON.stringify(await world.admin.signals())
    expect(text).toContain('identity.access-blocked')
    expect(text).not.toMatch(/amy|lee|contoso|fabrikam|AADSTS/i)
  })

  await test.step('it goes when the person has reported', async () => {
    await person.signsInAs(amy.target, 'Try again')
    await person.reads('Your old Contoso account is still connected')
    await app.close()
    await configure(world, { reports: { automatic: true } })
    await lookSilently(world)
    await expect(console_.locator('[data-kind=report]')).toHaveCount(1)
    await expect(console_.getByText(/without a sign-in/)).toHaveCount(0)
    await expect(console_.getByRole('heading', { level: 3 }).filter({ hasText: 'Windows' })).toHaveCount(1)
  })
  await console_.context().browser()?.close()
})
