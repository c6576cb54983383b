import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseArguments } from '../../../../electron/context/arguments.ts'
import { runCommandLine } from '../../../../electron/cli/run-command-line.ts'
import type { CommandLineIo } from '../../../../electron/cli/command-line-io.ts'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import { makeProtectedDocument } from '../../../world/office/make-document.ts'
import { configJson, contoso } from '../../../unit/shared/cast.ts'
import { toZipBytes } from '../platform/recording/zip-bytes.ts'
import { builtReader } from '../built-reader.ts'

const machines = path.resolve(import.meta.dirname, '../../../world/machines')
const program = path.resolve(import.meta.dirname, '../../../../electron/cli/run-command-line.ts')

async function run(
  args: readonly string[],
  { platform = 'linux', ...more }: Partial<Pick<CommandLineIo, 'platform' | 'replayLimit' | 'reader'>> = {},
) {
  const written = { stdout: '', stderr: '' }
  const asked = parseArguments(args, 'terminal')
  const code = await runCommandLine(asked, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    platform,
    reader: builtReader,
    ...more,
  })
  return { code, ...written }
}

async function check(machineFolder: string, ...more: string[]): Promise<CheckResult> {
  return JSON.parse(
    (await run(['--check', '--json', '--machine', machineFolder, ...more])).stdout,
  ) as CheckResult
}

describe('a recording of somebody else’s computer', () => {
  let zip: string
  beforeEach(async () => {
    zip = path.join(await mkdtemp(path.join(os.tmpdir(), 'landfall-replayed-')), 'recording.zip')
    const machine = path.join(machines, 'both-linked')
    const names = await readdir(machine, { recursive: true, withFileTypes: true })
    const files = names.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name))
    const parts = await Promise.all(
      files.map(async (file) => ({
        name: path.relative(machine, file).replaceAll(path.sep, '/'),
        content: await readFile(file),
      })),
    )
    await writeFile(zip, toZipBytes(parts))
  })
  afterEach(() => rm(path.dirname(zip), { recursive: true, force: true }))

  it('is judged as its folder is', async () => {
    const { code, stdout } = await run(['--check', '--json', '--replay', zip])
    const plain = await check(path.join(machines, 'both-linked'))
    expect([code, (JSON.parse(stdout) as CheckResult).findings]).toEqual([plain.exitCode, plain.findings])
  })

  it('is refused where it takes longer than it may', async () => {
    const { code, stdout, stderr } = await run(['--check', '--json', '--replay', zip], { replayLimit: 1 })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe(`There is no recording to read: ${zip}: takes too long to read\n`)
  })

  it('is no longer read by any process once it took too long', async () => {
    const seen = { starts: 0, ends: 0 }
    const reader: CommandLineIo['reader'] = async () => {
      seen.starts += 1
      return { tell: () => undefined, end: () => (seen.ends += 1), hold: () => undefined }
    }
    const { code } = await run(['--check', '--replay', zip], { replayLimit: 2_000, reader })
    expect([code, seen]).toEqual([2, { starts: 1, ends: 1 }])
  })
})

describe('runCommandLine', () => {
  it.each([
    ['old-account-only', 10, ['account.target-not-linked', 'old-account.linked']],
    ['both-linked', 10, ['old-account.linked']],
    ['switched-and-clean', 0, []],
    [
      'policy-blocks',
      11,
      [
        'account.target-not-linked',
        'policy.allow-list-excludes-target',
        'policy.both-lists-set',
        'old-account.linked',
      ],
    ],
    [
      'husk-keys',
      10,
      [
        'client.not-running',
        'account.target-not-linked',
        'policy.silent-config-spent',
        'policy.device-joined-to-source',
        'workplace.device-of-source',
        'workplace.overview',
      ],
    ],
    [
      'known-folders-in-source',
      11,
      [
        'folders.in-source',
        'policy.known-folders-locked',
        'policy.known-folders-name-source',
        'old-account.linked',
      ],
    ],
    ['umlauts', 10, ['folders.in-source', 'old-account.linked']],
    [
      'leftovers',
      0,
      [
        'workplace.notebooks-in-source',
        'workplace.office-uses-source',
        'workplace.apps-use-source',
        'workplace.outlook-uses-source',
        'workplace.drives-in-source',
        'workplace.account-of-source',
        'workplace.look-yourself',
        'workplace.overview',
      ],
    ],
  ])('judges the recording %s', async (name, code, codes) => {
    const answer = await run(['--check', '--json', '--machine', path.join(machines, name)])
    const result = JSON.parse(answer.stdout) as CheckResult
    expect(result.findings.map((finding) => finding.code)).toEqual(codes)
    expect([answer.code, result.exitCode]).toEqual([code, code])
    expect(result.machine).toEqual({ platform: 'windows', osVersion: '10.0.26100', recorded: true })
  })

  describe('where the new account took the slot of the old one', () => {
    let folder: string
    beforeEach(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-slot-'))
      await cp(path.join(machines, 'switched-and-clean'), folder, { recursive: true })
      const file = path.join(folder, 'registry.reg')
      const text = (await readFile(file)).toString('utf16le')
      // What unlinking left was written over: nothing names the old folder any more.
      const key =
        /\[HKEY_CURRENT_USER\\Software\\SyncEngines\\Providers\\OneDrive\\Business2\]\r?\n(?:"[^\n]*\n)*/
      expect(text).toMatch(key)
      await writeFile(file, Buffer.from(text.replace(key, ''), 'utf16le'))
    })
    afterEach(() => rm(folder, { recursive: true, force: true }))

    async function listProfile(profileFolders: readonly string[]): Promise<void> {
      const file = path.join(folder, 'machine.json')
      const machine = JSON.parse(await readFile(file, 'utf8')) as object
      await writeFile(file, JSON.stringify({ ...machine, profileFolders }))
    }
    const own = ['Desktop', 'Documents', 'OneDrive', 'OneDrive - Fabrikam', 'OneDrive - Adatum']

    it('is done where the profile holds no old folder, and says that there is nothing to look through', async () => {
      await listProfile(own)
      const result = await check(folder)
      expect(result).toMatchObject({ scope: 'local', verdict: 'done', exitCode: 0, findings: [] })
      expect(result.steps).toContainEqual({ id: 'files', outcome: 'pass', reason: 'not-applicable' })
      const { stdout } = await run(['--check', '--machine', folder])
      expect(stdout).toMatch(/files +OK: nothing to look through/)
      expect(stdout).toContain('Not asked, because it needs a sign-in: identity, web, links.')
    })

    it('cannot be told of an old folder that the recording has no list of', async () => {
      await listProfile([...own, 'OneDrive - Contoso'])
      expect((await check(folder)).findings).toMatchObject([
        { code: 'files.not-looked-through', evidence: { reason: 'not-recorded', folders: 1 } },
      ])
    })

    it.each([
      ['OneDrive - Contoso', ['files.state-lost']],
      ['C:\\Users\\amy\\OneDrive - Contoso', ['files.state-lost']],
      ['OneDrive - Contoso Ltd', ['files.old-folder-unknown']],
    ])('cannot be told where the profile holds %s', async (name, codes) => {
      await listProfile([...own, name])
      const line = {
        path: 'C:\\Users\\amy\\OneDrive - Contoso\\a.docx',
        size: 5,
        attributes: 0x20,
        reparseTag: 0,
      }
      await writeFile(path.join(folder, 'entries.ndjson'), JSON.stringify(line))
      const result = await check(folder)
      expect(result.findings.map(({ code }) => code)).toEqual(codes)
      expect(result).toMatchObject({ verdict: 'unknown', exitCode: 15 })
    })
  })

  it('finds in the watch phase what was saved in the old folder after the account was gone', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-later-'))
    try {
      await cp(path.join(machines, 'switched-and-clean'), folder, { recursive: true })
      const old = 'C:\\Users\\amy\\OneDrive - Contoso'
      const entry = (name: string, mtime: string): string =>
        JSON.stringify({
          path: `${old}\\${name}`,
          size: 5,
          mtime,
          attributes: 0x20,
          reparseTag: 0,
          placeholderState: 0,
        })
      const lines = [
        entry('before.docx', '2026-11-01T00:00:00Z'),
        entry('after.docx', '2026-11-19T00:00:00Z'),
      ]
      await writeFile(path.join(folder, 'entries.ndjson'), lines.join('\n'))
      const reading = {
        kind: 'read',
        source: 'file-list',
        readAt: '2026-11-10T00:00:00Z',
        value: createScanTally().result(),
      }
      const kept = { tenantId: contoso, roots: [{ folder: old, urlLength: 50 }], reading }
      await writeFile(path.join(folder, 'files-scan.json'), JSON.stringify(kept))
      const watched = await check(folder, '--phase', 'watch')
      expect(watched.findings).toMatchObject([
        { code: 'files.not-uploaded', evidence: { files: 1, bytes: 5 } },
      ])
      expect((await check(folder, '--phase', 'switch')).findings).toEqual([])

      // What was left before, and what the window has rescued since, count too.
      const version = (name: string, day: string): object => ({
        path: `${old}\\${name}`,
        size: 5,
        modifiedAt: Date.parse(day),
      })
      const left = { ...version('before.docx', '2026-11-01T00:00:00Z'), reason: 'changed' }
      await writeFile(path.join(folder, 'files-left.ndjson'), JSON.stringify(left))
      const later = version('after.docx', '2026-11-19T00:00:00Z')
      const at = '2026-11-19T08:00:00Z'
      const copied = {
        ...later,
        kind: 'copied',
        target: 'x',
        renamed: null,
        quickXorHash: 'x',
        sha256: 'x',
        at,
      }
      const journal = [copied, { kind: 'proven', path: `${old}\\after.docx`, at }]
      await writeFile(
        path.join(folder, 'rescue-journal.ndjson'),
        journal.map((line) => JSON.stringify(line)).join('\n'),
      )
      expect((await check(folder, '--phase', 'watch')).findings).toMatchObject([
        { code: 'files.not-uploaded', evidence: { files: 1, changed: 1, rescued: 1 } },
      ])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('finds what only lies in the old folder, by its count, its bytes and why', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-left-'))
    try {
      await cp(path.join(machines, 'both-linked'), folder, { recursive: true })
      const left = (name: string, size: number): string =>
        JSON.stringify({
          path: `C:\\Users\\amy\\OneDrive - Contoso\\${name}`,
          size,
          attributes: 32,
          reparseTag: 0,
          placeholderState: 0,
        })
      const old = await readFile(path.join(folder, 'entries.ndjson'), 'utf8')
      const lines = [left('a.docx', 7), left('x\\CON', 4), left('y.tmp', 2)]
      await writeFile(path.join(folder, 'entries.ndjson'), `${old}${lines.join('\n')}\n`)
      const result = await check(folder)
      expect(result.findings).toMatchObject([
        {
          code: 'files.not-uploaded',
          source: 'file-list',
          evidence: { files: 2, bytes: 11, 'never-uploaded': 1, 'invalid-name': 1 },
        },
        { code: 'files.excluded-by-policy', evidence: { files: 1, bytes: 2 } },
        { code: 'old-account.linked' },
      ])
      expect(result.exitCode).toBe(14)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('says the same in a table, with the evidence and a support code that can be read back', async () => {
    const folder = path.join(machines, 'umlauts')
    const { stdout } = await run(['--check', '--machine', folder])
    expect(stdout).toContain('C:\\Users\\joerg\\OneDrive - Müller & Söhne\\Schreibtisch')
    const code = /Support code (\S+)/.exec(stdout)?.[1] ?? ''
    expect((await run(['--decode', code])).stdout).toContain('folders.in-source, old-account.linked')
  })

  it('refuses a support code with a wrong character', async () => {
    expect(await run(['--decode', '0HA08-1501B'])).toMatchObject({ code: 2, stdout: '' })
  })

  it('explains a wrong flag and ends with 2', async () => {
    const answer = await run(['--chek'])
    expect(answer).toMatchObject({ code: 2, stdout: '' })
    expect(answer.stderr).toContain('Did you mean --check?')
  })

  it('lists every flag for --help', async () => {
    const { stdout, code } = await run(['--help'])
    expect(code).toBe(0)
    for (const flag of [
      '--check',
      '--json',
      '--machine DIR',
      '--config FILE',
      '--phase PHASE',
      '--decode CODE',
    ]) {
      expect(stdout).toContain(flag)
    }
  })

  it('says of a system without a sync client that it is not supported', async () => {
    const config = path.join(machines, 'both-linked', 'landfall.json')
    const answer = await run(['--check', '--json', '--config', config])
    expect(answer.code).toBe(21)
    expect(JSON.parse(answer.stdout)).toMatchObject({
      verdict: 'blocked',
      findings: [{ code: 'context.unsupported-platform' }],
    })
  })

  it('looks at a machine before its move only when asked to make ready', async () => {
    const folder = path.join(machines, 'known-folders-in-source')
    const ready = await check(folder, '--phase', 'ready')
    expect(ready.phase).toBe('ready')
    expect(ready.findings.map(({ code }) => code)).not.toContain('account.target-not-linked')
  })

  it.each([
    ['plan.docx', 'plan.docx', 0, 'bytes'],
    ['plan.docx', 'plan.enrich.docx', 0, 'content'],
    ['plan.docx', 'plan.edit.docx', 10, 'no'],
    ['plan.docx', 'protected.docx', 15, 'untold'],
  ])('--same %s %s prints one line of JSON and ends with %i', async (original, copy, code, same) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-same-'))
    try {
      await cp(path.resolve(import.meta.dirname, '../../../fixtures/office'), folder, { recursive: true })
      await writeFile(path.join(folder, 'protected.docx'), makeProtectedDocument())
      const told = await run(['--same', path.join(folder, original), path.join(folder, copy)])
      expect(told.code).toBe(code)
      expect(told.stdout.split('\n')).toHaveLength(2)
      expect(JSON.parse(told.stdout)).toMatchObject({ same, added: expect.any(Array) as string[] })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('--same fails where a file is not there, and is refused with one file', async () => {
    expect((await run(['--same', 'nothing.docx', 'nothing else.docx'])).code).toBe(1)
    expect((await run(['--same', 'nothing.docx'])).code).toBe(2)
  })

  describe('with a recording of its own', () => {
    let folder: string
    beforeEach(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-cli-'))
      await cp(path.join(machines, 'both-linked'), folder, { recursive: true })
    })
    afterEach(() => rm(folder, { recursive: true, force: true }))

    it('names key and reason of a broken configuration and ends with 20', async () => {
      await writeFile(path.join(folder, 'landfall.json'), JSON.stringify({ ...configJson(), target: 7 }))
      const answer = await run(['--check', '--machine', folder])
      expect(answer.code).toBe(20)
      expect(answer.stdout).toMatch(/config\.invalid[^]*key: target\n/)
    })

    it('names the path of a missing configuration and ends with 20', async () => {
      const missing = path.join(folder, 'nowhere.json')
      const result = await check(folder, '--config', missing)
      expect(result).toMatchObject({ exitCode: 20, verdict: 'blocked' })
      expect(result.findings).toMatchObject([{ code: 'config.missing', evidence: { path: missing } }])
    })

    it('says that nothing is due before the move is done', async () => {
      const config = path.join(folder, 'due.json')
      await writeFile(config, JSON.stringify(configJson({ moveState: 'InProgress' })))
      const result = await check(folder, '--config', config)
      expect(result).toMatchObject({ verdict: 'not-due', exitCode: 0, phase: 'not-due' })
    })

    it('cannot tell from a registry that is damaged', async () => {
      await writeFile(path.join(folder, 'registry.reg'), 'nonsense')
      expect(await check(folder)).toMatchObject({ verdict: 'unknown', exitCode: 15 })
    })

    it('says that a folder holds no recording and ends with 2', async () => {
      const answer = await run(['--check', '--machine', path.join(folder, 'nowhere')])
      expect(answer).toMatchObject({ code: 2, stdout: '' })
      expect(answer.stderr).toContain('machine.json: is missing')
    })

    it('lets nothing of a recording move the cursor of the terminal', async () => {
      const file = path.join(folder, 'machine.json')
      const machine = (await readFile(file, 'utf8')).replace('10.0.26100', '10\\u001b[2J')
      await writeFile(file, machine)
      const { stdout } = await run(['--check', '--machine', folder])
      expect(stdout).not.toContain('\u001b')
    })
  })

  it('runs in plain Node and ends with its exit code', async () => {
    const machine = path.join(machines, 'old-account-only')
    const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
      execFile(process.execPath, [program, '--check', '--json', '--machine', machine], (error, out) =>
        resolve({ code: error?.code ?? 0, stdout: out }),
      )
    })
    expect(code).toBe(10)
    expect(JSON.parse(stdout)).toMatchObject({ formatVersion: 1, exitCode: 10 })
  })
})
