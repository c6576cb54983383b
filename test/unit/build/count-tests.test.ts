import { describe, expect, it } from 'vitest'
import {
  addCounts,
  countPlainLine,
  countPlaywright,
  countVitest,
  toClosingLine,
} from '../../../build/run/count-tests.ts'

describe('countVitest', () => {
  it('counts a file that could not be loaded as a failure', () => {
    const report = {
      testResults: [
        { name: 'a', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'a works' }] },
        { name: 'b', status: 'failed', assertionResults: [] },
      ],
    }
    expect(countVitest(report)).toEqual({ passed: 1, failed: 1, skipped: [] })
  })
})

describe('countPlaywright', () => {
  it('counts nested suites, and a flaky test as failed', () => {
    const spec = (title: string, status: 'expected' | 'flaky' | 'skipped') => ({ title, tests: [{ status }] })
    const inner = { title: 'inner', specs: [spec('is right', 'expected'), spec('races', 'flaky')] }
    const report = { suites: [{ title: 'file', suites: [inner], specs: [spec('needs Windows', 'skipped')] }] }
    expect(countPlaywright(report)).toEqual({ passed: 1, failed: 1, skipped: ['needs Windows'] })
  })
})

describe('countPlainLine', () => {
  it('takes the last line and the names of what was skipped', () => {
    const output = 'skipped: registry, there is no Wine\n3 passed, 0 failed, 1 skipped\n'
    expect(countPlainLine(output)).toEqual({ passed: 3, failed: 0, skipped: ['registry, there is no Wine'] })
  })

  it('takes an output without a count for a failure', () => {
    expect(countPlainLine('it crashed')).toEqual({ passed: 0, failed: 1, skipped: [] })
  })
})

describe('toClosingLine', () => {
  it('is the plain line that a reader of logs looks for', () => {
    const total = addCounts([
      { passed: 2, failed: 0, skipped: [] },
      { passed: 3, failed: 1, skipped: ['x'] },
    ])
    expect(toClosingLine(total)).toBe('5 passed, 1 failed, 1 skipped')
    expect(toClosingLine({ passed: 1, failed: 0, skipped: [] })).toBe('1 passed, 0 failed')
  })
})
