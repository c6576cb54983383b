import path from 'node:path'
import {
  countSettled,
  noRescue,
  type RescueState,
  type RowsQuery,
  type Settlement,
} from '../../shared/files/rescue.ts'
import type { DriveFolder, Lost, Rescued } from './verify-upload/verification.ts'
import { countLeft } from '../../shared/files/scan.ts'
import type { AskRescue } from '../../shared/checks/check-machine.ts'
import type { RescueTarget } from '../../shared/checks/rescue-target.ts'
import { laterFilesName } from '../files/pending-files.ts'
import type { ListedScan } from '../files/scan-service.ts'
import type { Log } from '../log.ts'
import type { DiskOwner } from '../platform/local-disk.ts'
import { choicesName, journalName } from './copy/journal.ts'
import type { RescuePlaces } from './worker/rescue-places.ts'
import type {
  Arguments,
  FromProcess,
  Results,
  ToProcess,
  Verb,
  WindowVerbs,
} from './worker/rescue-protocol.ts'
import { isUntoldScan } from './inventory/read-list.ts'
import { toTargetName } from './plan/target-name.ts'
import { withoutEnd } from '../../shared/text/without-end.ts'

/** A process that copies; `ended` is called once, however it ends. */
export type RescueProcess = { readonly tell: (message: ToProcess) => void; readonly end: () => void }
export type StartRescueProcess = (hear: (message: FromProcess) => void, ended: () => void) => RescueProcess

/** The rescue as main sees it: its process is started when there is something to rescue, and again where it was lost. */
export type RescueService = {
  /** What became of the list of this look; opens it in the process where it is another than the last. */
  readonly settle: AskRescue
  /** What the person may ask. Nothing happens where no list is open. */
  readonly verbs: WindowVerbs
  /** Copies that are to be proven. */
  readonly rescued: Rescued
  /** Files that are to be compared. */
  readonly lost: Lost
  /** The folder of the copies, as this computer keeps it; null where there is none. */
  readonly folder: () => string | null
  readonly stop: () => void
}

export type RescueServicePorts = {
  readonly start: StartRescueProcess
  readonly machine: DiskOwner
  /** The list of what is left; journal and choices lie beside it. */
  readonly listFile: string
  /** The look that the list is of. */
  readonly listed: () => ListedScan | null
  /** What the drive has in these folders, as far as Graph tells; asked before each plan. */
  readonly listDrive?: (folders: readonly string[]) => Promise<readonly DriveFolder[]>
  /** Where files may be copied to at this moment, from facts that are read anew. */
  readonly confirmTarget: () => Promise<RescueTarget>
  readonly show: (state: RescueState) => void
  /** Called when there is something new to judge. */
  readonly onChange: () => void
  readonly log: Log
}

/** A process that ends this often by itself is not started again. */
const mostLosses = 3
/** Number of folder names sent to the process at a time. */
const foldersAtOnce = 200

export function createRescueService(ports: RescueServicePorts): RescueService {
  const { machine, listFile, listed, show, onChange, log } = ports
  const folder = path.dirname(listFile)
  let child: RescueProcess | null = null
  let state: RescueState = noRescue
  /** What is open in the process. */
  let opened: string | null = null
  let openPlaces: RescuePlaces | null = null
  let opening: Promise<void> = Promise.resolve()
  let losses = 0
  let isStopped = false
  let query: RowsQuery | null = null
  let copies: string | null = null
  let asked = 0
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()

  function hear(message: FromProcess): void {
    switch (message.kind) {
      case 'state':
        state = message.state
        return show(state)
      case 'settled':
        return onChange()
      case 'answer':
        waiting.get(message.id)?.resolve(message.value)
        waiting.delete(message.id)
        return
      case 'broken':
        log.error('rescue-unexpected', { code: message.code })
        if (message.id === null) return
        waiting.get(message.id)?.reject(new RescueBroken())
        waiting.delete(message.id)
    }
  }

  function ended(): void {
    child = null
    opened = null
    for (const { reject } of waiting.values()) reject(new RescueBroken())
    waiting.clear()
    if (isStopped) return
    losses += 1
    log.error('rescue-process-lost', { losses })
    const progress = state.run.kind === 'copying' ? state.run.progress : null
    const run: RescueState['run'] = { kind: 'stopped', reason: 'unexpected', progress }
    state = { ...state, run, question: null, compared: null }
    show(state)
    // The next look opens the list again.
    if (losses < mostLosses) onChange()
  }

  function begin(): RescueProcess {
    const begun = ports.start(hear, ended)
    begun.tell({ kind: 'begin', machine })
    return begun
  }

  function call<Name extends Verb>(verb: Name, ...given: Arguments[Name]): Promise<Results[Name]> {
    child ??= begin()
    const process = child
    const id = (asked += 1)
    return new Promise((resolve, reject) => {
      // What comes back under this number is the answer to this verb: the worker's table says so.
      waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
      process.tell({ kind: 'ask', id, verb, given } as ToProcess)
    })
  }

  /** Does what the person asked for, where a list is open. What fails is shown; the window's request does not fail. */
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    if (opened === null) return
    try {
      await work()
    } catch (error) {
      passBroken(error)
    }
  }

  const pass = <Name extends keyof WindowVerbs>(verb: Name, ...given: Arguments[Name]): Promise<void> =>
    attempt(() => call(verb, ...given))

  /** For what puts files into the folder. */
  const passToTarget = (verb: 'start' | 'resume'): Promise<void> =>
    attempt(async () => {
      if (await isTargetStill()) await call(verb)
    })

  async function settle(asking: Parameters<AskRescue>[0]): Promise<Settlement | null> {
    const { target, found: reading } = asking
    const list = listed()
    const isListed = list !== null && (reading === list.reading || reading === list.later)
    if (!isListed || isStopped || losses >= mostLosses) return null
    if (list.files === 0 && child === null) return null
    const roots = asking.roots.length > 0 ? asking.roots : list.roots
    const places: RescuePlaces = {
      listFile,
      laterFile: path.join(folder, laterFilesName),
      isUntold: list.reading.kind === 'read' && isUntoldScan(list.reading.value),
      journalFile: path.join(folder, journalName),
      choicesFile: path.join(folder, choicesName),
      roots: roots.map((root) => withoutEnd(root)),
      oldHosts: asking.oldHosts ?? [],
      nobodysRoots: (asking.nobodysRoots ?? []).map((root) => withoutEnd(root)),
      target: toPlaceTarget(target),
    }
    const { target: place } = places
    const separator = place.kind === 'ready' && place.root.includes('\\') ? '\\' : '/'
    copies = place.kind === 'ready' ? `${place.root}${separator}${place.folder}` : null
    const key = JSON.stringify([places, list.number])
    try {
      // Files of a person never go on into a folder that is not theirs any more.
      if (isTaken(openPlaces?.target, places.target)) await stopCopying()
      if (opened !== key && state.run.kind !== 'copying') {
        opened = key
        opening = openAndList(places)
      }
      await opening
      const settlement = await call('settlement', asking.isTaking ?? null)
      return settlement !== null && isWhole(settlement, list) ? settlement : null
    } catch (error) {
      if (!(error instanceof RescueBroken)) throw error
      opened = null
      return null
    }
  }

  /** A new process, and one that had no list, does not know yet which rows are wanted. */
  async function openAndList(places: RescuePlaces): Promise<void> {
    openPlaces = places
    await call('open', places)
    if (query !== null) await call('list', query)
  }

  /** Names and contents that the drive has already: what Graph does not tell the plan is made without. */
  async function askDrive(): Promise<void> {
    if (ports.listDrive === undefined) return
    const folders = await call('targetFolders')
    for (let at = 0; at < folders.length; at += foldersAtOnce) {
      const listed = await ports.listDrive(folders.slice(at, at + foldersAtOnce)).catch((error: unknown) => {
        log.warn('drive-not-listed', { error })
        return []
      })
      // Where Graph tells nothing it is not asked for the rest.
      if (listed.length === 0) return
      await call('tellDrive', listed)
    }
  }

  async function stopCopying(): Promise<void> {
    if (opened !== null && state.run.kind === 'copying') await call('stop')
  }

  /**
   * Whose the folder is, asked again before a file goes into it: accounts may have changed since it was planned. Where it is another
   * folder, or nobody's, what was planned is dropped and shown so.
   */
  async function isTargetStill(): Promise<boolean> {
    const places = openPlaces
    const target = toPlaceTarget(await ports.confirmTarget())
    if (places === null || isSamePlace(places.target, target)) return true
    log.error('rescue-target-changed', { now: target.kind })
    await stopCopying()
    const list = listed()
    const next = { ...places, target }
    opened = JSON.stringify([next, list?.number])
    opening = openAndList(next)
    await opening
    onChange()
    return false
  }

  /** Files page by page, from the first. */
  async function* pagesOf<File>(
    ask: (again: boolean) => Promise<readonly File[] | null>,
  ): AsyncGenerator<readonly File[]> {
    for (let again = true; opened !== null; again = false) {
      const page = await ask(again)
      if (page === null) return
      yield page
    }
  }

  return {
    settle,
    folder: () => copies,
    verbs: {
      list: (wanted) => {
        query = wanted
        return pass('list', wanted)
      },
      select: (choice, isSelected) => pass('select', choice, isSelected),
      plan: () =>
        attempt(async () => {
          await askDrive()
          await call('plan')
        }),
      start: () => passToTarget('start'),
      pause: () => pass('pause'),
      resume: () => passToTarget('resume'),
      stop: () => pass('stop'),
      askWaiver: (what) => pass('askWaiver', what),
      waive: () => pass('waive'),
      dropQuestion: () => pass('dropQuestion'),
      unwaive: (what) => pass('unwaive', what),
    },
    rescued: {
      unproven: () => pagesOf((again) => call('unproven', again)),
      prove: async (paths, byContent) => {
        if (opened !== null) await call('prove', paths, byContent)
      },
      renamed: async (copies) => {
        if (opened !== null) await call('renamed', copies)
      },
      compareCopies: async (copies) =>
        new Map(opened === null || copies.length === 0 ? [] : await call('compareCopies', copies)),
      isThere: async (file) => opened === null || (await call('isThere', file)),
      giveBack: async (paths) => {
        if (opened !== null) await call('giveBack', paths)
      },
    },
    lost: {
      list: () => opened,
      files: () => pagesOf((again) => call('lost', again)),
      compare: async (told) => {
        if (opened !== null) await call('compare', told)
      },
      end: async () => {
        if (opened !== null) await call('endComparison').catch(passBroken)
      },
    },
    stop: () => {
      isStopped = true
      child?.end()
    },
  }
}

/** False for what tells of fewer files than were found: the list was not kept, or is another look's. */
function isWhole(settlement: Settlement, { reading, later }: ListedScan): boolean {
  const found = [reading, later].map((one) => (one?.kind === 'read' ? countLeft(one.value) : 0))
  return countSettled(settlement) >= Math.max(...found)
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

/** There is a line in the log already. */
class RescueBroken extends Error {}

function passBroken(error: unknown): void {
  if (!(error instanceof RescueBroken)) throw error
}
