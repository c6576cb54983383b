import { unlinkSync } from 'node:fs'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import type { CopyProgress, StopReason } from '../../../shared/files/rescue.ts'
import type { Amount } from '../../../shared/files/scan.ts'
import { TargetFailure } from '../copy/copy-failures.ts'
import { copyFiles, type CopyJob } from '../copy/copy-files.ts'
import type { JournalLine } from '../copy/journal.ts'
import { addTo, notePast } from '../inventory/read-list.ts'
import type { Past } from '../inventory/read-list.ts'
import type { TargetPlan } from '../plan/plan-targets.ts'
import { createMark, isOurTemporary } from '../plan/temporary-name.ts'
import { toHost } from '../plan/target-name.ts'

export type RunEnd = { readonly kind: 'finished' } | { readonly kind: 'stopped'; readonly reason: StopReason }

/** Copying under way. */
export type Run = {
  readonly ended: Promise<RunEnd>
  progress(): CopyProgress
  isPaused(): boolean
  pause(): void
  resume(): void
  /** What is whole is kept, what is not is taken away. */
  stop(): void
}

export type RunJob = Pick<CopyJob, 'table' | 'roots' | 'targetRoot' | 'disk' | 'journal' | 'now'> & {
  readonly plan: TargetPlan
  readonly past: Past
  /** Something is other than it was: progress, or what became of a file. */
  readonly changed: () => void
  readonly retryPauses: readonly number[]
}

/** Another program holds it or writes to it: it is tried again, in so many milliseconds each time. */
export const usualRetryPauses: readonly number[] = [500, 2_000, 5_000]

/** So long nothing else in this process is heard. */
const longestTurn = 20
/** The speed shown is that of the last seconds. */
const speedMilliseconds = 5_000
/** What a file costs besides its bytes: many small ones take longer than one large. */
const bytesForFile = 64 * 1024
const failuresAtOnce = 1_000

class Stopped extends Error {}

/** Begins to copy a plan. */
export function startRun(job: RunJob): Run {
  const { table, plan, past, changed } = job
  // What is written down is this process's past too.
  const journal: RunJob['journal'] = {
    write: async (lines) => {
      await job.journal.write(lines)
      for (const line of lines) notePast(past, table, line)
    },
  }
  const of = amountOf(job, plan.rows)
  let done: Amount = { files: 0, bytes: 0 }
  let bytes = 0
  let failed = 0
  const gate = createGate()
  const speed = createSpeed()

  async function run(): Promise<RunEnd> {
    const mark = createMark()
    try {
      await journal.write([{ kind: 'run', mark, at: job.now().toISOString() }])
      clearLeftovers(job)
      let rows: ArrayLike<number> = plan.rows
      for (const pause of [0, ...job.retryPauses]) {
        if (rows.length === 0) break
        if (pause > 0) await gate.waitFor(pause)
        for (let at = 0; at < rows.length; at += 1) table.fail(rows[at] ?? 0, null)
        rows = await copyFiles(
          {
            ...job,
            journal,
            mark,
            pass: gate.pass,
            onBytes: (written) => {
              bytes += written
              speed.add(written, performance.now())
              changed()
            },
            onFile,
          },
          rows,
          plan.candidates,
        )
      }
      for (let at = 0; at < rows.length; at += 1) onFile(rows[at] ?? 0)
      return { kind: 'finished' }
    } catch (error) {
      if (error instanceof Stopped) return { kind: 'stopped', reason: 'asked' }
      if (error instanceof TargetFailure) return { kind: 'stopped', reason: error.reason }
      throw error
    } finally {
      await writeFailures(job).catch(() => undefined)
    }
  }

  function onFile(row: number): void {
    if (table.status(row) === 'failed') failed += 1
    else done = addTo(done, table.size(row))
    speed.add(bytesForFile, performance.now())
    changed()
  }

  return {
    ended: run(),
    progress: () => {
      const left = (of.files - done.files - failed) * bytesForFile + of.bytes - bytes
      const perSecond = speed.perSecond(performance.now())
      const isMoving = perSecond.all > 0 && !gate.isPaused()
      const secondsLeft = isMoving ? Math.ceil(Math.max(0, left) / perSecond.all) : null
      return { done: { files: done.files, bytes }, of, failed, bytesPerSecond: perSecond.bytes, secondsLeft }
    },
    isPaused: gate.isPaused,
    pause: gate.pause,
    resume: gate.resume,
    stop: gate.stop,
  }
}

/** Where copying waits: for other work of this process, while it is paused, and for its end. */
function createGate() {
  let isStopping = false
  let turnBegan = performance.now()
  let paused: { readonly promise: Promise<void>; readonly end: () => void } | null = null

  async function pass(): Promise<void> {
    if (performance.now() - turnBegan > longestTurn) {
      await setImmediate()
      turnBegan = performance.now()
    }
    while (paused !== null && !isStopping) await paused.promise
    if (isStopping) throw new Stopped()
  }

  async function waitFor(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds
    while (performance.now() < until) {
      await wait(Math.min(100, milliseconds))
      await pass()
    }
  }

  const wake = (): void => {
    const { end } = paused ?? { end: () => undefined }
    paused = null
    end()
  }

  return {
    /** Fails with `Stopped` where copying is to end. */
    pass,
    waitFor,
    isPaused: () => paused !== null,
    pause: () => {
      if (paused !== null) return
      let end = (): void => undefined
      const promise = new Promise<void>((resolve) => {
        end = resolve
      })
      paused = { promise, end }
    },
    resume: wake,
    stop: () => {
      isStopping = true
      wake()
    },
  }
}

function amountOf({ table }: Pick<RunJob, 'table'>, rows: ArrayLike<number>): Amount {
  let amount: Amount = { files: 0, bytes: 0 }
  for (let at = 0; at < rows.length; at += 1) amount = addTo(amount, table.size(rows[at] ?? 0))
  return amount
}

/** What could not be copied is known the next time too. */
async function writeFailures({ table, plan, journal, now }: RunJob): Promise<void> {
  const at = now().toISOString()
  let failures: JournalLine[] = []
  for (const row of plan.rows) {
    const failure = table.failure(row)
    if (failure === null) continue
    failures.push({ kind: 'failed', path: table.path(row), failure, at })
    if (failures.length < failuresAtOnce) continue
    await journal.write(failures)
    failures = []
  }
  await journal.write(failures)
}

/** Takes away temporary files of runs that were broken off: those that our own journal names, and no others. */
function clearLeftovers(job: RunJob): void {
  const { table, plan, past, disk } = job
  if (past.unreached.size === 0) return
  const folders = new Set<string>()
  const add = (target: string): unknown => folders.add(target.slice(0, target.lastIndexOf('/')))
  for (const target of past.unreached.values()) add(target)
  // What was meant for one folder may have been on its way into another.
  for (const row of plan.rows) add(table.target(row) ?? '')
  for (const folder of folders) {
    const place = toHost(job, folder)
    for (const { name, kind } of disk.list(place) ?? [])
      if (kind === 'file' && isOurTemporary(name, past.marks))
        unlinkSync(disk.place(`${place}${disk.separator}${name}`))
  }
}

/** How much was done lately: bytes, and the same with what files cost besides. */
function createSpeed() {
  let parts: { readonly at: number; bytes: number; all: number }[] = []
  const began = performance.now()
  const isRecent = (now: number) => (part: { readonly at: number }) => now - part.at < speedMilliseconds
  return {
    add: (amount: number, now: number): void => {
      const isFile = amount === bytesForFile
      const last = parts.at(-1)
      const part = last !== undefined && now - last.at < 250 ? last : { at: now, bytes: 0, all: 0 }
      if (part !== last) parts = [...parts.filter(isRecent(now)), part]
      part.all += amount
      if (!isFile) part.bytes += amount
    },
    perSecond: (now: number): { readonly bytes: number; readonly all: number } => {
      const recent = parts.filter(isRecent(now))
      const seconds = Math.max(0.25, Math.min(speedMilliseconds, now - began) / 1000)
      const sum = (part: 'bytes' | 'all'): number => recent.reduce((total, one) => total + one[part], 0)
      return {
        bytes: Math.max(0, Math.round(sum('bytes') / seconds)),
        all: Math.max(0, sum('all') / seconds),
      }
    },
  }
}
