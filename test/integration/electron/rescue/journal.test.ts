import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { journalName, readJournal } from '../../../../electron/rescue/copy/journal.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-journal-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function readTargets(...targets: readonly string[]): Promise<string[]> {
  const file = path.join(folder, journalName)
  const at = '2026-11-20T09:14:03Z'
  const lines = targets.flatMap((target) => [
    { kind: 'intent', path: 'C:\\old\\a', size: 1, modifiedAt: 1, target, renamed: null },
    { kind: 'renamed', path: 'C:\\old\\a', target, at },
    { kind: 'joined', path: 'C:\\old\\a', size: 1, modifiedAt: 1, target, quickXorHash: 'x', at },
  ])
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  const read: string[] = []
  for await (const line of readJournal(file)) if ('target' in line) read.push(line.target)
  return read
}

describe('a target that a journal names', () => {
  it('is believed where it lies below the new OneDrive', async () => {
    const targets = ['From Contoso/a b/ü.docx', 'From Contoso/..a/b', 'From Contoso/a...b', 'x']
    expect(await readTargets(...targets)).toEqual(targets.flatMap((target) => [target, target, target]))
  })

  it.each([
    '',
    '/etc/passwd',
    '../x',
    'From Contoso/../../x',
    'From Contoso/..',
    'From Contoso/.. /x',
    'From Contoso/./x',
    'From Contoso//x',
    'From Contoso/',
    'C:/Windows/x',
    'From Contoso\\..\\..\\x',
    '\\\\server\\share\\x',
    'From Contoso/a:stream',
    'From Contoso/a\0b',
  ])('is passed over where it is %j', async (target) => {
    expect(await readTargets(target)).toEqual([])
  })
})
