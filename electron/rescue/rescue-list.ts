import path from 'node:path'
import {
  countResolved,
  type RescueState,
  type RowsQuery,
  type FileOutcomes,
} from '../../shared/files/rescue.ts'
import { countLeft } from '../../shared/files/scan.ts'
import type { AskRescue } from '../../shared/checks/check-machine.ts'
import type { RescueTarget } from '../../shared/checks/rescue-target.ts'
import { withoutEnd } from '../../shared/text/without-end.ts'
import { laterFilesName } from '../files/pending-files.ts'
import type { ListedScan } from '../files/scan-service.ts'
import type { Log } from '../context/log.ts'
import { choicesName, journalName } from './copy/journal.ts'
import { lacksFileStates } from './inventory/read-list.ts'
import { toTargetName } from './plan/target-name.ts'
import { passBroken, type RescueConnection } from './rescue-connection.ts'
import type { RescuePlaces } from './worker/rescue-places.ts'

export type RescueListPorts = {
  readonly connection: RescueConnection
  /** The list of what is left; journal and choices lie beside it. */
  readonly listFile: string
  /** The scan that the list is of. */
  readonly listed: () => ListedScan | null
  /** Where files may be copied to at this moment, from facts that are read anew. */
  readonly confirmTarget: () => Promise<RescueTarget>
  /** What the window was shown last. */
  readonly state: () => RescueState
  /** Called when there is something new to judge. */
  readonly onChange: () => void
  readonly log: Log
}

/** The list that is open in the process, and where its files go. */
export type RescueList = {
  readonly countOutcomes: AskRescue
  /** The folder of the copies, as this computer keeps it; null where there is none. */
  readonly folder: () => string | null
  /** The rows that the window wants, also of the next list. */
  readonly setQuery: (query: RowsQuery) => void
  /**
   * Whose the folder is, asked again before a file goes into it: accounts may have changed since the plan. Where the folder is
   * another one, or has no known owner, the plan is dropped, and the window shows it.
   */
  readonly isTargetStill: () => Promise<boolean>
}

export function createRescueList(ports: RescueListPorts): RescueList {
  const { connection, listed, onChange, log } = ports
  let places: RescuePlaces | null = null
  let opening: Promise<void> = Promise.resolve()
  let query: RowsQuery | null = null
  let copies: string | null = null

  const isCopying = (): boolean => ports.state().run.kind === 'copying'

  async function stopCopying(): Promise<void> {
    if (connection.stage().kind === 'open' && isCopying()) await connection.call('stop')
  }

  function open(key: string, next: RescuePlaces): void {
    connection.step({ kind: 'opened', key })
    opening = openAndList(next)
  }

  /** A new process, and one that had no list, does not know yet which rows are wanted. */
  async function openAndList(next: RescuePlaces): Promise<void> {
    places = next
    await connection.call('open', next)
    if (query !== null) await connection.call('list', query)
  }

  async function countOutcomes(asking: Parameters<AskRescue>[0]): Promise<FileOutcomes | null> {
    const list = listed()
    const stage = connection.stage()
    const isListed = list !== null && (asking.found === list.reading || asking.found === list.later)
    if (!isListed || stage.kind === 'stopped' || stage.kind === 'given-up') return null
    if (list.files === 0 && stage.kind === 'none') return null
    const next = toPlaces(asking, list, ports.listFile)
    copies = toCopiesFolder(next.target)
    try {
      // Files of a person never go on into a folder that is not theirs any more.
      if (isTaken(places?.target, next.target)) await stopCopying()
      const key = keyOf(next, list)
      const now = connection.stage()
      if (!(now.kind === 'open' && now.key === key) && !isCopying()) open(key, next)
      await opening
      const outcomes = await connection.call('outcomes', asking.isTaking ?? null)
      return outcomes !== null && isWhole(outcomes, list) ? outcomes : null
    } catch (error) {
      passBroken(error)
      connection.step({ kind: 'list-lost' })
      return null
    }
  }

  async function isTargetStill(): Promise<boolean> {
    const planned = places
    const target = toPlaceTarget(await ports.confirmTarget())
    if (planned === null || isSamePlace(planned.target, target)) return true
    log.error('rescue-target-changed', { now: target.kind })
    await stopCopying()
    const next = { ...planned, target }
    open(keyOf(next, listed()), next)
    await opening
    onChange()
    return false
  }

  return {
    countOutcomes,
    folder: () => copies,
    setQuery: (wanted) => {
      query = wanted
    },
    isTargetStill,
  }
}

/** The same for two lists that need not be opened one after the other. */
const keyOf = (places: RescuePlaces, list: ListedScan | null): string =>
  JSON.stringify([places, list?.number])

function toPlaces(asking: Parameters<AskRescue>[0], list: ListedScan, listFile: string): RescuePlaces {
  const folder = path.dirname(listFile)
  const roots = asking.roots.length > 0 ? asking.roots : list.roots
  return {
    listFile,
    laterFile: path.join(folder, laterFilesName),
    isUntold: list.reading.kind === 'read' && lacksFileStates(list.reading.value),
    journalFile: path.join(folder, journalName),
    choicesFile: path.join(folder, choicesName),
    roots: roots.map((root) => withoutEnd(root)),
    oldHosts: asking.oldHosts ?? [],
    nobodysRoots: (asking.nobodysRoots ?? []).map((root) => withoutEnd(root)),
    target: toPlaceTarget(asking.target),
  }
}

function toCopiesFolder(place: RescuePlaces['target']): string | null {
  if (place.kind !== 'ready') return null
  return `${place.root}${place.root.includes('\\') ? '\\' : '/'}${place.folder}`
}

/** False for what tells of fewer files than were found: the list was not kept, or is another scan's. */
function isWhole(outcomes: FileOutcomes, { reading, later }: ListedScan): boolean {
  const found = [reading, later].map((one) => (one?.kind === 'read' ? countLeft(one.value) : 0))
  return countResolved(outcomes) >= Math.max(...found)
}

function toPlaceTarget(target: RescueTarget): RescuePlaces['target'] {
  return target.kind === 'ready' ? { ...target, folder: toTargetName(target.folder, true).name } : target
}

/** The same folder, whatever else differs. */
function isSamePlace(one: RescuePlaces['target'] | undefined, other: RescuePlaces['target']): boolean {
  return one?.kind === 'ready' && other.kind === 'ready' && one.root === other.root
}

/** True where the folder turns out to be another's. That an account cannot be read for a moment takes nothing away. */
function isTaken(one: RescuePlaces['target'] | undefined, other: RescuePlaces['target']): boolean {
  if (one?.kind !== 'ready') return false
  if (other.kind === 'ready') return one.root !== other.root
  return other.reason === 'target-of-other' || other.reason === 'target-unproven'
}
