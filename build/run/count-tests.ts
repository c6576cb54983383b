import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { repositoryFolder } from '../bootstrap/set-up.mjs'

export type TimedTest = { readonly name: string; readonly seconds: number }

/** How a gate ended: a number, and names. `timed` has the tests whose time is known. */
export type TestCount = {
  readonly passed: number
  readonly failed: readonly string[]
  readonly skipped: readonly string[]
  readonly timed: readonly TimedTest[]
}

/** The count of a gate that ran to no result. */
export function failedAs(name: string): TestCount {
  return { passed: 0, failed: [name], skipped: [], timed: [] }
}

export function addCounts(counts: readonly TestCount[]): TestCount {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.flatMap(({ failed }) => failed),
    skipped: counts.flatMap(({ skipped }) => skipped),
    timed: counts.flatMap(({ timed }) => timed),
  }
}

/** The last line of `npm test`. A run without a test never looks green. */
export function toClosingLine({ passed, failed, skipped }: TestCount): string {
  return `${passed} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`
}

/** The lines above the last one: the slowest tests, what was skipped, and last what failed. */
export function toSummary({ failed, skipped, timed }: TestCount, slowest = 20): string {
  const slow = [...timed].sort((one, other) => other.seconds - one.seconds).slice(0, slowest)
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['slowest here', slow.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${name}`)],
    ['skipped here', skipped],
    ['failed here', failed],
  ]
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [`\n${title}:`, ...lines.map((line) => `  ${line}`)].join('\n'))
    .join('\n')
}

type VitestJson = {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages?: readonly string[]
      /** Milliseconds. */
      readonly duration?: number | null
    }[]
  }[]
}

/** Counts vitest's JSON report. A file that could not be run at all counts as one failure. */
export function countVitest(report: VitestJson): TestCount {
  const results = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((one) => ({ ...one, name: `${toPlace(name)}: ${one.fullName}` })),
  )
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  return {
    passed: results.filter(({ status }) => status === 'passed').length,
    failed: [
      ...results
        .filter(({ status }) => status === 'failed')
        .map(({ name, failureMessages: [why] = [] }) => withReason(name, why)),
      ...broken.map(({ name }) => `${toPlace(name)} could not be run`),
    ],
    skipped: results
      .filter(({ status }) => ['skipped', 'pending', 'todo'].includes(status))
      .map(({ fullName }) => fullName),
    timed: results.map(({ name, duration }) => ({ name, seconds: (duration ?? 0) / 1000 })),
  }
}

/** A failure with the first lines of its reason below it: of a long output only the end may be left. */
function withReason(name: string, why = ''): string {
  const lines = stripVTControlCharacters(why)
    .split('\n')
    .filter((line) => line.trim() !== '')
  return [name, ...lines.slice(0, 6).map((line) => `      ${line.slice(0, 240)}`)].join('\n')
}

function toPlace(file: string): string {
  return path.isAbsolute(file) ? path.relative(repositoryFolder, file).split(path.sep).join('/') : file
}

type PlaywrightSuite = {
  readonly title: string
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs?: readonly {
    readonly title: string
    readonly tests: readonly {
      readonly status: 'expected' | 'unexpected' | 'skipped' | 'flaky'
      /** Milliseconds. */
      readonly results?: readonly {
        readonly duration: number
        readonly error?: { readonly message?: string }
      }[]
    }[]
  }[]
}

/** Counts Playwright's JSON report. Flaky is a failure: a race is not hidden. */
export function countPlaywright(report: {
  readonly suites: readonly PlaywrightSuite[]
  readonly errors?: readonly unknown[]
}): TestCount {
  const tests = report.suites.flatMap((suite) => testsOf(suite, []))
  const isFailed = ({ status }: { status: string }): boolean => status === 'unexpected' || status === 'flaky'
  return {
    passed: tests.filter(({ status }) => status === 'expected').length,
    failed: [
      ...tests.filter(isFailed).map(({ name, why }) => withReason(name, why)),
      ...(report.errors ?? []).map(() => 'an error outside the tests'),
    ],
    skipped: tests.filter(({ status }) => status === 'skipped').map(({ title }) => title),
    timed: tests.map(({ name, seconds }) => ({ name, seconds })),
  }
}

type PlaywrightTest = {
  name: string
  title: string
  status: string
  seconds: number
  why: string | undefined
}

function testsOf(suite: PlaywrightSuite, above: readonly string[]): PlaywrightTest[] {
  const place = [...above, suite.title]
  const own = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests.map(({ status, results = [] }) => ({
      name: [...place, title].join(' › '),
      title,
      status,
      why: results.find(({ error }) => error !== undefined)?.error?.message,
      seconds: results.reduce((sum, { duration }) => sum + duration, 0) / 1000,
    })),
  )
  return [...own, ...(suite.suites ?? []).flatMap((inner) => testsOf(inner, place))]
}

/** Reads `N passed, M failed, K skipped` from the end of a gate's output; nothing found is a failure. */
export function countPlainLine(output: string): TestCount {
  const line = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/m.exec(
    output.split('\n').slice(-5).join('\n'),
  )
  if (!line) return failedAs('the output has no count')
  const named = [...output.matchAll(/^✗ (.+)$/gm)].map(([, name]) => name ?? '')
  const failed = Array.from(
    { length: Number(line[2]) },
    (_, place) => named[place] ?? 'a test without a name',
  )
  const skipped = [...output.matchAll(/^skipped: (.+)$/gm)].map(([, name]) => name ?? '')
  return { passed: Number(line[1]), failed, skipped, timed: [] }
}
