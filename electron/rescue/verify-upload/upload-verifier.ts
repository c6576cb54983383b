import type { PlanKnowledge } from '../../../shared/move/plan.ts'
import {
  mostNamed,
  type NamedArrival,
  type ProofLook,
  type ProofObstacle,
  type ProofState,
} from '../../../shared/files/proof.ts'
import type { ChangedCopy, CopyContent, UploadVerifier, Rescued, RescuedFile } from './verification.ts'
import { driveMeanings } from '../../../shared/files/drive-answer.ts'
import { isDocument } from '../../documents/document-kind.ts'
import type { BatchEnd } from '../../graph/graph-batch.ts'
import type { Log } from '../../log.ts'
import type { Session } from '../../session/session.ts'
import { compareWithDrive, confirmDrive, type Arrival, type Comparison } from './compare-with-drive.ts'
import { findRenamed, findRenamedDocuments, type Renamed } from './find-renamed.ts'

export type VerifierPorts = {
  readonly session: Pick<Session, 'ask'>
  /** Asked before every request: nothing is asked of Graph before the move is done. */
  readonly knowledge: () => PlanKnowledge
  /** False where the organisation does not let Graph be asked. */
  readonly isAllowed: boolean
  /** Asked before every look: whether what Graph shows is the person's whose files they are. */
  readonly isTheirs: () => boolean
  readonly show: (state: ProofState) => void
  readonly log: Log
  readonly now: () => Date
  /** How long until the next look, in milliseconds, after so many that brought nothing new. */
  readonly pauseAfter?: (fruitless: number) => number
}

const shortestPause = 5_000
const longestPause = 600_000

/**
 * Looks for what was copied in the cloud, again and again with growing pauses until everything is there. Only what Graph
 * has with the same size and hash under the same path is proven; of everything else it says why not.
 */
export function createUploadVerifier(ports: VerifierPorts): UploadVerifier {
  const { session, knowledge, show, log, now, pauseAfter = usualPause } = ports
  let known: Rescued | null = null
  let running: Promise<void> | null = null
  let isWishedAgain = false
  let timer: NodeJS.Timeout | undefined
  let nextAt = 0
  let fruitless = 0
  let last: ProofLook | null = null
  let hasSeenAny = false
  /** What was missing at the last look: a disk that was away for a moment has not lost anything. */
  let missedBefore: ReadonlySet<string> = new Set()
  const ending = new AbortController()

  async function look(rescued: Rescued, isWished: boolean): Promise<void> {
    known = rescued
    if (ending.signal.aborted) return
    if (!ports.isAllowed) return show({ kind: 'unable', obstacle: 'turned-off', last: null, nextAt: null })
    if (running !== null) isWishedAgain ||= isWished
    else if (isWished || now().getTime() >= nextAt) begin(rescued)
    await running
  }

  function begin(rescued: Rescued): void {
    clearTimeout(timer)
    running = lookUntilNoWish(rescued)
      .catch((error: unknown) => {
        // Of the disk, not of the network: what was proven is written down by others.
        log.error('proof-unexpected', { error })
        wait((at) => ({ kind: 'unable', obstacle: 'unreachable', last, nextAt: at }))
      })
      .finally(() => {
        running = null
      })
  }

  async function lookUntilNoWish(rescued: Rescued): Promise<void> {
    do {
      isWishedAgain = false
      await lookOnce(rescued)
    } while (isWishedAgain && !ending.signal.aborted)
  }

  async function lookOnce(rescued: Rescued): Promise<void> {
    const tally = createTally(now())
    const missing = new Set<string>()
    let obstacle: ProofObstacle | null = null
    let asked = 0
    for await (const files of rescued.unproven()) {
      hasSeenAny = true
      if (!ports.isTheirs()) {
        obstacle = 'not-yours'
        break
      }
      show({ kind: 'looking', asked, last })
      if (asked === 0) {
        const drive = await confirmDrive({ session, knowledge, signal: ending.signal })
        if (drive.kind === 'stopped') return
        obstacle = toObstacle(drive)
        if (obstacle !== null) break
      }
      const asking = { session, knowledge, signal: ending.signal }
      const comparison = await compareWithDrive(files, asking)
      const { end, arrivals } = comparison
      if (end.kind === 'stopped') return
      const different = [...arrivals].flatMap(([file, arrival]) => (arrival === 'different' ? [file] : []))
      const renamed = different.length === 0 ? none : await findRenamed(different, asking)
      const contents = await rescued.compareCopies(findChanged(comparison, renamed.byHash))
      const changed = different.filter(({ path }) => contents.get(path) === 'different')
      const documents = await findRenamedDocuments(changed, renamed, rescued, (file) => !isSlow(file, now()))
      for (const [file, found] of arrivals) {
        const arrival = renamed.byHash.has(file) ? 'arrived' : found
        const isMissing = arrival === 'absent' && !(await rescued.isThere(file))
        const content = arrival === 'different' ? contentOf(file, contents, documents) : undefined
        if (isMissing || content === 'harmed') missing.add(file.path)
        tally.count(file, isMissing ? 'missing' : (content ?? arrival))
      }
      await proveRenamed(rescued, renamed.byHash)
      await proveRenamed(rescued, documents.found, true)
      await rescued.prove(pathsOf(arrivals, 'arrived'))
      await rescued.prove(
        [...contents].filter(([, content]) => content === 'content').map(([path]) => path),
        true,
      )
      asked += files.length
      obstacle = toObstacle(end)
      if (obstacle !== null) break
    }
    await rescued.giveBack([...missing].filter((path) => missedBefore.has(path)))
    missedBefore = missing
    if (!hasSeenAny) return
    const seen = tally.look()
    last = seen
    fruitless = seen.arrived > 0 ? 0 : fruitless + 1
    if (obstacle !== null) {
      const standing = obstacle
      log.info('proof-unable', { obstacle })
      wait((at) => ({ kind: 'unable', obstacle: standing, last: seen, nextAt: at }))
    } else if (tally.isOpen()) wait((at) => ({ kind: 'waiting', look: seen, nextAt: at }))
    else show({ kind: 'proven', at: seen.at })
  }

  /** Shows the state, and polls again by itself. */
  function wait(toState: (nextAt: string) => ProofState): void {
    const pause = pauseAfter(fruitless)
    nextAt = now().getTime() + pause
    show(toState(new Date(nextAt).toISOString()))
    timer = setTimeout(() => {
      if (known !== null && running === null) begin(known)
    }, pause)
  }

  return {
    look,
    stop: () => {
      ending.abort()
      clearTimeout(timer)
    },
  }
}

/** Milliseconds before the next look, after so many that brought nothing new. */
export function usualPause(fruitless: number): number {
  return Math.min(longestPause, shortestPause * 2 ** Math.max(0, fruitless - 1))
}

/** Why it could not be asked to the end; null where it was. */
export function toObstacle(end: BatchEnd): ProofObstacle | null {
  if (end.kind === 'all-answered' || end.kind === 'stopped') return null
  return end.kind === 'refused' ? driveMeanings[end.trouble].obstacle : end.kind
}

const none: Renamed = { byHash: new Map(), candidates: new Map() }

/** What became of a document, also of one that lies under another name by now. */
function contentOf(
  file: RescuedFile,
  contents: ReadonlyMap<string, CopyContent>,
  { found, waiting }: Awaited<ReturnType<typeof findRenamedDocuments>>,
): CopyContent | undefined {
  if (found.has(file)) return 'content'
  return waiting.has(file) ? 'enriching' : contents.get(file.path)
}

/** Copies that lie under another name by now are proven under that one. `byContent`: with additions. */
async function proveRenamed(
  rescued: Rescued,
  renamed: ReadonlyMap<RescuedFile, string>,
  byContent = false,
): Promise<void> {
  if (renamed.size === 0) return
  const copies = [...renamed].map(([{ path }, target]) => ({ path, target }))
  await rescued.renamed(copies)
  const paths = copies.map(({ path }) => path)
  await (byContent ? rescued.prove(paths, true) : rescued.prove(paths))
}

function pathsOf(arrivals: ReadonlyMap<RescuedFile, Arrival>, wanted: Arrival): string[] {
  return [...arrivals].filter(([, arrival]) => arrival === wanted).map(([{ path }]) => path)
}

/** Documents with another version in the cloud: whether that is somebody's doing or Microsoft's, their content tells. */
function findChanged(
  { arrivals, items }: Comparison<RescuedFile>,
  renamed: ReadonlyMap<RescuedFile, string>,
): ChangedCopy[] {
  return [...arrivals].flatMap(([file, arrival]) => {
    const { path, target } = file
    const item = items.get(file)
    if (arrival !== 'different' || renamed.has(file)) return []
    if (!isDocument(target) || item?.file === undefined) return []
    const { size = -1, file: facet } = item
    return [{ path, target, item: { size, quickXorHash: facet.hashes?.quickXorHash ?? null } }]
  })
}

type Counted = Arrival | CopyContent | 'missing'

/** So long OneDrive may take to bring a document back before somebody is asked to see to it, in milliseconds. */
const slowAfter = 3_600_000

function isSlow({ copiedAt }: Pick<RescuedFile, 'copiedAt'>, at: Date): boolean {
  return at.getTime() - Date.parse(copiedAt) > slowAfter
}

function createTally(begun: Date): {
  readonly count: (file: RescuedFile, arrival: Counted) => void
  readonly look: () => ProofLook
  readonly isOpen: () => boolean
} {
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
  let slow = 0
  return {
    count: ({ path, target, copiedAt }, counted) => {
      counts[counted] += 1
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
  }
}

/** What somebody has to look at, one by one; null for the rest. */
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
