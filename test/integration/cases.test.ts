import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseArguments } from '../../electron/context/arguments.ts'
import { runCommandLine } from '../../electron/cli/run-command-line.ts'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import { builtReader } from './electron/built-reader.ts'

/*
 * Recorded computers on which Landfall was wrong once, or right for the right reason. Each folder of `test/cases` is a
 * recording (or holds `recording.zip`) with an `expected.json` that says where the case comes from and what is right.
 */
const folder = path.resolve(import.meta.dirname, '../cases')

const oneOrMore = z.union([z.string(), z.array(z.string())])
const expectedSchema = z.object({
  why: z.string().optional(),
  /** Findings that must be there, with those of their fields and evidence that matter. */
  must: z
    .array(
      z.object({
        code: oneOrMore,
        step: z.string().optional(),
        outcome: z.string().optional(),
        evidence: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .default([]),
  mustNot: z.array(z.string()).default([]),
  steps: z.record(z.string(), oneOrMore).default({}),
  exit: z.number().optional(),
  notExit: z.number().optional(),
  verdict: z.string().optional(),
})

describe.each(readdirSync(folder))('the recorded computer %s', (name) => {
  it('is judged as its expected.json says', async () => {
    const expected = expectedSchema.parse(
      JSON.parse(await readFile(path.join(folder, name, 'expected.json'), 'utf8')),
    )
    const { code, result } = await check(path.join(folder, name))
    const codes = result.findings.map((finding) => finding.code)
    for (const { code: wanted, ...finding } of expected.must) {
      const known = [wanted].flat()
      const found = result.findings.filter((one) => known.includes(one.code))
      expect(found, `${known.join(' or ')} among ${codes.join(', ')}`).not.toEqual([])
      expect(found[0]).toMatchObject(finding)
    }
    for (const unwanted of expected.mustNot) expect(codes).not.toContain(unwanted)
    for (const [id, outcome] of Object.entries(expected.steps)) {
      expect([outcome].flat(), id).toContain(result.steps.find((step) => step.id === id)?.outcome)
    }
    if (expected.exit !== undefined) expect(code).toBe(expected.exit)
    if (expected.notExit !== undefined) expect(code).not.toBe(expected.notExit)
    if (expected.verdict !== undefined) expect(result.verdict).toBe(expected.verdict)
  })
})

async function check(recording: string): Promise<{ code: number; result: CheckResult }> {
  const isPacked = readdirSync(recording).includes('recording.zip')
  const place = isPacked ? ['--replay', path.join(recording, 'recording.zip')] : ['--machine', recording]
  let output = ''
  let errors = ''
  const code = await runCommandLine(parseArguments(['--check', '--json', ...place], 'terminal'), {
    stdout: { write: (text) => (output += text) },
    stderr: { write: (text) => (errors += text) },
    platform: 'linux',
    reader: builtReader,
  })
  expect(errors).toBe('')
  return { code, result: JSON.parse(output) as CheckResult }
}
