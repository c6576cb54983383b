import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { TookTooLong, withTimeLimit } from '../../../../electron/cli/time-limit.ts'

const limitFile = pathToFileURL(
  path.resolve(import.meta.dirname, '../../../../electron/cli/time-limit.ts'),
).href

const last = { words: 'too long\n', folder: '/nowhere' }

/** Runs work in a program of its own: what ends a process would end this test otherwise. */
function runProgram(
  work: string,
  folder = last.folder,
): Promise<{
  readonly code: unknown
  readonly signal: unknown
  readonly stdout: string
  readonly stderr: string
}> {
  const program = `
    import { withTimeLimit } from ${JSON.stringify(limitFile)}
    const last = ${JSON.stringify({ ...last, folder })}
    console.log('answer', await withTimeLimit(300, last, async () => { ${work} }))`
  return new Promise((resolve) => {
    const flags = ['--input-type=module', '-e', program]
    execFile(process.execPath, flags, { timeout: 110_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, signal: error?.signal ?? null, stdout: stdout.trim(), stderr }),
    )
  })
}

describe('withTimeLimit', () => {
  it('answers what the work answers, and fails as it fails', async () => {
    expect(await withTimeLimit(60_000, last, async () => 'done')).toBe('done')
    const failure = new Error('its own')
    await expect(withTimeLimit(60_000, last, () => Promise.reject(failure))).rejects.toBe(failure)
  })

  it('gives up work that does not come back', async () => {
    await expect(withTimeLimit(30, last, () => new Promise(() => undefined))).rejects.toBeInstanceOf(
      TookTooLong,
    )
  })

  it('leaves time to work that says that it comes forward', async () => {
    const work = withTimeLimit(2_000, last, async (heard) => {
      for (let step = 0; step < 8; step += 1) {
        await wait(300)
        heard()
      }
      return 'done'
    })
    expect(await work).toBe('done')
  })

  it('holds up no program whose work is done', async () => {
    expect(await runProgram('return 1')).toEqual({ code: 0, signal: null, stdout: 'answer 1', stderr: '' })
  })

  it.each([
    ['a pattern that never ends', "await null; return /^(a+)+$/.test('a'.repeat(60) + 'b')"],
    ['a loop that never ends', 'for (;;);'],
  ])('ends the program in the middle of %s, and leaves nothing behind', async (_, work) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-limit-'))
    await writeFile(path.join(folder, 'machine.json'), '{}')
    const { signal, stdout, stderr } = await runProgram(work, folder)
    expect([signal, stdout, stderr]).toEqual(['SIGKILL', '', last.words])
    expect(existsSync(folder)).toBe(false)
  })
})
