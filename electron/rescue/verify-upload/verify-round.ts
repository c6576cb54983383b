import type { ProofRound, ProofObstacle } from '../../../shared/files/proof.ts'
import { isDocument } from '../documents/document-kind.ts'
import type { BatchEnd, BatchPorts } from '../../graph/graph-batch.ts'
import { createTally, isSlow, type ArrivalTally } from './arrival-tally.ts'
import {
  compareWithDrive,
  confirmDrive,
  toObstacle,
  type Arrival,
  type Comparison,
} from './compare-with-drive.ts'
import { findRenamed, findRenamedDocuments, type Renamed } from './find-renamed.ts'
import type { ChangedCopy, CopyContent, Rescued, RescuedFile } from './verification.ts'

/** What one round over the copies has told. */
export type Round =
  /** It was ended early, and tells nothing. */
  | { readonly kind: 'stopped' }
  | {
      readonly kind: 'done'
      readonly look: ProofRound
      /** True where no copy waits to be proven. */
      readonly isEmpty: boolean
      /** True where a copy is not proven yet. */
      readonly isOpen: boolean
      /** Copies that are gone or no whole document any more; `path` of each. */
      readonly missing: ReadonlySet<string>
      /** Why Graph could not be asked to the end. */
      readonly obstacle: ProofObstacle | null
    }

export type RoundPorts = {
  readonly asking: BatchPorts
  /** Asked before every page: whether what Graph shows is the person's whose files they are. */
  readonly isTheirs: () => boolean
  readonly now: () => Date
  /** Called before every page with the number of files that were asked for. */
  readonly onPage: (asked: number) => void
}

/** Asks once for every copy that is not proven, and writes down what has arrived. */
export async function verifyRound(
  { asking, isTheirs, now, onPage }: RoundPorts,
  rescued: Rescued,
): Promise<Round> {
  const tally = createTally(now())
  let obstacle: ProofObstacle | null = null
  let isEmpty = true
  let asked = 0
  for await (const files of rescued.unproven()) {
    isEmpty = false
    if (!isTheirs()) {
      obstacle = 'not-yours'
      break
    }
    onPage(asked)
    const end = await verifyPage(asking, rescued, files, { isFirst: asked === 0, tally, now })
    if (end.kind === 'stopped') return { kind: 'stopped' }
    asked += files.length
    obstacle = toObstacle(end)
    if (obstacle !== null) break
  }
  return {
    kind: 'done',
    look: tally.look(),
    isEmpty,
    isOpen: tally.isOpen(),
    missing: tally.missing(),
    obstacle,
  }
}

async function verifyPage(
  asking: BatchPorts,
  rescued: Rescued,
  files: readonly RescuedFile[],
  { isFirst, tally, now }: { isFirst: boolean; tally: ArrivalTally; now: () => Date },
): Promise<BatchEnd> {
  const drive = isFirst ? await confirmDrive(asking) : null
  if (drive !== null && drive.kind !== 'all-answered') return drive
  const comparison = await compareWithDrive(files, asking)
  const { end, arrivals } = comparison
  if (end.kind === 'stopped') return end
  const different = [...arrivals].flatMap(([file, arrival]) => (arrival === 'different' ? [file] : []))
  const renamed = different.length === 0 ? none : await findRenamed(different, asking)
  const contents = await rescued.compareCopies(findChanged(comparison, renamed.byHash))
  const changed = different.filter(({ path }) => contents.get(path) === 'different')
  const documents = await findRenamedDocuments(changed, renamed, rescued, (file) => !isSlow(file, now()))
  for (const [file, found] of arrivals) {
    const arrival = renamed.byHash.has(file) ? 'arrived' : found
    const isMissing = arrival === 'absent' && !(await rescued.isThere(file))
    const content = arrival === 'different' ? contentOf(file, contents, documents) : undefined
    tally.count(file, isMissing ? 'missing' : (content ?? arrival))
  }
  await proveRenamed(rescued, renamed.byHash)
  await proveRenamed(rescued, documents.found, true)
  await rescued.prove(pathsOf(arrivals, 'arrived'))
  await rescued.prove(
    [...contents].filter(([, content]) => content === 'content').map(([path]) => path),
    true,
  )
  return end
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
