import { cp, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseArguments } from '../../../../../electron/context/arguments.ts'
import { runCommandLine } from '../../../../../electron/cli/run-command-line.ts'
import type { CheckResult } from '../../../../../shared/checks/check-result.ts'
import { builtReader } from '../../built-reader.ts'

const corpus = path.resolve(import.meta.dirname, '../../../../fixtures/hostile')
const good = path.resolve(import.meta.dirname, '../../../../world/machines/both-linked')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-hostile-'))
  await cp(good, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The codes, or the one line that says why there are none. */
async function check(): Promise<readonly string[] | string> {
  const result = await checkAll()
  return typeof result === 'string' ? result : result.findings.map(({ code }) => code)
}

async function checkAll(): Promise<CheckResult | string> {
  const asked = parseArguments(['--check', '--json', '--machine', folder], 'terminal')
  let out = ''
  let err = ''
  await runCommandLine(asked, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    platform: 'linux',
    reader: builtReader,
  })
  if (out === '') return err.replaceAll(folder, 'DIR')
  return JSON.parse(out) as CheckResult
}

/** The recording as it is without harm. */
const usual = ['old-account.linked']
const unreadable = [
  'files.unknown',
  'client.unknown',
  'account.unknown',
  'policy.unknown',
  'folders.unknown',
  'sync.unknown',
  'old-account.unknown',
  'workplace.unknown',
  'workplace.overview',
]

/** What a stranger may have put into a part of a recording, by the folder of the corpus, and what becomes of it. */
const expected: Record<string, readonly string[] | RegExp> = {
  'machine-empty': /^There is no recording to read: DIR.machine\.json: not valid JSON/,
  'machine-truncated': /^There is no recording to read: DIR.machine\.json: not valid JSON/,
  'machine-deep': /^There is no recording to read: DIR.machine\.json: /,
  'machine-of-another-format': /^There is no recording to read: DIR.machine\.json: formatVersion: /,
  'machine-prototype': ['client.not-installed', 'folders.unknown', 'sync.unknown', 'old-account.linked'],
  'registry-empty': unreadable,
  'registry-truncated': unreadable,
  'registry-odd-bytes': unreadable,
  'registry-not-text': unreadable,
  'registry-deep': unreadable,
  'registry-of-another-program': unreadable,
  'registry-of-commands': ['client.unknown', 'account.target-not-linked'],
  'log-not-text': ['sync.unknown', 'old-account.linked'],
  'log-empty': ['sync.unknown', 'old-account.linked'],
  'log-huge-numbers': ['sync.unknown', 'old-account.linked'],
  'settings-not-text': usual,
  'settings-endless-quote': usual,
  'settings-half-a-letter': usual,
  'entries-truncated': ['files.unknown', 'old-account.linked'],
  'entries-not-json': ['files.unknown', 'old-account.linked'],
  'entries-deep': ['files.unknown', 'old-account.linked'],
  'entries-leading-out': ['files.unknown', 'old-account.linked'],
  'entries-wrong-types': ['files.unknown', 'old-account.linked'],
  'entries-negative': ['files.unknown', 'old-account.linked'],
}

describe('a recording from a stranger', () => {
  it('is met by every case of the corpus', async () => {
    expect((await readdir(corpus)).toSorted()).toEqual(Object.keys(expected).toSorted())
    expect(await check()).toEqual(usual)
  })

  it.each(Object.entries(expected))('with %s is answered, and nothing breaks', async (name, answer) => {
    await cp(path.join(corpus, name), folder, { recursive: true })
    const found = await check()
    if (answer instanceof RegExp) expect(found).toMatch(answer)
    else expect(found).toEqual(answer)
  })

  it('with a line of ten megabytes is refused by its number, before it is all in memory', async () => {
    await writeFile(path.join(folder, 'entries.ndjson'), `{"path":"${'a'.repeat(10_000_000)}`)
    expect(await check()).toEqual(['files.unknown', 'old-account.linked'])
  })

  it.each(['machine.json', 'registry.reg', 'entries.ndjson'])(
    'whose %s is a link leads nowhere',
    async (name) => {
      const place = path.join(folder, name)
      await rm(place, { recursive: true })
      await symlink(path.join(good, name), place)
      expect(await check()).not.toEqual(usual)
    },
  )

  it('whose copies are behind a link has none', async () => {
    await rm(path.join(folder, 'files'), { recursive: true })
    await symlink(path.join(good, 'files'), path.join(folder, 'files'))
    const result = await checkAll()
    if (typeof result === 'string') throw new Error(result)
    expect(result.steps.find(({ id }) => id === 'sync')?.outcome).toBe('unknown')
  })

  it('with files that are larger than the client writes them cannot be told', async () => {
    const log = 'files/C/Users/amy/AppData/Local/Microsoft/OneDrive/logs/Business2/SyncDiagnostics.log'
    await writeFile(path.join(folder, log), Buffer.alloc(5 * 1024 * 1024, 'timeUtc = 0\n'))
    expect(await check()).toEqual(['sync.unknown', 'old-account.linked'])
  })
})
