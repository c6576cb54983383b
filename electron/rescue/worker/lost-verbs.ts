import { appendLines, type JournalLine } from '../copy/journal.ts'
import { beginComparison } from '../verify-upload/compare-lost.ts'
import type { KnownFile } from '../verify-upload/verification.ts'
import type { RescueContext } from './rescue-context.ts'
import type { RescueMachine } from './rescue-protocol.ts'

/** Compares the files that only the new OneDrive can tell of. */
export function createLostVerbs(
  context: RescueContext,
): Pick<RescueMachine, 'lost' | 'compare' | 'endComparison'> {
  const { disk, now, settled } = context.ports
  let comparing: Promise<void> = Promise.resolve()

  async function compare(told: readonly KnownFile[]): Promise<void> {
    const { opened, comparison } = context
    const { kind } = context.stage()
    if (opened === null || comparison === null || kind === 'copying' || kind === 'planning') return
    const { journalFile } = opened.places
    await comparison.compare(told, (lines) => appendLines<JournalLine>(journalFile, lines))
    context.step({ kind: 'rows-changed' })
  }

  /** What is being compared at this moment is let go. */
  async function endComparison(): Promise<void> {
    if (context.comparison === null) return
    context.comparison.end()
    await comparing
    context.comparison = null
    context.showAll()
    settled()
  }

  return {
    lost: async (again) => {
      if (context.opened === null) return null
      if (again) {
        await endComparison()
        const { table, places, inPlace } = context.opened
        const newRoot = places.target.kind === 'ready' ? places.target.root : null
        const { roots } = places
        const changed = context.showSoon
        context.comparison = beginComparison({ table, roots, disk, now, inPlace, newRoot, changed })
        context.showSoon()
      }
      return context.comparison?.page() ?? null
    },
    compare: async (told) => {
      const done = comparing.then(() => compare(told))
      comparing = done.catch(() => undefined)
      await done
    },
    endComparison,
  }
}
