import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findScanFile } from '../../../../electron/files/computer-folder.ts'
import { createScanService, type ScanService } from '../../../../electron/files/scan-service.ts'
import { readScanWithOutcomes } from '../../../../electron/rescue/worker/read-file-outcomes.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import type { ScanRequest } from '../../../../shared/files/scan.ts'
import { eventually } from '../../../eventually.ts'
import { contoso, readAt } from '../../../unit/shared/cast.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

let folder: string
let userData: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-roaming-'))
  for (const name of ['first', 'second']) await mkdir(path.join(folder, name))
  userData = path.join(folder, 'data')
  await mkdir(userData)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What one computer keeps among the data that several share. */
const scanFileOf = (profile: string): Promise<string> =>
  findScanFile({
    kind: 'computer',
    owner: { kind: 'recorded', folder: path.join(folder, profile) },
    userData,
  })

const keptNames = [
  'rescue-choices.ndjson',
  'rescue-journal.ndjson',
  'files-seen.bin',
  'files-later.ndjson',
  'files-left.ndjson',
  'files-scan.json',
]
const reading = {
  kind: 'read',
  source: 'file-list',
  readAt,
  value: createScanTally().result(),
} as const
const kept = { tenantId: contoso, reading, roots: [{ folder: 'C:\\old', urlLength: 5 }] }

async function writeOldLayout(names: readonly string[] = keptNames): Promise<void> {
  for (const name of names) {
    await writeFile(path.join(userData, name), name === 'files-scan.json' ? JSON.stringify(kept) : name)
  }
}

/**
 * As it comes from a server or a backup: its content has its own time, the entry that of the copy. The profile is a moment old here, so that
 * only a time ahead tells the two rules apart.
 */
async function bringFromElsewhere(name: string): Promise<void> {
  const written = new Date(Date.now() + 3_600_000)
  await utimes(path.join(userData, name), written, written)
}

const namesIn = async (place: string): Promise<string[]> =>
  (await readdir(place).catch((): string[] => [])).sort()

describe('what is known of one computer', () => {
  it('is found again there, and not on another computer with the same data', async () => {
    const first = await scanFileOf('first')
    expect(await scanFileOf('first')).toBe(first)
    expect(await scanFileOf('second')).not.toBe(first)
    expect(path.relative(userData, first)).toMatch(/^computers[\\/][0-9a-f]{16}[\\/]files-scan\.json$/)
  })

  it('is another computer’s once the profile was made anew in the same place', async () => {
    const before = await scanFileOf('first')
    await rename(path.join(folder, 'first'), path.join(folder, 'gone'))
    await mkdir(path.join(folder, 'first'))
    expect(await scanFileOf('first')).not.toBe(before)
  })

  it('is neither read nor kept in sight where nothing tells which computer it is', async () => {
    await writeOldLayout()
    expect(await scanFileOf('missing')).not.toBe(await scanFileOf('missing'))
    expect(await namesIn(userData)).toEqual([...keptNames].sort())
  })

  it('lies in a recording itself', async () => {
    const file = await findScanFile({ kind: 'in-recording', folder: userData })
    expect(file).toBe(path.join(userData, 'files-scan.json'))
  })

  it('is no clean look on a second computer, whose old account is gone', async () => {
    const request: ScanRequest = { roots: [{ folder: 'C:\\old', urlLength: 5 }], ignoredNames: [] }
    const startOn = async (profile: string): Promise<{ service: ScanService; states: string[] }> => {
      const states: string[] = []
      const service = createScanService({
        file: await scanFileOf(profile),
        platform: { scan: async () => reading },
        show: ({ kind }) => states.push(kind),
        onChange: () => undefined,
        log: createQuietLog(),
      })
      return { service, states }
    }
    const first = await startOn('first')
    await first.service.ask(request, contoso, false)
    await eventually(() => expect(first.states.at(-1)).toBe('idle'))
    const again = await startOn('first')
    expect(await again.service.ask(null, contoso, false)).toEqual(reading)
    const second = await startOn('second')
    expect(await second.service.ask(null, contoso, false)).toBeNull()
    expect(second.service.listed()).toBeNull()
  })
})

describe('what an older Landfall kept beside the other data', () => {
  it('is taken over once, whole, by the computer that wrote it', async () => {
    await writeOldLayout()
    await writeFile(path.join(userData, 'status.json'), '{}')
    const file = await scanFileOf('first')
    expect(await namesIn(path.dirname(file))).toEqual([...keptNames].sort())
    expect(await namesIn(userData)).toEqual(['computers', 'status.json'])
    expect(await readScanWithOutcomes(file)).toMatchObject({ tenantId: contoso })
    expect(await readFile(path.join(path.dirname(file), 'files-left.ndjson'), 'utf8')).toBe(
      'files-left.ndjson',
    )
  })

  it('keeps the row of this computer in the console, whatever came from elsewhere beside it', async () => {
    await writeOldLayout(['installation.json', 'signal.json', ...keptNames])
    await bringFromElsewhere('files-scan.json')
    const file = await scanFileOf('first')
    expect(await namesIn(path.dirname(file))).toEqual(['installation.json', 'signal.json'])
  })

  it.each(['installation.json', 'signal.json'])('gives no second computer the row: %s', async (name) => {
    await writeOldLayout(['installation.json', 'signal.json', ...keptNames])
    await bringFromElsewhere(name)
    const file = await scanFileOf('second')
    expect(await namesIn(path.dirname(file))).toEqual([...keptNames].sort())
  })

  it.each(keptNames)('is left alone where %s came from somewhere else', async (name) => {
    await writeOldLayout()
    await bringFromElsewhere(name)
    const file = await scanFileOf('first')
    expect(await readScanWithOutcomes(file)).toBeNull()
    expect(await namesIn(userData)).toEqual([...keptNames].sort())
  })

  it('is left alone where it is older than the profile', async () => {
    await mkdir(path.join(folder, 'third'))
    await writeOldLayout()
    const before = new Date((await stat(path.join(folder, 'third'))).birthtimeMs - 1_000)
    for (const name of keptNames) await utimes(path.join(userData, name), before, before)
    expect(await readScanWithOutcomes(await scanFileOf('third'))).toBeNull()
    expect(await namesIn(userData)).toEqual([...keptNames].sort())
  })

  it('replaces nothing that was kept since', async () => {
    const file = await scanFileOf('first')
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, 'newer')
    await writeOldLayout()
    await scanFileOf('first')
    expect(await readFile(file, 'utf8')).toBe('newer')
    expect(await namesIn(userData)).toEqual(['computers', 'files-scan.json'])
  })

  it.each([0, 1, 2, 3, 4, 5])(
    'is whole at the next start where Landfall ended after %i files',
    async (moved) => {
      await writeOldLayout()
      const target = path.dirname(await scanFileOf('first'))
      // The state that an end after so many renames leaves.
      for (const name of keptNames.slice(moved))
        await rename(path.join(target, name), path.join(userData, name))
      const file = await scanFileOf('first')
      expect(await namesIn(target)).toEqual([...keptNames].sort())
      expect(await readScanWithOutcomes(file)).toMatchObject({ tenantId: contoso })
    },
  )
})
