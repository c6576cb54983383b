import { openLedger, type JournalLine, type Ledger } from '../copy/journal.ts'
import { readFree } from '../plan/judge-space.ts'
import type { RescueContext } from './rescue-context.ts'
import type { RescueMachine } from './rescue-protocol.ts'
import { startRun, usualRetryPauses, type Run } from './rescue-run.ts'

/** Copies what was planned; copying goes on after the verb that started it. */
export function createCopyVerbs(
  context: RescueContext,
): Pick<RescueMachine, 'start' | 'pause' | 'resume' | 'stop'> {
  const { ports } = context

  /** Never throws: what no one expected ends the run too, and the next plan continues it. */
  async function finish(run: Run, journal: Ledger<JournalLine>): Promise<void> {
    const end = await run.ended.catch((error: unknown) => {
      ports.broken(error)
      return { kind: 'stopped', reason: 'unexpected' } as const
    })
    await journal.close().catch(() => undefined)
    const early =
      end.kind === 'finished'
        ? null
        : ({ kind: 'stopped', reason: end.reason, progress: run.progress() } as const)
    const { opened } = context
    const target = opened?.places.target
    if (opened && target?.kind === 'ready') opened.free = await readFree(ports.disk, target.root)
    context.step({ kind: 'copying-ended', run, early })
    context.showAll()
    ports.settled()
  }

  return {
    start: async () => {
      const { opened } = context
      const stage = context.stage()
      // Another list is being read: what was planned belongs to the one before.
      if (context.opening > 0) return
      if (opened === null || stage.kind !== 'planned' || stage.planned.shown.space.kind === 'too-little')
        return
      const { table, places, past } = opened
      if (places.target.kind === 'unavailable') return
      const journal = openLedger<JournalLine>(places.journalFile)
      const run = startRun({
        table,
        plan: stage.planned.targets,
        past,
        roots: places.roots,
        targetRoot: places.target.root,
        disk: ports.disk,
        journal,
        now: ports.now,
        changed: context.showSoon,
        retryPauses: ports.retryPauses ?? usualRetryPauses,
      })
      context.step({ kind: 'copying-began', run, done: finish(run, journal) })
      context.showAll()
    },
    pause: async () => {
      const stage = context.stage()
      if (stage.kind === 'copying') stage.run.pause()
      context.showAll()
    },
    resume: async () => {
      const stage = context.stage()
      if (stage.kind === 'copying') stage.run.resume()
      context.showAll()
    },
    stop: async () => {
      const stage = context.stage()
      if (stage.kind !== 'copying') return
      stage.run.stop()
      await stage.done
    },
  }
}
