import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { repositoryFolder } from '../../../build/bootstrap/set-up.mjs'

const check = path.join(repositoryFolder, '.github/workflows/check.yml')
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-workflows-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function lint(...files: readonly string[]): readonly [code: number | null, said: string] {
  const program = path.join(repositoryFolder, 'build/lint-workflows.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...files], { encoding: 'utf8' })
  return [status, `${stdout}${stderr}`]
}

describe('the workflows for GitHub', { timeout: 120_000 }, () => {
  it('are read by GitHub’s own parser and by actionlint without a complaint', () => {
    expect(lint()).toEqual([0, '5 workflows, 0 complaints\n'])
  })

  it('are refused where a key, a matrix, a runner or an action is wrong', async () => {
    const right = await readFile(check, 'utf8')
    const wrong = [
      ['timeout-minutes: 60', 'time-out: 60', /time-out/],
      ['runs-on: ${{ matrix.os }}', 'runs-on: ${{ matrix.system }}', /system/],
      ['ubuntu-24.04', 'ubuntu-1.04', /ubuntu-1\.04/],
      ['@820762786026740c76f36085b0efc47a31fe5020', '@v7', /not named by its commit/],
    ] as const
    const files = await Promise.all(
      wrong.map(async ([was, is], number) => {
        const file = path.join(folder, `${number}.yml`)
        await writeFile(file, right.replace(was, is))
        return file
      }),
    )
    const [code, said] = lint(...files)
    const lines = said.split('\n')
    for (const [number, [, , complaint]] of wrong.entries())
      expect(lines.filter((line) => line.startsWith(`${files[number]}: `)).join()).toMatch(complaint)
    expect(code).toBe(1)
  })
})
