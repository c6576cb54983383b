import { hash } from 'node:crypto'
import pg from 'pg'
import type { CompletionReport } from '../../../shared/outputs/report.ts'
import type { TokenPerson } from '../auth/verify-token.ts'
import { ConnectionSilent } from '../database/connection-watch.ts'
import { notifyAdmin } from '../people/find-plan.ts'
import type { PersonChange } from '../progress/count-changes.ts'
import { isDatabaseAway, isUnstorable, type TenantDatabase } from '../database/tenant-database.ts'
import { writeReports, type Acceptance, type SubmittedReport } from './write-reports.ts'

/** Stores reports, many in one transaction. Each is durable when its answer is given. */
export type ReportWriter = {
  readonly accept: (caller: TokenPerson, report: CompletionReport) => Promise<Acceptance>
  /** Milliseconds for which the oldest report has been waiting for its answer; 0 without one. */
  readonly oldestWaitMs: () => number
}

type Waiting = SubmittedReport & {
  readonly since: number
  readonly answer: (acceptance: Acceptance) => void
  readonly fail: (error: unknown) => void
}

const batchLimit = 400
const batchesAtOnce = 2
/** After so long the client has given up, and a second try helps no one. */
const retryMs = 12_000
/** Reports that have waited so long behind a batch that got no answer fail with it: another try takes as long again. */
const behindMs = 6_000
const mayBeUnstorable = /\\u(?:0000|d[89a-f])/i

/**
 * `afterChange` is called after the commit, with each person whose newest report from a computer was stored, before and after.
 * Of one person `reportsADay` reports are accepted in a day (UTC), at all replicas together. A report that is sent again counts again.
 */
export function createReportWriter(
  database: TenantDatabase,
  afterChange: (changes: readonly PersonChange[]) => void,
  reportsADay: number,
): ReportWriter {
  const waiting: Waiting[] = []
  const underWay = new Set<readonly Waiting[]>()

  // While a batch is written the next one gathers: the more there is to do, the larger the batches.
  function startBatches(): void {
    while (waiting.length > 0 && underWay.size < batchesAtOnce) {
      const batch = takeBatch(waiting)
      underWay.add(batch)
      void writeOrFail(batch).finally(() => {
        underWay.delete(batch)
        startBatches()
      })
    }
  }

  async function writeOrFail(batch: readonly Waiting[]): Promise<void> {
    try {
      await writeBatch(batch)
    } catch (error) {
      if (mayRetry(error, batch)) return writeOrFail(batch)
      if (!isUnstorable(error)) {
        const behind = isDatabaseAway(error) ? takeBehind(waiting) : []
        for (const each of [...batch, ...behind]) each.fail(error)
      } else if (batch.length > 1) for (const each of batch) await writeOrFail([each])
      else batch[0]?.answer({ kind: 'refused', code: 'request.invalid' })
    }
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    const { answers, contested, changes } = await writeReports(database, batch, reportsADay)
    for (const [each, acceptance] of answers) each.answer(acceptance)
    if (changes.length > 0) afterChange(changes)
    // A transaction counts once, so the admin's notice has one of its own.
    for (const [each, row] of contested) {
      await notifyAdmin(database, row)
      each.answer({ kind: 'refused', code: 'report.other-account' })
    }
  }

  return {
    accept: (caller, report) =>
      new Promise<Acceptance>((answer, fail) => {
        const content = JSON.stringify(inOrder(report))
        const digest = hash('sha256', content)
        waiting.push({ caller, report, content, hash: digest, since: performance.now(), answer, fail })
        if (waiting.length === 1) setImmediate(startBatches)
      }),
    oldestWaitMs() {
      const oldest = [...underWay, waiting].flatMap((batch) => batch[0]?.since ?? [])
      return oldest.length === 0 ? 0 : performance.now() - Math.min(...oldest)
    },
  }
}

/** Takes the next batch out of the queue. An id is in it once, or the second would not find the first. A risky report is alone. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  const ids = new Set<string>()
  let size = 0
  for (const each of waiting) {
    if (size === batchLimit || ids.has(each.report.id) || (isRisky(each) && size > 0)) break
    ids.add(each.report.id)
    size += 1
    if (isRisky(each)) break
  }
  return waiting.splice(0, size)
}

/** Takes the reports out of the queue that have waited for so long that another try would be too late for them. */
function takeBehind(waiting: Waiting[]): Waiting[] {
  const soonest = performance.now() - behindMs
  const first = waiting.findIndex(({ since }) => since > soonest)
  return waiting.splice(0, first === -1 ? waiting.length : first)
}

function mayRetry(error: unknown, batch: readonly Waiting[]): boolean {
  if (isDeadlock(error) || isReceiptTaken(error)) return true
  // Unknown whether it was stored; by its id it is stored once.
  return error instanceof ConnectionSilent && performance.now() - (batch[0]?.since ?? 0) < retryMs
}

function isRisky({ content, report }: Waiting): boolean {
  return mayBeUnstorable.test(content) || report.sequence > 2_147_483_647
}

/** PostgreSQL cancelled one of two transactions that waited for each other; it was rolled back. */
function isDeadlock(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '40P01'
}

/** Two reports drew the same receipt; the next try draws anew. */
function isReceiptTaken(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === 'reports_receipt'
}

/** The same with keys in one order, so that the same report has the same hash whichever version wrote it down. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  // As entries: what a newer client calls `__proto__` is a name like any other.
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, inOrder(part)]),
  )
}
