import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCommandLine } from '../../../../electron/cli/run-command-line.ts'
import { parseArguments } from '../../../../electron/context/arguments.ts'

const machines = path.resolve(import.meta.dirname, '../../../world/machines')
const cache = 'files/C/Users/amy/AppData/Local/Microsoft/Office/16.0/OfficeFileCache'

let machine: string
beforeEach(async () => {
  machine = await mkdtemp(path.join(os.tmpdir(), 'landfall-office-'))
  await cp(path.join(machines, 'both-linked'), machine, { recursive: true })
})
afterEach(() => rm(machine, { recursive: true, force: true }))

async function check(): Promise<string> {
  let said = ''
  const io = { stdout: { write: (text: string) => (said += text) }, stderr: { write: () => true } }
  const asked = parseArguments(['--check', '--json', '--machine', machine], 'terminal')
  await runCommandLine(asked, { ...io, platform: 'linux' })
  return said
}

/** The cache's own database, and a document with a part that was not sent. Their format is not published. */
async function keepUnsentChanges(): Promise<void> {
  await mkdir(path.join(machine, cache, '0'), { recursive: true })
  await writeFile(path.join(machine, cache, 'CentralTable.accdb'), 'Standard ACE DB')
  await writeFile(path.join(machine, cache, '0/FSD-{11111111-1111-4111-8111-111111111111}.FSD'), 'unsent')
}

// What is unsent cannot be told from outside, so the cache changes nothing. `words.test.ts` holds what the finding asks for.
it('a person is asked to look in Office before the old account goes, whatever Office keeps unsent', async () => {
  const before = await check()
  await keepUnsentChanges()
  const after = await check()
  const codesOf = (text: string): readonly string[] =>
    (JSON.parse(text) as { findings: readonly { code: string }[] }).findings.map(({ code }) => code)
  expect(codesOf(after)).toEqual(codesOf(before))
  expect(codesOf(after)).toContain('old-account.linked')
})
