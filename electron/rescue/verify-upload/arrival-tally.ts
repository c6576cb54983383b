import { mostNamed, type NamedArrival, type ProofRound } from '../../../shared/files/proof.ts'
import type { Arrival } from './compare-with-drive.ts'
import type { CopyContent, RescuedFile } from './verification.ts'

/** What a copy is counted as. `missing`: neither in the cloud nor on this computer. */
export type Counted = Arrival | CopyContent | 'missing'

/** The copies of one round, counted. */
export type ArrivalTally = {
  readonly count: (file: RescuedFile, counted: Counted) => void
  readonly look: () => ProofRound
  /** True where a copy is not proven yet. */
  readonly isOpen: () => boolean
  /** Copies that are gone or no whole document any more; `path` of each. */
  readonly missing: () => ReadonlySet<string>
}

/** So long OneDrive may take to bring a document back before the window asks the person to see to it, in milliseconds. */
const slowAfter = 3_600_000

/** Whether OneDrive takes longer than usual to bring this document back. */
export function isSlow({ copiedAt }: Pick<RescuedFile, 'copiedAt'>, at: Date): boolean {
  return at.getTime() - Date.parse(copiedAt) > slowAfter
}

/** Counts from `begun` on. */
export function createTally(begun: Date): ArrivalTally {
  const counts: Record<Counted, number> = {
    arrived: 0,
    absent: 0,
    different: 0,
    unhashed: 0,
    unasked: 0,
    missing: 0,
    content: 0,
    enriching: 0,
    protected: 0,
    harmed: 0,
    untold: 0,
  }
  const named: NamedArrival[] = []
  const missing = new Set<string>()
  let slow = 0
  return {
    count: ({ path, target, copiedAt }, counted) => {
      counts[counted] += 1
      if (counted === 'missing' || counted === 'harmed') missing.add(path)
      if (counted === 'enriching' && isSlow({ copiedAt }, begun)) slow += 1
      const arrival = toNamed(counted)
      if (arrival !== null && named.length < mostNamed) named.push({ path, target, arrival })
    },
    look: () => ({
      at: begun.toISOString(),
      arrived: counts.arrived + counts.content,
      open: {
        // What could not be asked is no nearer than what is not there.
        waiting: counts.absent + counts.unasked,
        different: counts.different,
        unhashed: counts.unhashed,
        enriching: counts.enriching,
        protected: counts.protected,
        untold: counts.untold + counts.harmed,
      },
      missing: counts.missing,
      withAdditions: counts.content,
      slow,
      named,
    }),
    isOpen: () =>
      Object.entries(counts).some(
        ([counted, count]) => counted !== 'arrived' && counted !== 'content' && count > 0,
      ),
    missing: () => missing,
  }
}

/** What a person has to look at, one by one; null for the rest. */
function toNamed(counted: Counted): NamedArrival['arrival'] | null {
  switch (counted) {
    case 'different':
    case 'unhashed':
    case 'missing':
    case 'untold':
      return counted
    case 'harmed':
      return 'untold'
    default:
      return null
  }
}
