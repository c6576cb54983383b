import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseArguments } from '../../../../electron/context/arguments.ts'
import { runCommandLine } from '../../../../electron/cli/run-command-line.ts'
import { unpackRecording } from '../../../../electron/platform/index.ts'
import type { CheckResult } from '../../../../shared/checks/check-result.ts'
import { builtReader } from '../built-reader.ts'

const machine = path.resolve(import.meta.dirname, '../../../world/machines/both-linked')
const old = 'C:\\Users\\amy\\OneDrive - Contoso'
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-blocked-'))
  await cp(machine, path.join(folder, 'machine'), { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The endings that each tenant blocks, as the admin has written them. */
async function configure(side: 'source' | 'target', blockedEndings: readonly string[]): Promise<void> {
  const file = path.join(folder, 'machine', 'landfall.json')
  const config = JSON.parse(await readFile(file, 'utf8')) as Record<string, object>
  await writeFile(file, JSON.stringify({ ...config, [side]: { ...config[side], blockedEndings } }))
}

async function leave(...names: readonly string[]): Promise<void> {
  const shape = {
    size: 5,
    mtime: '2026-11-19T16:40:00Z',
    attributes: 0x20,
    reparseTag: 0,
    placeholderState: 0,
  }
  const lines = names.map((name) => `${JSON.stringify({ path: `${old}\\${name}`, ...shape })}\n`)
  await appendFile(path.join(folder, 'machine', 'entries.ndjson'), lines.join(''))
}

async function run(...args: readonly string[]): Promise<string> {
  let written = ''
  const io = { write: (text: string) => (written += text) }
  await runCommandLine(parseArguments(args, 'terminal'), {
    stdout: io,
    stderr: io,
    platform: 'linux',
    reader: builtReader,
  })
  return written
}

async function filesOf(...args: readonly string[]): Promise<unknown[][]> {
  const { findings } = JSON.parse(await run('--check', '--json', ...args)) as CheckResult
  return findings
    .filter(({ step }) => step === 'files')
    .map(({ code, evidence }) => [code, evidence['files'], evidence['bytes']])
}

describe('endings that the tenant blocks', () => {
  const here = (): readonly string[] => ['--machine', path.join(folder, 'machine')]

  it('are told as never uploaded, and only those of the tenant that has to take the files', async () => {
    await leave('house.DWG', 'plan.docx')
    expect(await filesOf(...here())).toEqual([['files.not-uploaded', 2, 10]])
    await configure('source', ['docx'])
    expect(await filesOf(...here())).toEqual([['files.not-uploaded', 2, 10]])
    await configure('target', ['dwg'])
    const told = [
      ['files.not-uploaded', 1, 5],
      ['files.excluded-by-policy', 1, 5],
    ]
    expect(await filesOf(...here())).toEqual(told)
    // Before the move the old tenant takes them.
    expect(await filesOf(...here(), '--phase', 'ready')).toEqual([
      ['files.not-uploaded', 1, 5],
      ['files.excluded-by-policy', 1, 5],
    ])
  })

  it('have the same result in a recording whose names are replaced, and cannot be read there', async () => {
    await leave('house.secretending', 'plan.docx', 'Secretending notes.txt')
    await configure('target', ['.secretending', 'otherblocked'])
    await configure('source', ['oldblocked'])
    const told = await filesOf(...here())
    expect(told).toEqual([
      ['files.not-uploaded', 2, 10],
      ['files.excluded-by-policy', 1, 5],
    ])
    const file = path.join(folder, 'redacted.zip')
    await run('--export', file, '--redact', ...here())
    expect(await filesOf('--replay', file)).toEqual(told)
    const { folder: unpacked, remove } = await unpackRecording(file)
    try {
      const texts = await Promise.all(
        ['landfall.json', 'entries.ndjson'].map((name) => readFile(path.join(unpacked, name), 'utf8')),
      )
      expect(texts.join('\n')).not.toMatch(/secretending|otherblocked|oldblocked/i)
    } finally {
      await remove()
    }
  })
})
