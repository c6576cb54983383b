import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../../electron/context/log.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-log-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const readLines = async (): Promise<Record<string, unknown>[]> =>
  (await readFile(path.join(folder, 'landfall.log'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('createLog', () => {
  it('keeps to two files of a megabyte, however much is written, and every line stays whole', async () => {
    const log = createLog(folder)
    const filler = 'x'.repeat(10_000)
    for (let line = 0; line < 400; line += 1) log.info('filler', { line, filler })
    const names = await readdir(folder)
    expect(names.toSorted()).toEqual(['landfall.log', 'landfall.old.log'])
    for (const name of names) expect((await stat(path.join(folder, name))).size).toBeLessThan(1_020_000)
    expect((await readLines()).at(-1)).toMatchObject({ event: 'filler', line: 399 })
  })

  it('leaves out what is below the level that the organisation has chosen', async () => {
    const log = createLog(folder)
    log.setLevel('warn')
    log.info('not-written')
    log.warn('written')
    expect(await readLines()).toMatchObject([{ level: 'warn', event: 'written' }])
  })

  it('keeps of an error its name, its code and the places in our files, and no message', async () => {
    const error = Object.assign(new Error('amy.lee@contoso.com is not there'), { code: 'ENOENT' })
    createLog(folder).error('broken', { error })
    const [line] = await readLines()
    expect(line).toMatchObject({ event: 'broken', error: { name: 'Error', code: 'ENOENT' } })
    expect(JSON.stringify(line)).not.toMatch(/contoso|file:\/\//)
  })
})
