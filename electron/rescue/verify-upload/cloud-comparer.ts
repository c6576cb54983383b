import type { ComparisonState } from '../../../shared/files/comparison.ts'
import type { ProofObstacle } from '../../../shared/files/proof.ts'
import type { CloudComparer, Lost, LostFile, KnownFile } from './verification.ts'
import { confirmDrive, findInDrive, toObstacle } from './compare-with-drive.ts'
import type { DriveItem } from './drive-item.ts'
import { usualPause, type VerifierPorts } from './upload-verifier.ts'

export type CloudComparerPorts = Omit<VerifierPorts, 'show'> & {
  readonly show: (state: ComparisonState) => void
}

/** So many files are handed to be compared at a time. */
const partLength = 100

/**
 * Asks Graph what the new OneDrive has under the paths of lost files, and has them compared with it. Where Graph cannot be asked it
 * is repeated, with growing pauses, until every file was asked for once.
 */
export function createCloudComparer(ports: CloudComparerPorts): CloudComparer {
  const { isAllowed, show, log, now, pauseAfter = usualPause } = ports
  let known: Lost | null = null
  let running: { readonly done: Promise<void>; readonly ending: AbortController } | null = null
  /** Begun with this list, and not to be begun by itself again. */
  let begun: string | null = null
  let timer: NodeJS.Timeout | undefined
  let fruitless = 0
  let isStopped = false

  async function poll(lost: Lost, isWished: boolean): Promise<void> {
    known = lost
    const list = lost.list()
    if (isStopped || list === null) return
    if (!isAllowed) return show({ kind: 'unable', obstacle: 'turned-off', nextAt: null })
    if (running === null && (isWished || list !== begun)) startComparing(lost)
    await running?.done
  }

  function startComparing(lost: Lost): void {
    clearTimeout(timer)
    begun = lost.list()
    const ending = new AbortController()
    const done = compareAll(lost, ending.signal)
      .catch((error: unknown) => {
        if (isStopped) return
        // Of the disk or the process, not of the network: the next look at the computer begins again.
        log.error('comparison-unexpected', { error })
        begun = null
        show({ kind: 'none' })
      })
      .finally(() => {
        running = null
      })
    running = { done, ending }
  }

  async function compareAll(lost: Lost, signal: AbortSignal): Promise<void> {
    show({ kind: 'running' })
    const obstacle = await comparePages(ports, lost, signal, () => {
      fruitless = 0
    })
    if (isStopped) return
    if (signal.aborted) show({ kind: 'stopped' })
    else if (obstacle === null) show({ kind: 'done', at: now().toISOString() })
    else {
      log.info('comparison-unable', { obstacle })
      wait(obstacle)
    }
  }

  /** Says why it cannot be done now, and begins again by itself. */
  function wait(obstacle: ProofObstacle): void {
    fruitless += 1
    const pause = pauseAfter(fruitless)
    show({ kind: 'unable', obstacle, nextAt: new Date(now().getTime() + pause).toISOString() })
    timer = setTimeout(() => {
      if (known !== null && running === null && !isStopped) startComparing(known)
    }, pause)
  }

  function interrupt(): void {
    clearTimeout(timer)
    running?.ending.abort()
    // A large file need not be read to its end first.
    if (running !== null) void known?.end()
  }

  return {
    poll,
    interrupt,
    stop: () => {
      isStopped = true
      interrupt()
    },
  }
}

/** Has every page of lost files compared, as far as Graph can be asked. Answers what was in the way, or null. */
async function comparePages(
  { session, knowledge, isTheirs }: CloudComparerPorts,
  lost: Lost,
  signal: AbortSignal,
  onAnswer: () => void,
): Promise<ProofObstacle | null> {
  let obstacle: ProofObstacle | null = isTheirs()
    ? toObstacle(await confirmDrive({ session, knowledge, signal }))
    : 'not-yours'
  try {
    for await (const files of obstacle === null && !signal.aborted ? lost.files() : []) {
      if (!isTheirs()) return 'not-yours'
      const { end, items } = await findInDrive(files, { session, knowledge, signal })
      const known = toKnownFiles(items)
      if (known.length > 0) onAnswer()
      for (let at = 0; at < known.length && !signal.aborted; at += partLength)
        await lost.compare(known.slice(at, at + partLength))
      if (signal.aborted) break
      obstacle = toObstacle(end)
      if (obstacle !== null) break
    }
    return obstacle
  } finally {
    await lost.end()
  }
}

function toKnownFiles(items: ReadonlyMap<LostFile, DriveItem | null>): KnownFile[] {
  return [...items].map(([{ path }, item]) => ({ path, item: item === null ? null : toItem(item) }))
}

/** A folder or notebook that has taken the name has no size that a file could have. */
function toItem({ file, size = -1, package: kind }: DriveItem): NonNullable<KnownFile['item']> {
  return {
    size: file === undefined ? -1 : size,
    quickXorHash: file?.hashes?.quickXorHash ?? null,
    ...(kind && { package: kind }),
  }
}
