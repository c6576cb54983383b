import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { readRunsAs } from '../../../electron/platform/windows/runs-as.ts'
import { describe, it } from './on-windows.ts'

describe('readRunsAs, with the stronger token', () => {
  it('says that the process is elevated', () => {
    assert.equal(readRunsAs(), 'elevated')
  })
})

describe('--status, with the stronger token', () => {
  it('says that there is no one’s status here', () => {
    const cli = join(import.meta.dirname, 'cli', 'cli.mjs')
    assert.equal(spawnSync(process.execPath, [cli, '--status'], { stdio: 'ignore' }).status, 21)
  })
})
