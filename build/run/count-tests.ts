/** How a gate ended, in numbers. */
export type TestCount = {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
}

export function addCounts(counts: readonly TestCount[]): TestCount {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    skipped: counts.flatMap(({ skipped }) => skipped),
  }
}

/** The last line of `npm test`. A run without a test never looks green. */
export function toClosingLine({ passed, failed, skipped }: TestCount): string {
  return `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`
}

type VitestJson = {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Counts vitest's JSON report. A file that could not be run at all counts as one failure. */
export function countVitest(report: VitestJson): TestCount {
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  return {
    passed: results.filter(({ status }) => status === 'passed').length,
    failed: results.filter(({ status }) => status === 'failed').length + broken.length,
    skipped: results
      .filter(({ status }) => ['skipped', 'pending', 'todo'].includes(status))
      .map((r) => r.fullName),
  }
}

type PlaywrightSuite = {
  readonly title: string
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs?: readonly {
    readonly title: string
    readonly tests: readonly { readonly status: 'expected' | 'unexpected' | 'skipped' | 'flaky' }[]
  }[]
}

/** Counts Playwright's JSON report. Flaky is a failure: a race is not hidden. */
export function countPlaywright(report: {
  readonly suites: readonly PlaywrightSuite[]
  readonly errors?: readonly unknown[]
}): TestCount {
  const tests = report.suites.flatMap(testsOf)
  return {
    passed: tests.filter(({ status }) => status === 'expected').length,
    failed:
      tests.filter(({ status }) => status === 'unexpected' || status === 'flaky').length +
      (report.errors?.length ?? 0),
    skipped: tests.filter(({ status }) => status === 'skipped').map(({ title }) => title),
  }
}

function testsOf(suite: PlaywrightSuite): { title: string; status: string }[] {
  const own = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests.map(({ status }) => ({ title, status })),
  )
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)]
}

/** Reads `N passed, M failed, K skipped` from the end of a gate's output; nothing found is a failure. */
export function countPlainLine(output: string): TestCount {
  const line = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/m.exec(
    output.split('\n').slice(-5).join('\n'),
  )
  if (!line) return { passed: 0, failed: 1, skipped: [] }
  const skipped = [...output.matchAll(/^skipped: (.+)$/gm)].map(([, name]) => name ?? '')
  return { passed: Number(line[1]), failed: Number(line[2]), skipped }
}
