/** One line of the reporter's output; `end` comes last, so a run that died is seen. */
export type ReportedLine =
  | {
      readonly kind: 'test'
      readonly name: string
      readonly outcome: 'passed' | 'failed' | 'skipped'
      readonly detail: string
    }
  | { readonly kind: 'end' }

/** The part of node:test's events that is used. */
type TestEvent = {
  readonly type: string
  readonly data: {
    readonly name: string
    readonly nesting: number
    readonly skip?: string | boolean
    readonly details?: {
      readonly type?: string
      readonly error?: { readonly cause?: unknown; readonly message?: string }
    }
  }
}

/** A reporter of node:test: one JSON line per test, named with its suites. */
async function* reportLines(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const names: string[] = []
  for await (const { type, data } of events) {
    if (type === 'test:start') names[data.nesting] = data.name
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const isSuite = data.details?.type === 'suite'
    // A suite fails with its tests; only a failure of its own (a broken hook) has no failed test to show it.
    const error = data.details?.error
    if (isSuite && (type === 'test:pass' || /subtests? failed/.test(String(error?.message)))) continue
    const name = [...names.slice(0, data.nesting), data.name].join(' › ')
    const outcome = type === 'test:fail' ? 'failed' : isSkipped(data.skip) ? 'skipped' : 'passed'
    const detail = outcome === 'failed' ? explain(error) : outcome === 'skipped' ? String(data.skip) : ''
    yield toLine({ kind: 'test', name, outcome, detail })
  }
  yield toLine({ kind: 'end' })
}

function isSkipped(skip: string | boolean | undefined): boolean {
  return skip !== undefined && skip !== false
}

function toLine(line: ReportedLine): string {
  return `${JSON.stringify(line)}\n`
}

function explain(error: { readonly cause?: unknown; readonly message?: string } | undefined): string {
  const cause = error?.cause
  if (cause instanceof Error) return cause.stack ?? cause.message
  return typeof cause === 'string' ? cause : (error?.message ?? 'failed')
}

// node:test asks for a default export.
export { reportLines as default }
