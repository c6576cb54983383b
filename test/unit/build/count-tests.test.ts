import { describe, expect, it } from 'vitest'
import {
  addCounts,
  countPlainLine,
  countPlaywright,
  countVitest,
  toClosingLine,
  toSummary,
} from '../../../build/run/count-tests.ts'

describe('countVitest', () => {
  it('counts a file that could not be loaded as a failure', () => {
    const report = {
      testResults: [
        { name: 'a', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'a works' }] },
        { name: 'b', status: 'failed', assertionResults: [] },
      ],
    }
    expect(countVitest(report)).toMatchObject({ passed: 1, failed: ['b could not be run'], skipped: [] })
  })

  it('names each failure by its file', () => {
    const failed = { status: 'failed', fullName: 'a works', duration: 1_500 }
    const report = { testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [failed] }] }
    const name = 'a.test.ts: a works'
    expect(countVitest(report)).toEqual({
      passed: 0,
      failed: [name],
      skipped: [],
      timed: [{ name, seconds: 1.5 }],
    })
  })
})

describe('a failure', () => {
  const why =
    '\u001B[31mAssertionError\u001B[39m: expected 1 to be 2\n\n  at a\n  at b\n  at c\n  at d\n  at e\n  at f\n'
  const told = ['AssertionError: expected 1 to be 2', '  at a', '  at b', '  at c', '  at d', '  at e']
    .map((line) => `\n      ${line}`)
    .join('')

  it('of a unit test has the first lines of its reason below it', () => {
    const failed = { status: 'failed', fullName: 'a works', failureMessages: [why] }
    const report = { testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [failed] }] }
    expect(countVitest(report).failed).toEqual([`a.test.ts: a works${told}`])
  })

  it('of a walk has them too', () => {
    const tests = [{ status: 'unexpected' as const, results: [{ duration: 1, error: { message: why } }] }]
    const report = { suites: [{ title: 'file', specs: [{ title: 'walks', tests }] }] }
    expect(countPlaywright(report).failed).toEqual([`file › walks${told}`])
  })
})

describe('countPlaywright', () => {
  it('counts nested suites, and a flaky test as failed', () => {
    const spec = (title: string, status: 'expected' | 'flaky' | 'skipped') => ({ title, tests: [{ status }] })
    const inner = { title: 'inner', specs: [spec('is right', 'expected'), spec('races', 'flaky')] }
    const report = { suites: [{ title: 'file', suites: [inner], specs: [spec('needs Windows', 'skipped')] }] }
    expect(countPlaywright(report)).toMatchObject({
      passed: 1,
      failed: ['file › inner › races'],
      skipped: ['needs Windows'],
    })
  })
})

describe('countPlainLine', () => {
  it('takes the last line and the names of what was skipped', () => {
    const output = '✗ reads a hive\nskipped: registry, there is no Wine\n3 passed, 2 failed, 1 skipped\n'
    expect(countPlainLine(output)).toMatchObject({
      passed: 3,
      failed: ['reads a hive', 'a test without a name'],
      skipped: ['registry, there is no Wine'],
    })
  })

  it('takes an output without a count for a failure', () => {
    expect(countPlainLine('it crashed')).toMatchObject({ passed: 0, failed: ['the output has no count'] })
  })
})

describe('toClosingLine', () => {
  it('is the plain line that a reader of logs looks for', () => {
    const total = addCounts([
      { passed: 2, failed: [], skipped: [], timed: [] },
      { passed: 3, failed: ['y'], skipped: ['x'], timed: [] },
    ])
    expect(toClosingLine(total)).toBe('5 passed, 1 failed, 1 skipped')
    expect(toClosingLine({ passed: 1, failed: [], skipped: [], timed: [] })).toBe('1 passed, 0 failed')
  })
})

describe('toSummary', () => {
  it('ends with what failed, after the slowest and what was skipped', () => {
    const timed = [
      { name: 'quick', seconds: 0.1 },
      { name: 'slow', seconds: 12.34 },
    ]
    expect(toSummary({ passed: 1, failed: ['b'], skipped: ['a'], timed }, 1)).toBe(
      '\nslowest here:\n    12.3 s  slow\n\nskipped here:\n  a\n\nfailed here:\n  b',
    )
    expect(toSummary({ passed: 1, failed: [], skipped: [], timed: [] })).toBe('')
  })
})
