import assert from 'node:assert/strict'
import { readRunsAs } from '../../../electron/platform/windows/runs-as.ts'
import { describe, it } from './on-windows.ts'

describe('readRunsAs, with the stronger token', () => {
  it('says that the process is elevated', () => {
    assert.equal(readRunsAs(), 'elevated')
  })
})
