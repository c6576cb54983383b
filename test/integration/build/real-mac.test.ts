import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { repositoryFolder } from '../../../build/bootstrap/set-up.mjs'

/* The checks for a real Mac, as far as they can be read without one. */
const script = path.join(repositoryFolder, 'test/real-mac/prove-mac.sh')

function run(...args: readonly string[]): readonly [code: number | null, said: string] {
  const { status, stdout, stderr } = spawnSync('sh', [script, ...args], { encoding: 'utf8' })
  return [status, `${stdout}${stderr}`]
}

describe('prove-mac.sh', () => {
  it('lists its checks by number, and runs none', () => {
    const [code, said] = run('--list')
    const lines = said.trim().split('\n')
    expect(code).toBe(0)
    expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(lines.map((_, place) => place + 1))
    expect(new Set(lines.map((line) => line.replace(/^\d+\. /, ''))).size).toBe(15)
  })

  it.skipIf(process.platform === 'darwin')('does nothing on another system', () => {
    expect(run('Landfall.pkg')).toEqual([2, 'this is not a Mac\n'])
  })

  it.skipIf(!existsSync('/usr/bin/shellcheck'))('gives shellcheck nothing to say', () => {
    const { status, stdout } = spawnSync('shellcheck', [script], { encoding: 'utf8' })
    expect([status, stdout]).toEqual([0, ''])
  })
})
