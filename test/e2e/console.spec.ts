import { expect, test, type Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CompletionReport } from '../../shared/outputs/report.ts'
import { encodeSupportCode } from '../../shared/findings/support-code.ts'
import { reportOf } from '../unit/admin/report.ts'
import { ada, amy, bob, carla, contoso, eve, hal, joerg } from '../world/people.ts'
import {
  expectNoSidewaysScroll,
  expectNothingWrong,
  goTo,
  startConsoleWorld,
  type ConsoleWorld,
} from './console/console-world.ts'
import { looks, wordsOf } from './console/looks.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'
import { dropFile, saveRecordings, type SavedRecordings } from './console/recordings.ts'

// One endpoint and one database for all; each test leaves behind what the next one finds.
test.describe.configure({ mode: 'serial' })

const galleryFolder = fileURLToPath(new URL('../../dist/gallery/console', import.meta.url))

const blockedReport = reportOf({
  verdict: 'blocked',
  steps: [
    { id: 'identity', outcome: 'pass' },
    { id: 'account', outcome: 'blocked' },
  ],
  findings: [
    { code: 'policy.allow-list-excludes-target', step: 'account', outcome: 'blocked', owner: 'admin' },
  ],
})

let world: ConsoleWorld
let page: Page
let recordings: SavedRecordings
test.beforeAll(async () => {
  recordings = await saveRecordings()
  world = await startConsoleWorld()
  page = await world.openAs(ada, '/people?state=never-seen')
})
test.afterAll(async () => {
  await world.stop()
  await recordings.remove()
})

const heading = (name: string) => page.getByRole('heading', { name, exact: true })
const button = (name: string | RegExp) => page.getByRole('button', { name })
const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true })
const tile = (name: string) => page.getByRole('link', { name: new RegExp(`^${name}`) })

test('the admin comes back from the sign-in to the address that was asked for, and no token is in it', async () => {
  expect(page.url()).toBe(`${world.admin.url}/people?state=never-seen`)
  await expect(page.getByRole('combobox', { name: 'State' })).toHaveValue('never-seen')
  await expect(page.getByText('3 people')).toBeVisible()
})

test('a report that comes in changes the numbers and what holds people up, without a reload', async () => {
  await goTo(page, 'Progress')
  await expect(tile('Never seen')).toContainText('3')
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  await world.report(amy, blockedReport)
  await expect(tile('Never seen')).toContainText('2')
  await expect(tile('Stuck')).toContainText('Stuck2')
  const fixFirst = page.getByRole('table', { name: 'Fix first' })
  await expect(fixFirst.getByRole('rowheader', { name: /^AllowTenantList lacks Fabrikam/ })).toBeVisible()
  await expect(page.getByText('From Contoso to Fabrikam', { exact: true })).toBeVisible()
  await expect(page.getByText('Add the Fabrikam tenant’s id to the policy AllowTenantList.')).toBeVisible()
})

test('the burn-down is a table too', async () => {
  await page.getByText('The same as a table').click()
  const table = page.getByRole('table', { name: 'How many are left, day by day' })
  await expect(table.getByRole('row')).toHaveCount(2)
})

test('the number of people who are held up leads to them, and the filter is in the address', async () => {
  await page.getByRole('link', { name: 'Show 1 person: AllowTenantList lacks' }).click()
  await expect(page).toHaveURL(/\/people\?blocker=policy\.allow-list-excludes-target$/)
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('link', { name: amy.target.mapped })).toBeVisible()
})

test('searching waits for the typing, and an address sent to a colleague shows the same', async () => {
  await button('Clear all').click()
  await page.getByRole('searchbox').fill('joerg')
  await expect(page).toHaveURL(/\/people\?search=joerg$/)
  await expect(page.getByRole('link', { name: joerg.target.upn })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('searchbox')).toHaveValue('joerg')
  await expect(page.getByText('1 person', { exact: true })).toBeVisible()
  await page.getByRole('searchbox').fill('nobody at all')
  await expect(heading('No people match')).toBeVisible()
  await page.getByRole('link', { name: 'Show everybody' }).click()
  await expect(page.getByText('5 people', { exact: true })).toBeVisible()
})

test('the rows are gone through by keyboard', async () => {
  const links = page.locator('.person-link')
  await links.first().focus()
  await page.keyboard.press('ArrowDown')
  await expect(links.nth(1)).toBeFocused()
  await page.keyboard.press('End')
  await expect(links.last()).toBeFocused()
  await page.keyboard.press('Home')
  await expect(links.first()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/people\/[0-9a-f-]{36}$/)
})

test('one person: what was found in the person’s own words, a note, and a reset that can be taken back', async () => {
  await expect(page.getByRole('heading', { level: 1, name: amy.target.mapped })).toBeVisible()
  await expect(page.getByText('AllowTenantList lacks Fabrikam').first()).toBeVisible()
  await expect(
    page.getByText('The person reads: “This computer does not allow OneDrive at Fabrikam yet”'),
  ).toBeVisible()
  await page.getByRole('textbox', { name: 'New note' }).fill('Called at noon. <b>Urgent</b>')
  await button('Add note').click()
  await expect(page.getByText('Called at noon. <b>Urgent</b>')).toBeVisible()
  const standing = page.locator('.standing')
  await expect(standing).toContainText('Stuck')
  await button('Reset progress').click()
  await inDialog('Reset progress').click()
  await expect(page.getByText('Progress reset.')).toBeVisible()
  await expect(standing).not.toContainText('Stuck')
  await button('Undo').click()
  await expect(standing).toContainText('Stuck')
  await expectNothingWrong(page)
})

test('the reminder list gives the addresses of the filter and a text, and notes it', async () => {
  await page.goto(`${world.admin.url}/people?state=never-seen`)
  await button('Get reminder list…').click()
  await inDialog('Make the list').click()
  const addresses = page.getByRole('textbox', { name: /^Addresses/ })
  await expect(addresses).toHaveValue(new RegExp(`${bob.target.upn}; ${joerg.target.upn}`))
  await expect(page.getByRole('textbox', { name: 'Text of the mail' })).toHaveValue(/open Landfall/)
  await button(/^Copy: Addresses/).click()
  await expect(page.getByText('Copied', { exact: true })).toBeVisible()
  await inDialog('Close').click()
})

test('an export has the people of the filter', async () => {
  await button('Export').click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'As CSV' }).click(),
  ])
  const csv = await readFile(await download.path(), 'utf8')
  expect(csv).toContain(bob.target.upn)
  expect(csv).not.toContain(amy.target.mapped)
})

test('an import shows what it would change and why rows cannot be read, takes the rest, and can be undone', async () => {
  await goTo(page, 'Imports')
  const lines = [
    `User,${contoso.tenantId},new.one@contoso.com,new.one@fabrikam.com,,RegularUser`,
    'User,not-a-tenant,broken@contoso.com,broken@fabrikam.com,,RegularUser',
  ]
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: 'more people.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) })
  await button('See what would change').click()
  await expect(heading('What this file would change')).toBeVisible()
  const problems = page.getByRole('table', { name: '1 row cannot be read' })
  await expect(problems.getByRole('row', { name: '1 2 Column 2 is not a tenant id.' })).toBeVisible()
  // What was previewed cannot be imported from under another file.
  const fileField = page.getByLabel('File', { exact: true })
  await dropFile(page, 'other.csv', Buffer.from(lines[0] ?? ''), '.file-drop')
  await expect(heading('What this file would change')).toHaveCount(0)
  await button('See what would change').click()
  await button('Import 1 row').waitFor()
  await button('Discard other.csv').click()
  await inDialog('Discard').click()
  await expect(button('Import 1 row')).toHaveCount(0)
  await fileField.setInputFiles({
    name: 'more people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(lines.join('\r\n')),
  })
  await button('See what would change').click()
  await expect(heading('What this file would change')).toBeVisible()
  const card = page.getByRole('listitem').filter({ has: problems })
  await card.getByRole('button', { name: 'Import the 1 readable row' }).click()
  await inDialog('Import the 1 readable row').click()
  await expect(heading('Your last upload')).toBeVisible()
  await goTo(page, 'People')
  await expect(page.getByText('6 people', { exact: true })).toBeVisible()
  await goTo(page, 'Imports')
  await button('Undo more people.csv').click()
  await inDialog('Undo').click()
  await expect(page.getByText(/^Undone on/)).toBeVisible()
  await goTo(page, 'People')
  await expect(page.getByText('5 people', { exact: true })).toBeVisible()
})

test('what a file would change is not shown once another file is chosen, also where the answer comes later', async () => {
  await goTo(page, 'Imports')
  const field = page.getByLabel('File', { exact: true })
  const file = (name: string) => ({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.from(`User,${contoso.tenantId},new.one@contoso.com,new.one@fabrikam.com,,RegularUser`),
  })
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(
    '**/v1/imports?kind=*',
    async (route) => {
      await held
      await route.continue()
    },
    { times: 1 },
  )
  await field.setInputFiles(file('first.csv'))
  await button('See what would change').click()
  await field.setInputFiles(file('second.csv'))
  const answered = page.waitForResponse((one) => one.request().method() === 'POST')
  const listed = page.waitForResponse((one) => one.request().method() === 'GET' && /imports/.test(one.url()))
  letGo()
  await answered
  await listed
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  await expect(heading('What this file would change')).toHaveCount(0)
  await button('See what would change').click()
  await expect(heading('What this file would change')).toBeVisible()
  // The endpoint kept both files.
  for (const name of ['second.csv', 'first.csv']) {
    await button(`Discard ${name}`).click()
    await inDialog('Discard').click()
    await expect(button(`Discard ${name}`)).toHaveCount(0)
  }
})

test('waves are uploaded, and progress is told by wave', async () => {
  await goTo(page, 'Imports')
  await page.getByRole('radio', { name: /^Waves/ }).check()
  const lines = [
    'upn,wave,cutover',
    `${amy.source.upn},North,2026-11-20`,
    `${bob.source.upn},North,2026-11-20`,
  ]
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: 'waves.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
  await button('See what would change').click()
  await button('Import 2 rows').click()
  await expect(heading('Your last upload')).toBeVisible()
  await goTo(page, 'Progress')
  await page.getByRole('combobox', { name: 'Wave' }).selectOption('North')
  await expect(page).toHaveURL(/\/\?wave=North$/)
  await expect(page.locator('.headline')).toContainText('of 2 people')
})

test('settings: what cannot be is said before it is sent, secrets are shown once', async () => {
  await goTo(page, 'Settings')
  const source = page.getByRole('textbox', { name: 'Address of the Contoso tenant' })
  await source.fill('contoso')
  await expect(page.getByText('This is not an address that begins with https://')).toBeVisible()
  await source.fill('https://contoso-my.sharepoint.com/')
  await page
    .getByRole('textbox', { name: 'Address of the Fabrikam tenant' })
    .fill('https://fabrikam-my.sharepoint.com/')
  await page.getByLabel('Last day of the Contoso tenant’s licences').fill('2000-01-31')
  await button('Save').click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await expect(page.getByLabel('Last day of the Contoso tenant’s licences')).toHaveValue('2000-01-31')

  await page.getByRole('combobox', { name: 'Wave of the new key' }).fill('North')
  await page.getByLabel('Last day of the new key').fill('2099-12-31')
  await button('Make a key').click()
  await expect(page.getByText('The key of North is shown this once.', { exact: false })).toBeVisible()
  await page.getByRole('textbox', { name: 'Address of the new webhook' }).fill('https://hooks.fabrikam.com/a')
  await button('Add webhook').click()
  await expect(page.getByText('The signing secret is shown this once.', { exact: false })).toBeVisible()
  await page.reload()
  await expect(heading('North')).toBeVisible()
  await expect(page.getByText('is shown this once', { exact: false })).toHaveCount(0)
})

test('the runbook says why the trust may not go yet, and names the partner’s role on each side', async () => {
  await goTo(page, 'Runbook')
  await expect(page.getByText('The Contoso tenant’s licences have expired.')).toBeVisible()
  await expect(page.getByText('Not yet:')).toBeVisible()
  const onEachSide = page.getByText('Look at the commands that will be needed')
  for (const side of [0, 1]) await onEachSide.nth(side).click()
  const onSource = page.getByRole('region', { name: 'Removal on the Contoso tenant' })
  await expect(onSource).toContainText('-PartnerRole Target')
  await expect(onSource).toContainText('https://fabrikam-my.sharepoint.com')
  const onTarget = page.getByRole('region', { name: 'Removal on the Fabrikam tenant' })
  await expect(onTarget).toContainText('-PartnerRole Source')
  await button('Copy: Removal on the Contoso tenant').click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await onSource.innerText())
})

test('people go back in the one order: redirect links, moves, and then their journeys', async () => {
  await goTo(page, 'People')
  await page.getByRole('checkbox', { name: `Choose ${bob.target.upn}` }).check()
  await page.getByRole('link', { name: 'Send them back' }).click()
  await button('Show the commands').click()
  const redirects = page.getByRole('region', { name: /^First/ })
  await expect(redirects).toContainText('Remove-SPOSite')
  const moves = page.getByRole('region', { name: /^Second/ })
  await expect(moves).toHaveCount(0)
  await page.getByRole('checkbox', { name: 'I have run these, and they succeeded' }).check()
  await expect(moves).toContainText(`-SourceUserPrincipalName '${bob.target.upn}'`)
  await expect(button('Send 1 person back')).toHaveCount(0)
  await page.getByRole('checkbox', { name: /the moves have started/ }).check()
  await button('Send 1 person back').click()
  await inDialog('Send 1 person back').click()
  await expect(page.getByText('1 journey was turned round.')).toBeVisible()
  await button('Undo').click()
  await expect(page.getByText('1 journey was turned round.')).toHaveCount(0)
})

test('the audit has every change with who made it', async () => {
  await goTo(page, 'Audit')
  for (const action of ['Journeys turned round', 'Settings changed', 'Enrolment key made', 'Import undone'])
    await expect(page.getByText(action, { exact: true }).first()).toBeVisible()
  await expect(page.getByText(/ada\.king@fabrikam\.com/).first()).toBeVisible()
})

test('the audit is filtered by who made a change and by day, and the filter is in the address', async () => {
  const entries = page.locator('.audit-entry')
  const all = await entries.count()
  await page.getByLabel('Search for who made the change').fill('no-such-admin')
  await expect(heading('No changes match')).toBeVisible()
  await page.screenshot({ path: path.join(galleryFolder, 'audit-no-match.png') })
  await page.getByLabel('Search for who made the change').fill('ADA.KING')
  await expect(page).toHaveURL(/\/audit\?actor=ADA\.KING$/)
  await expect(entries.first()).toBeVisible()
  await page.getByLabel('To', { exact: true }).fill('2001-01-01')
  await expect(heading('No changes match')).toBeVisible()
  await page.getByLabel('To', { exact: true }).fill('')
  await page.getByLabel('From', { exact: true }).fill('2001-01-01')
  await expect(entries.first()).toBeVisible()
  await page.screenshot({ path: path.join(galleryFolder, 'audit-filtered.png') })
  await button('Clear all').click()
  await expect(entries).toHaveCount(all)
  await expect(page).toHaveURL(/\/audit$/)
})

test('an address that does not exist is a page that says so and leads back', async () => {
  const lost = await world.openAs(ada, '/audti')
  await expect(lost.getByRole('heading', { name: 'There is no such page' })).toBeVisible()
  await lost.screenshot({ path: path.join(galleryFolder, 'no-such-page.png') })
  await lost.getByRole('main').getByRole('link', { name: 'Progress' }).click()
  await expect(lost.getByRole('heading', { name: 'Progress', exact: true })).toBeVisible()
  await lost.close()
})

test('a migration with no one in it begins with a list of what to set up, and what is there is done', async () => {
  const fresh = await world.openAs(ada, '/audit')
  const overall = { people: 0, 'not-due': 0, 'never-seen': 0, started: 0, stuck: 0, done: 0, returned: 0 }
  const nobody = {
    readAt: '2026-11-20T09:30:00Z',
    overall,
    waves: [],
    blockers: [],
    unverified: [],
    burnDown: [],
  }
  await fresh.route('**/v1/progress*', (route) => route.fulfill({ json: nobody }))
  await goTo(fresh, 'Progress')
  const steps = fresh.locator('.set-up > li')
  await expect(steps).toHaveCount(6)
  await expect(steps.filter({ hasText: 'Enter both tenants’ addresses' })).toContainText('Done')
  await expect(steps.filter({ hasText: 'Import the waves' })).toContainText('Done')
  await fresh.screenshot({ path: path.join(galleryFolder, 'Set-up.png') })
  await expectNothingWrong(fresh)
  await fresh.setViewportSize({ width: 320, height: 700 })
  await expectNoSidewaysScroll(fresh)
  await fresh.context().close()
})

test('an endpoint that is away is said, and what was there stays', async () => {
  await goTo(page, 'Progress')
  await world.admin.stop()
  await expect(page.getByText('Not live', { exact: true })).toBeVisible()
  await expect(tile('Stuck')).toBeVisible()
  await world.admin.start()
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
})

test('the helpdesk looks and changes nothing', async () => {
  const helpdesk = await world.openAs(hal, '/settings')
  await expect(helpdesk.getByRole('heading', { name: 'This page is for migration admins' })).toBeVisible()
  const pages = helpdesk.getByRole('navigation').getByRole('link')
  await expect(pages).toHaveText(['Progress', 'People', 'Helpdesk'])
  for (const place of ['/runbook', '/imports', '/audit']) {
    await helpdesk.goto(world.admin.url + place)
    await expect(helpdesk.getByRole('heading', { name: 'This page is for migration admins' })).toBeVisible()
  }
  await goTo(helpdesk, 'Progress')
  await expect(helpdesk.getByRole('link', { name: /^Stuck/ })).toBeVisible()
  await expect(helpdesk.getByRole('main').getByRole('button')).toHaveCount(0)
  await goTo(helpdesk, 'People')
  await helpdesk.getByRole('link', { name: amy.target.mapped }).click()
  await expect(helpdesk.getByRole('heading', { level: 1, name: amy.target.mapped })).toBeVisible()
  await expect(helpdesk.getByRole('main').getByRole('button')).toHaveCount(0)
  await goTo(helpdesk, 'Helpdesk')
  const code = encodeSupportCode({
    platform: 'windows',
    phase: 'switch',
    verdict: 'blocked',
    openSteps: ['account'],
    findings: ['policy.allow-list-excludes-target'],
    appVersion: { major: 0, minor: 1 },
  })
  const field = helpdesk.getByRole('textbox', { name: 'Support code' })
  await field.fill(`${code.slice(0, 5)} ${code.slice(5).toLowerCase()}`)
  await expect(helpdesk.getByRole('heading', { name: 'Waiting for IT' })).toBeVisible()
  await expect(helpdesk.getByText('policy.allow-list-excludes-target')).toBeVisible()
  await field.fill(`${code.slice(0, 9)}${code.endsWith('0') ? '1' : '0'}`)
  await expect(helpdesk.getByText('One character is wrong. Have the code read once more.')).toBeVisible()
  await expectNothingWrong(helpdesk)
  await helpdesk.context().close()
})

test('a recording is judged in the browser, and nothing of it leaves the browser', async () => {
  const helpdesk = await world.openAs(hal, '/helpdesk')
  const main = helpdesk.getByRole('main')
  const field = helpdesk.getByLabel('Recording (a .zip file)')
  await expect(main.getByText('It is not uploaded', { exact: false })).toBeVisible()
  const sent: string[] = []
  helpdesk.on('request', (request) => {
    const { origin, pathname } = new URL(request.url())
    const isOfPage = origin === world.admin.url && /^\/(?:assets\/|v1\/events$)/.test(pathname)
    if (!isOfPage || request.method() !== 'GET' || request.postData() !== null) sent.push(request.url())
  })

  // Asked for first: the browser has to know that somebody waits for it before the key is pressed.
  const chooser = helpdesk.waitForEvent('filechooser')
  await field.focus()
  await expect(field).toBeFocused()
  await helpdesk.keyboard.press('Enter')
  await (await chooser).setFiles(recordings.windows)
  await expect(helpdesk.getByRole('heading', { name: 'Waiting for IT' })).toBeVisible()
  await expect(main.getByText('This is somebody else’s computer', { exact: false })).toBeVisible()
  const codes = main.locator('.finding-foot code')
  await expect(codes).toHaveText([
    'folders.in-source',
    'policy.known-folders-locked',
    'policy.known-folders-name-source',
    'old-account.linked',
  ])
  await expect(main.getByRole('rowheader', { name: 'amy.lee@contoso.com' })).toBeVisible()
  await expectNothingWrong(helpdesk)
  await helpdesk.getByRole('button', { name: 'Close this recording' }).click()
  await expect(main.getByText('amy.lee@contoso.com')).toHaveCount(0)

  await expect(field).toBeFocused()

  // What takes longer than a second can be stopped, here for a part of the page that does not come.
  const workers = '**/assets/recording-worker-*.js'
  await helpdesk.route(workers, () => undefined)
  await field.setInputFiles(recordings.windows)
  await helpdesk.getByRole('button', { name: 'Stop', exact: true }).press('Enter')
  await expect(main.getByText('You stopped it.', { exact: false })).toBeVisible()
  await expect(field).toBeFocused()
  await helpdesk.unroute(workers)

  // A Mac's needs the parser of property lists too.
  await dropFile(helpdesk, 'mac.zip', await readFile(recordings.mac))
  await expect(main.getByRole('definition').getByText(/^macOS/)).toBeVisible()
  await dropFile(helpdesk, 'holiday.zip', Buffer.from('not a zip'))
  await expect(main.getByText('holiday.zip cannot be opened')).toBeVisible()
  await expect(main.getByText('It is no zip file, or the end of it is missing.')).toBeVisible()
  await expectNothingFromAxe(helpdesk)
  expect(sent).toEqual([])
  await helpdesk.context().close()
})

test('a person without a role sees that, and nothing else, and can leave', async () => {
  const stranger = await world.openAs(eve, '/people')
  for (const place of ['/', '/helpdesk', '/runbook', '/imports', '/settings', '/audit', '/people']) {
    await stranger.goto(world.admin.url + place)
    await expect(stranger.getByRole('heading', { name: 'You don’t have access' })).toBeVisible()
  }
  await expect(stranger.getByRole('navigation')).toHaveCount(0)
  await expectNothingWrong(stranger)
  await stranger.getByRole('button', { name: 'Sign out' }).click()
  await stranger.getByRole('button', { name: 'Sign out' }).click()
  await expect(stranger.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await stranger.context().close()
})

const { light, german, french, spanish, narrow, zoomed, forced } = looks
const pageNames = Object.values(wordsOf['en-GB'].pages)

test('what is left on computers is counted where it holds no one up, and so is what will hurt before a move', async () => {
  const office = {
    code: 'workplace.office-uses-source',
    step: 'workplace',
    outcome: 'attention',
    owner: 'user',
    counts: { found: 2 },
  } as const
  const steps: CompletionReport['steps'] = [{ id: 'workplace', outcome: 'attention', informs: true }]
  await world.report(amy, reportOf({ sequence: 9, steps, findings: [office] }))
  const paused = { code: 'sync.paused', step: 'sync', outcome: 'attention', owner: 'user' } as const
  await world.report(carla, reportOf({ phase: 'ready', verdict: 'action-needed', findings: [paused] }))
  const seen = await world.openAs(ada, '/')
  const left = seen.getByRole('table', { name: 'Left on their computers' }).getByRole('row')
  await expect(left.nth(1)).toContainText(/Office signed in to Contoso.*Show 1 person.*No one.*2/)
  await expect(seen.getByText(/This holds no one up/)).toBeVisible()
  const before = seen.getByRole('table', { name: 'Before the move' }).getByRole('row')
  await expect(before.nth(1)).toContainText('sync.paused')
  await seen.getByRole('link', { name: 'Show 1 person: Office signed in' }).click()
  await expect(seen).toHaveURL(/\/people\?finding=workplace\.office-uses-source$/)
  await expect(seen.getByRole('row')).toHaveCount(2)
  await expect(seen.getByRole('combobox', { name: 'Found on a computer' })).toBeVisible()
  await seen.getByRole('link', { name: amy.target.mapped }).click()
  await seen.context().close()
})

for (const { name, ...look } of [light, german, french, spanish, narrow, zoomed, forced]) {
  test(`no page has anything to complain about in ${name}`, async () => {
    const seen = await world.openAs(ada, '/', look)
    const { pages, person } = wordsOf[look.locale]
    // What axe says depends on colours and words; in another width nothing may be wider than the page.
    const expectGood = look.viewport.width < 1280 ? expectNoSidewaysScroll : expectNothingWrong
    for (const [place, pageName] of Object.values(pages).entries()) {
      await goTo(seen, pageName)
      await expect(seen.locator('.waiting')).toHaveCount(0)
      if (pageNames[place] === 'Helpdesk') {
        await seen.locator('input[type=file]').setInputFiles(recordings.windows)
        await expect(seen.locator('.recorded-step')).toHaveCount(10)
      }
      // What is folded away is looked at too.
      await seen.locator('details').evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')))
      await seen.screenshot({ path: path.join(galleryFolder, `${pageNames[place]}-${name}.png`) })
      await expectGood(seen)
    }
    await goTo(seen, pages.people)
    await seen.getByRole('link', { name: amy.target.mapped }).click()
    await seen.getByRole('button', { name: person.reset }).click()
    await expect(seen.getByRole('dialog')).toBeVisible()
    await seen.screenshot({ path: path.join(galleryFolder, `Person-${name}.png`) })
    await expectGood(seen)
    await seen.context().close()
  })
}

test('no page broke its own policy or complained otherwise', () => {
  expect(world.complaints).toEqual([])
})
