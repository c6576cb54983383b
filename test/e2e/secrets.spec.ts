import { expect } from '@playwright/test'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { unpackRecording } from '../../electron/platform/index.ts'
import type { AppState } from '../../shared/window/state.ts'
import { entraError } from '../world/identity/faults.ts'
import { amy } from '../world/people.ts'
import type { RunningApp } from '../world/running-app.ts'
import { saveRecording } from '../world/save-recording.ts'
import { test, userDataOf } from './landfall-test.ts'

const marker = 'planted-marker-7f3a'

test.use({ worldOptions: { machine: 'switched-and-clean' } })

test('no token, code or claim reaches the window, the disk in the clear, a report, a recording or what is printed', async ({
  world,
  start,
}) => {
  world.identity.plant(marker)
  const { app, person } = await start()
  const told = await listenIn(app)

  // A refusal with a challenge as well, so that every kind of secret has been about.
  const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: marker } } })
  world.identity.fault('token', entraError('interaction_required', 50076, 'MFA.', { claims }))
  await person.signsInAs(amy.target)
  await person.reads('Fabrikam needs one more thing from you')
  await person.signsInAs(amy.target, 'Try again')
  await person.reads('Everything we checked is in order')
  await person.presses('Send report')
  await person.reads('You are done')
  const recording = path.join(world.folder, 'for-support.zip')
  await saveRecording(app, recording, { isRedacted: false })

  const shown = `${JSON.stringify(await told())}\n${await app.window.content()}`
  await app.close()
  const kept = await readAll(userDataOf(world))
  const { folder: unpacked, remove } = await unpackRecording(recording)
  const saved = await readAll(unpacked)
  await remove()
  const reports = await Promise.all((await world.admin.reports()).map(({ id }) => world.admin.contentOf(id)))

  const secrets = [marker, ...world.identity.secrets().flatMap(piecesOf)]
  expect(secrets.length).toBeGreaterThan(6)
  expect(reports).toHaveLength(1)
  expect(findIn(shown, secrets), 'the window').toEqual([])
  expect(findIn(app.output(), secrets), 'what is printed').toEqual([])
  expect(findIn(JSON.stringify(reports), secrets), 'the report').toEqual([])
  expect(saved.map(([file]) => file)).toEqual(expect.arrayContaining(['machine.json', 'landfall.json']))
  expect(kept.map(([file]) => file)).toEqual(
    expect.arrayContaining(['logs/landfall.log', 'session/token-cache.bin']),
  )
  for (const [file, content] of [...kept, ...saved]) expect(findIn(content, secrets), file).toEqual([])
})

/** Everything that main tells the window from now on. */
async function listenIn({ window }: RunningApp): Promise<() => Promise<readonly AppState[]>> {
  const states = await window.evaluateHandle(() => {
    const heard: AppState[] = []
    globalThis.window.landfall.onState((state) => heard.push(state))
    return heard
  })
  return () => states.jsonValue()
}

/** A token in whole, and the parts of one, since a claim could leak without its signature. */
function piecesOf(secret: string): string[] {
  return [secret, ...secret.split('.').filter((piece) => piece.length > 40)]
}

function findIn(text: string, secrets: readonly string[]): string[] {
  return secrets.filter((secret) => text.includes(secret))
}

async function readAll(folder: string): Promise<(readonly [file: string, content: string])[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    files
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name)
        return [path.relative(folder, file), await readFile(file, 'latin1')] as const
      }),
  )
}
