import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findUserData } from '../../../../electron/report/find-user-data.ts'
import { readOutboxFacts } from '../../../../electron/report/read-outbox-facts.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-outbox-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** `minute` says in which order the files were written. */
async function put(name: string, minute: number): Promise<void> {
  await writeFile(path.join(folder, name), '{}')
  await utimes(path.join(folder, name), minute * 60, minute * 60)
}

describe('readOutboxFacts', () => {
  it('knows of no report where there is no outbox, or nothing of its own in it', async () => {
    expect(await readOutboxFacts(path.join(folder, 'none'))).toEqual({ kind: 'none' })
    await put('notes.json', 1)
    expect(await readOutboxFacts(folder)).toEqual({ kind: 'none' })
  })

  it('sees a report that waits, whatever was refused before', async () => {
    await put(`${randomUUID()}.json.refused`, 1)
    await put(`${randomUUID()}.json`, 2)
    expect(await readOutboxFacts(folder)).toEqual({ kind: 'queued' })
  })

  it('counts a refusal until a later report was delivered', async () => {
    await put(`${randomUUID()}.json.refused`, 2)
    await put('delivered.receipt', 1)
    expect(await readOutboxFacts(folder)).toEqual({ kind: 'refused' })
    await put('delivered.receipt', 3)
    expect(await readOutboxFacts(folder)).toEqual({ kind: 'none' })
  })
})

describe('findUserData', () => {
  it.each(['win32', 'darwin', 'linux'] as const)('ends in the name of the app on %s', (system) => {
    expect(path.basename(findUserData(system, 'Landfall'))).toBe('Landfall')
  })
})
