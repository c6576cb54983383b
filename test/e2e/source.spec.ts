import { expect, test, type Page } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startGraph, type Graph } from '../world/graph/graph.ts'
import type { WrittenJob, WrittenTask } from '../world/graph/migration-jobs.ts'
import { ada, amy, bob, carla, contoso, fabrikam } from '../world/people.ts'
import { expectNothingWrong, startConsoleWorld, type ConsoleWorld } from './console/console-world.ts'

/* The live source whole: the endpoint signs in to the provider by MSAL, reads Graph, and the console shows it. */
const galleryFolder = fileURLToPath(new URL('../../dist/gallery/console', import.meta.url))
const clientId = randomUUID()
const secret = 'a~secret.of-Entra_34567890123456789012345'

let graph: Graph
let world: ConsoleWorld
test.beforeAll(async () => {
  world = await startConsoleWorld(async (folder, certificates, identity) => {
    graph = await startGraph(certificates, identity)
    graph.migrationJobs.set(jobs)
    const roles = ['CrossTenantContentMigration.Read.All']
    await identity.registerReader(fabrikam.tenantId, { clientId, roles, proof: { secret } })
    const secretFile = path.join(folder, 'live.secret')
    await writeFile(secretFile, secret, { mode: 0o600 })
    return { live: { clientId, secretFile, graph: graph.url, pollSeconds: 15 } }
  })
  await world.admin.importObjectIds([amy, bob, carla])
})
test.afterAll(async () => {
  await world.stop()
  await graph.stop()
})

function taskOf(id: string, oneDrive: string, mailbox: string, code?: string): WrittenTask {
  const errors = code === undefined ? [] : [{ code, message: 'amy@contoso.com could not be moved' }]
  return {
    id,
    currentStatus: [
      { service: 'Exchange', status: mailbox },
      { service: 'ODSP', status: oneDrive, errors },
    ],
  }
}

const job: WrittenJob = {
  id: 'wave-3',
  jobType: 'migrate',
  status: 'cuttingOver',
  sourceTenantId: contoso.tenantId,
  targetTenantId: fabrikam.tenantId,
  createdDateTime: '2026-11-01T00:00:00Z',
  lastUpdatedDateTime: '2026-11-28T02:00:00Z',
  users: [
    taskOf(amy.target.oid, 'completed', 'completed'),
    taskOf(bob.target.oid, 'inProgress', 'completed'),
    taskOf(carla.target.oid, 'failed', 'syncing', 'MnASiteMoveTargetUrlHasWriteConflict'),
    taskOf('99999999-0000-4000-8000-000000000009', 'notStarted', 'syncing'),
  ],
}
const jobs: readonly WrittenJob[] = [job]

const cellsOf = (page: Page, table: string, row: string): Promise<string[]> =>
  page.getByRole('group', { name: table }).getByRole('row', { name: row }).getByRole('cell').allInnerTexts()

test('an admin sees how far each workload is, how old that is, and what failed', async () => {
  const page = await world.openAs(ada, '/')
  await page.getByRole('heading', { name: 'The move, from Microsoft' }).waitFor()
  // Waiting, on the way, arrived, failed, not known.
  await expect
    .poll(() => cellsOf(page, 'The move, from Microsoft', 'OneDrive'))
    .toEqual(['1', '1', '1', '1', '0'])
  expect(await cellsOf(page, 'The move, from Microsoft', 'Mail')).toEqual(['0', '2', '2', '0', '0'])
  expect(await cellsOf(page, 'The move, from Microsoft', 'Teams chats')).toEqual(['0', '0', '0', '0', '0'])
  await expect(page.getByText(/^Jobs read /)).toBeVisible()
  await expect(page.getByText('1 job under way, 0 over; 4 people. 1 of them is in no')).toBeVisible()
  const failed = page.getByRole('group', { name: 'Moves of OneDrive that failed' })
  await expect(failed).toContainText('There is a OneDrive at the new address already')
  // What Microsoft writes of a person may hold an address, and is not kept.
  await expect(page.getByRole('main')).not.toContainText('could not be moved')
  await expectNothingWrong(page)
  await page.screenshot({ path: path.join(galleryFolder, 'source-progress.png'), fullPage: true })
  await page.context().close()
})

test('a person’s page says what arrived, and why the move failed', async () => {
  const page = await world.openAs(ada, '/people')
  await page.getByRole('link', { name: carla.target.mapped }).click()
  const move = page.locator('section', {
    has: page.getByRole('heading', { name: 'The move, from Microsoft' }),
  })
  await expect(move).toContainText('MnASiteMoveTargetUrlHasWriteConflict')
  await expect(move.getByRole('term').filter({ hasText: 'OneDrive' }).locator('..')).toContainText('Failed')
  await expect(move.getByRole('term').filter({ hasText: 'Mail' }).locator('..')).toContainText('On the way')
  await expectNothingWrong(page)
  await page.screenshot({ path: path.join(galleryFolder, 'source-person.png'), fullPage: true })
  await page.context().close()
})

test('a reading that fails is said with what to do about it, and what was known stays', async () => {
  graph.migrationJobs.fault(403)
  const page = await world.openAs(ada, '/')
  // The page asks again by itself.
  await expect(page.getByText('Microsoft Graph refused.')).toBeVisible()
  await expect(page.getByText('live.refused')).toBeVisible()
  expect(await cellsOf(page, 'The move, from Microsoft', 'OneDrive')).toEqual(['1', '1', '1', '1', '0'])
  expect(graph.migrationJobs.record().writes).toBe(0)
  await expectNothingWrong(page)
  await page.context().close()
})
