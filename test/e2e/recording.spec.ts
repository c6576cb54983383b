import { expect } from '@playwright/test'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createPerson } from '../world/person.ts'
import { openStep } from '../world/rail.ts'
import { repositoryFolder, startApp, type RunningApp } from '../world/running-app.ts'
import { openRecording, saveRecording } from '../world/save-recording.ts'
import type { World } from '../world/world.ts'
import { test, userDataOf } from './landfall-test.ts'
import { expectNothingFromAxe } from './look-with-axe.ts'

test.use({ worldOptions: { machine: 'known-folders-in-source' } })

/** Made elsewhere. */
const foreign = path.join(repositoryFolder, 'test/cases/s-zip-debian-utf8-names/recording.zip')

async function replay(world: World, replayFile: string): Promise<RunningApp> {
  return await startApp({
    configFile: world.configFile,
    machineFolder: null,
    replayFile,
    userData: path.join(world.folder, 'helpdesk'),
    switches: world.switches,
    env: { ...world.env, TMPDIR: world.folder },
  })
}

async function codesIn({ window }: RunningApp): Promise<string[]> {
  const details = window.getByText('Details for support')
  await details.click()
  return await window.locator('dd.code').allTextContents()
}

test('a file saved here shows the same at the helpdesk, where nothing can be signed in to, sent or opened', async ({
  world,
  start,
}) => {
  const { app } = await start()
  const file = path.join(world.folder, 'for-support.zip')
  await openRecording(app.window)
  await app.window.getByRole('dialog').waitFor()
  await expectNothingFromAxe(app.window)
  await app.window.keyboard.press('Escape')
  await expect(app.window.getByRole('dialog')).toBeHidden()
  await saveRecording(app, file, { isRedacted: true })
  await app.close()

  const helpdesk = await replay(world, file)
  const person = createPerson(world, helpdesk)
  await person.reads(/^Problems found/)
  await expect(helpdesk.window.getByText("This is somebody else's computer")).toBeVisible()
  await expect(helpdesk.window.getByText('Recorded on 20 November 2026')).toBeVisible()
  await expectNothingFromAxe(helpdesk.window)
  // No one had signed in, so the old folder was not looked through yet: that is unknown, and no pass.
  expect(await codesIn(helpdesk)).toEqual([
    'files.not-looked-through',
    'folders.in-source',
    'policy.known-folders-locked',
    'policy.known-folders-name-source',
    'old-account.linked',
  ])
  const main = helpdesk.window.getByRole('main')
  await expect(main.getByRole('button')).toHaveCount(0)
  await openStep(helpdesk.window, 'old-account')
  await person.reads(/^Your old \S+ account is still connected$/)
  await expect(main.getByRole('button')).toHaveCount(0)
  const shown = await helpdesk.window.content()
  // As whole words: a pseudonym may begin with the same letters by chance.
  for (const word of ['Contoso', 'Fabrikam', 'amy']) expect(shown).not.toMatch(new RegExp(`\\b${word}\\b`))
  await helpdesk.close()
  expect((await readdir(world.folder)).filter((name) => name.startsWith('landfall-replay-'))).toEqual([])
  expect(await readdir(userDataOf(world))).toContain('logs')
})

test('is read by a process of its own, which is told no secret; the window stays when it ends', async ({
  world,
}) => {
  const helpdesk = await replay({ ...world, env: { ...world.env, LANDFALL_SECRET: 'a token' } }, foreign)
  await expect(helpdesk.window.getByText("This is somebody else's computer")).toBeVisible()
  const findReader = () =>
    helpdesk.electron.evaluate(
      ({ app }) => app.getAppMetrics().find(({ name }) => name === 'Landfall replay')?.pid ?? null,
    )
  await expect.poll(findReader).not.toBeNull()
  const reader = (await findReader()) ?? Number.NaN
  if (process.platform === 'linux') {
    const told = await readFile(`/proc/${reader}/environ`, 'utf8')
    expect(told).toContain('TZ=')
    expect(told).not.toContain('LANDFALL_SECRET')
  }
  process.kill(reader, 'SIGKILL')
  await expect.poll(findReader).not.toBe(reader)
  await expect(helpdesk.window.getByText("This is somebody else's computer")).toBeVisible()
  await helpdesk.close()
})

test('is read by a process that is ended above its limit of memory; the window stays', async ({ world }) => {
  const helpdesk = await replay(world, foreign)
  const other = helpdesk.window.getByText("This is somebody else's computer")
  await expect(other).toBeVisible()
  // What Electron tells of the process, times `factor`: nothing else here is another than in use.
  const takeTimes = (factor: number) =>
    helpdesk.electron.evaluate(({ app }, times) => {
      const state = globalThis as { told?: typeof app.getAppMetrics; looks?: number }
      const told = (state.told ??= app.getAppMetrics.bind(app))
      state.looks = 0
      app.getAppMetrics = () => {
        state.looks = (state.looks ?? 0) + 1
        return told().map((one) => {
          const memory = { ...one.memory, workingSetSize: one.memory.workingSetSize * times }
          return one.name === 'Landfall replay' ? { ...one, memory } : one
        })
      }
    }, factor)
  const findReader = () =>
    helpdesk.electron.evaluate(({ app }) => {
      const { told } = globalThis as { told?: typeof app.getAppMetrics }
      return (told?.() ?? app.getAppMetrics()).find(({ name }) => name === 'Landfall replay')?.pid ?? null
    })
  await expect.poll(findReader).not.toBeNull()
  const reader = await findReader()
  await takeTimes(2)
  const looks = () => helpdesk.electron.evaluate(() => (globalThis as { looks?: number }).looks ?? 0)
  await expect.poll(looks).toBeGreaterThan(3)
  expect(await findReader()).toBe(reader)
  await takeTimes(100)
  await expect.poll(findReader).not.toBe(reader)
  await expect(other).toBeVisible()
  await helpdesk.close()
})

test('says what is wrong with a file that is no recording', async ({ world }) => {
  const file = path.join(world.folder, 'holiday.zip')
  await writeFile(file, 'not a zip')
  const helpdesk = await replay(world, file)
  await expect(helpdesk.window.getByText('is not a zip file', { exact: false })).toBeVisible()
  await helpdesk.close()
})
