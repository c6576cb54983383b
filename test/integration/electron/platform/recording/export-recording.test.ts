import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseArguments } from '../../../../../electron/context/arguments.ts'
import { runCommandLine } from '../../../../../electron/cli/run-command-line.ts'
import { unpackRecording } from '../../../../../electron/platform/recording/unpack-recording.ts'
import { writeRecording } from '../../../../../electron/platform/recording/write-recording.ts'
import { writeKeptLibraries } from '../../../../../shared/recording/kept-libraries.ts'
import type { CheckResult } from '../../../../../shared/checks/check-result.ts'
import { anyMachine, type AnyMachine } from '../../../../world/any-machine.ts'
import { builtReader } from '../../built-reader.ts'

const machines = path.resolve(import.meta.dirname, '../../../../world/machines')
let folder: string
let number = 0

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-export-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function place(): string {
  number += 1
  return path.join(folder, `${number}.zip`)
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' }
  const asked = parseArguments(args, 'terminal')
  const code = await runCommandLine(asked, {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    platform: 'linux',
    reader: builtReader,
  })
  return { code, ...written }
}

/** What a check says, but for what only describes the place: codes, steps, verdict, exit code, and how many files. */
async function judge(...words: string[]) {
  const { out, err } = await run('--check', '--json', ...words)
  if (out === '') throw new Error(err)
  const { phase, verdict, steps, findings, supportCode, exitCode } = JSON.parse(out) as CheckResult
  const amounts = findings.flatMap(({ code, evidence: { paths, ...counts } }) =>
    code.startsWith('files.') ? [{ counts, folders: Array.isArray(paths) ? paths.length : 0 }] : [],
  )
  return { phase, verdict, steps, codes: findings.map(({ code }) => code), amounts, supportCode, exitCode }
}

async function exportTo(...words: string[]): Promise<string> {
  const file = place()
  const { code, err } = await run('--export', file, ...words)
  expect([code, err]).toEqual([0, ''])
  return file
}

/** As `use` with `--replay`, without the process that reads a stranger's recording: that would be started some 600 times. */
async function inFolder<Answer>(file: string, use: (...place: string[]) => Promise<Answer>): Promise<Answer> {
  const { folder: unpacked, remove } = await unpackRecording(file)
  try {
    return await use('--machine', unpacked)
  } finally {
    await remove()
  }
}

async function writeMachine({ content, entries, config }: AnyMachine): Promise<string> {
  const file = place()
  await writeRecording(file, false, async (takeEntries) => {
    await takeEntries(entries)
    return { content, papers: [{ name: 'landfall.json', text: JSON.stringify(config) }] }
  })
  return file
}

/** All that is in a recording, names too, in either encoding. */
async function textOf(file: string): Promise<string> {
  const { folder: unpacked, remove } = await unpackRecording(file)
  const names = await readdir(unpacked, { recursive: true, withFileTypes: true })
  const texts = await Promise.all(
    names
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const place = path.join(entry.parentPath, entry.name)
        const bytes = await readFile(place)
        return [path.relative(unpacked, place), bytes.toString('utf8'), bytes.toString('utf16le')].join('\n')
      }),
  )
  await remove()
  expect(texts.length).toBeGreaterThan(3)
  return texts.join('\n')
}

describe('a recording', () => {
  it('is judged to the same findings when it was exported, and when it was redacted, whatever the computer', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(anyMachine, async (machine) => {
        const original = await writeMachine(machine)
        const expected = await inFolder(original, judge)
        for (const code of expected.codes) seen.add(code)
        const exported = await inFolder(original, exportTo)
        expect(await inFolder(exported, judge)).toEqual(expected)
        const redacted = await inFolder(exported, (...place) => exportTo(...place, '--redact'))
        expect(await inFolder(redacted, judge)).toEqual(expected)
        await Promise.all([original, exported, redacted].map((file) => rm(file)))
      }),
      { numRuns: 100 },
    )
    // The generator is worth something only while it reaches most of what can be found on a computer.
    expect(seen.size).toBeGreaterThan(20)
  }, 600_000)

  it.each([
    'both-linked',
    'everything-left-to-do',
    'husk-keys',
    'known-folders-in-source',
    'leftovers',
    'old-account-only',
    'policy-blocks',
    'switched-and-clean',
    'umlauts',
  ])('of the computer %s stays what it is, exported and redacted', async (name) => {
    const machine = path.join(machines, name)
    const expected = await judge('--machine', machine)
    const exported = await exportTo('--machine', machine)
    expect(await judge('--replay', exported)).toEqual(expected)
    expect(await judge('--replay', await exportTo('--replay', exported, '--redact'))).toEqual(expected)
  })

  it.each(['app-store-old-only', 'localised-libraries-leftover-folder', 'standalone-both-linked'])(
    'of the Mac %s stays what it is, exported and redacted',
    async (name) => {
      const machine = path.resolve(machines, '../../fixtures/macos', name)
      const places = ['--machine', machine, '--config', path.join(machines, 'both-linked/landfall.json')]
      const expected = await judge(...places)
      expect(expected.codes).not.toEqual([])
      const exported = await exportTo(...places)
      expect(await judge('--replay', exported)).toEqual(expected)
      const redacted = await exportTo('--replay', exported, '--redact')
      expect(await judge('--replay', redacted)).toEqual(expected)
      expect((await textOf(redacted)).match(/contoso|fabrikam|amy[._]lee/gi)).toBeNull()
    },
  )

  it('carries the libraries that were kept before the move, which nothing on the computer names any more', async () => {
    const machine = path.join(folder, 'kept-libraries')
    await cp(path.join(machines, 'switched-and-clean'), machine, { recursive: true })
    expect((await judge('--machine', machine)).codes).not.toContain('workplace.libraries-in-source')
    const kept = {
      tenantId: '11111111-1111-4111-8111-111111111111',
      keptAt: '2026-11-10T08:00:00Z',
      libraries: ['Plans', 'Zwinkerstein'].map((name) => ({
        folder: `C:\\Users\\amy\\Contoso\\${name} - Documents`,
        kind: 'library' as const,
        siteUrl: `https://contoso.sharepoint.com/sites/${name}`,
        owner: 'old' as const,
        isSettled: name === 'Plans',
      })),
    }
    await writeFile(path.join(machine, 'old-libraries.json'), writeKeptLibraries([kept]))
    const expected = await judge('--machine', machine)
    expect(expected.codes).toContain('workplace.libraries-in-source')
    const exported = await exportTo('--machine', machine)
    expect(await judge('--replay', exported)).toEqual(expected)
    const redacted = await exportTo('--replay', exported, '--redact')
    expect(await judge('--replay', redacted)).toEqual(expected)
    expect(await textOf(exported)).toContain('Zwinkerstein')
    expect(await textOf(redacted)).not.toMatch(/zwinkerstein|contoso/i)
  })

  it('holds nothing of a person, an organisation or a file once it is redacted', async () => {
    const redacted = await exportTo('--machine', path.join(machines, 'umlauts'), '--redact')
    const all = (await textOf(redacted)).toLowerCase()
    const original = await readFile(path.join(machines, 'umlauts', 'registry.reg'))
    for (const word of ['contoso', 'fabrikam', 'müller', 'jürgen', 'joerg', 'S-1-5-21-1004']) {
      expect(all).not.toContain(word.toLowerCase())
    }
    // The words are really there before.
    expect(`${original.toString('utf8')}${original.toString('utf16le')}`.toLowerCase()).toContain('fabrikam')
  })

  it('is never written over a file that is there', async () => {
    const file = place()
    await writeFile(file, 'mine')
    const { code, err } = await run('--export', file, '--machine', path.join(machines, 'both-linked'))
    expect([code, err]).toEqual([2, `No recording was written: ${file} is there already.\n`])
    expect(await readFile(file, 'utf8')).toBe('mine')
  })

  it('leaves nothing where it cannot be written', async () => {
    const closed = path.join(folder, 'missing', 'x.zip')
    const { code, err } = await run('--export', closed, '--machine', path.join(machines, 'both-linked'))
    expect([code, err]).toEqual([2, `No recording was written: ${closed} cannot be written.\n`])
    const empty = path.join(folder, 'empty')
    await mkdir(empty)
    const failing = writeRecording(path.join(empty, 'x.zip'), false, async () => {
      throw new Error('nothing to write')
    })
    await expect(failing).rejects.toThrow('nothing to write')
    expect(await readdir(empty)).toEqual([])
  })
})
