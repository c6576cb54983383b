import { setImmediate } from 'node:timers/promises'
import {
  noRescue,
  type RescueChoice,
  type RescuePlan,
  type RescueRun,
  type RescueStatus,
  type RescueState,
  type RowsQuery,
  type Settlement,
  type Waivable,
} from '../../../shared/files/rescue.ts'
import type {
  ChangedCopy,
  CopyContent,
  DriveFolder,
  LostFile,
  RescuedFile,
  ToldFile,
} from '../verify-upload/verification.ts'
import type { Amount } from '../../../shared/files/scan.ts'
import type { ContentDigest } from '../../documents/describe-document.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { selectRows } from '../inventory/choose-rows.ts'
import { createCopyComparer } from '../verify-upload/compare-copies.ts'
import { beginComparison, type LostComparison } from '../verify-upload/compare-lost.ts'
import { countNotTaken } from '../inventory/count-not-taken.ts'
import { countRows } from '../inventory/count-rows.ts'
import { toTakenBack, toWaivers } from '../inventory/decide-waivers.ts'
import { noteNotebooks } from '../inventory/find-notebooks.ts'
import { findInPlace } from './in-place.ts'
import { appendLines, openLedger, type ChoiceLine, type JournalLine, type Ledger } from '../copy/journal.ts'
import { findOthers, judgeOne } from '../verify-upload/judge-copies.ts'
import { judgeSpace } from '../plan/judge-space.ts'
import { createFileTable, type FileTable } from '../inventory/file-table.ts'
import { createRowLister } from '../inventory/list-rows.ts'
import { canBeAsked } from '../plan/place-in-drive.ts'
import { planTargets, type TargetPlan } from '../plan/plan-targets.ts'
import {
  addTo,
  applyChoices,
  applyJournal,
  applyWaivers,
  isToCopy,
  readList,
  toSettlement,
  waiverKey,
  type GivenWaiver,
  type Past,
} from '../inventory/read-list.ts'
import type { RescuePlaces } from './rescue-places.ts'
import { startRun, usualRetryPauses, type Run } from './rescue-run.ts'
import { countRenames, hasRow, takeRows } from '../inventory/take-rows.ts'
import { createTakingClock, type TakingClock } from './taking-clock.ts'
import { toClashKey } from '../plan/target-name.ts'
import { toUnprovenPages, type UnprovenCopy } from '../verify-upload/unproven-pages.ts'
import { amountWithout, renewQuestion } from '../inventory/waiver-question.ts'

export type RescueMachinePorts = {
  readonly disk: LocalDisk
  readonly show: (state: RescueState) => void
  /** Something is settled that was not, or the other way round. */
  readonly settled: () => void
  /** Something failed that nobody expected. */
  readonly broken: (error: unknown) => void
  readonly now: () => Date
  readonly retryPauses?: readonly number[]
  /** Bytes that must stay free. */
  readonly spareBytes?: number
}

/**
 * The rescue, apart from the process it is in: holds the list, knows what became of each file, plans, copies, and remembers. Each
 * verb ends when what it changes is shown; copying goes on by itself.
 */
export type RescueMachine = {
  /** Reads list, journal and choices. While files are copied it waits for that. */
  open(places: RescuePlaces): Promise<void>
  list(query: RowsQuery): Promise<void>
  select(choice: RescueChoice, isSelected: boolean): Promise<void>
  /** The folders of the new OneDrive that the next plan takes, below its root; none where there can be no plan. */
  targetFolders(): Promise<readonly string[]>
  /** What the drive has in folders, for the next plan: another computer of this person may have put it there. */
  tellDrive(folders: readonly DriveFolder[]): Promise<void>
  plan(): Promise<void>
  start(): Promise<void>
  pause(): Promise<void>
  resume(): Promise<void>
  /** Done when nothing is copied any more. */
  stop(): Promise<void>
  askWaiver(what: Waivable): Promise<void>
  waive(): Promise<void>
  dropQuestion(): Promise<void>
  unwaive(what: Waivable): Promise<void>
  /** `isTaking`: this look found the client running and not paused; null where it could not tell. */
  settlement(isTaking?: boolean | null): Promise<Settlement | null>
  /** The next page of copies that nobody has seen in the cloud; null after the last. `again` begins anew. */
  unproven(again: boolean): Promise<readonly RescuedFile[] | null>
  prove(paths: readonly string[], byContent?: boolean): Promise<void>
  /** What became of documents of the last page; pairs of `path` and that. */
  compareCopies(copies: readonly ChangedCopy[]): Promise<readonly (readonly [string, CopyContent])[]>
  /** By the name of the copy alone. */
  isThere(file: RescuedFile): Promise<boolean>
  /** The client gave these copies another name. */
  renamed(copies: readonly Pick<RescuedFile, 'path' | 'target'>[]): Promise<void>
  /** What these are copies of is `left` again. */
  giveBack(paths: readonly string[]): Promise<void>
  /** The next files that only the new OneDrive can tell of; null after the last. `again` begins a comparison. */
  lost(again: boolean): Promise<readonly LostFile[] | null>
  /** Nothing is compared while files are planned or copied. */
  compare(told: readonly ToldFile[]): Promise<void>
  endComparison(): Promise<void>
}

const showMilliseconds = 250
const takingKeptEach = 900_000

/** All that belongs to one list. */
type Open = {
  readonly places: RescuePlaces
  readonly table: FileTable
  readonly past: Past
  readonly waivers: Map<string, GivenWaiver>
  /** The folder of the new OneDrive where it is an old one, holds one, or lies in one; null where it does not. */
  readonly inPlace: string | null
  readonly clock: TakingClock
  /** The new OneDrive can be asked about a row. */
  readonly isAskable: (row: number) => boolean
  readonly listRows: ReturnType<typeof createRowLister>
}
type Planned = { readonly targets: TargetPlan; readonly shown: RescuePlan }
type End = Extract<RescueRun, { kind: 'stopped' }>

export function createRescueMachine(ports: RescueMachinePorts): RescueMachine {
  const { disk, now } = ports
  let state: RescueState = noRescue
  let opened: Open | null = null
  let query: RowsQuery | null = null
  let isPlanning = false
  let planned: Planned | null = null
  let running: { readonly run: Run; readonly done: Promise<void> } | null = null
  let stopped: End | null = null
  let pages: AsyncGenerator<readonly UnprovenCopy[]> | null = null
  /** What is known of the content of the last page. */
  let contents = new Map<string, ContentDigest>()
  const comparer = createCopyComparer(disk)
  let showing: NodeJS.Timeout | undefined
  let comparison: LostComparison | null = null
  let comparing: Promise<void> = Promise.resolve()
  /** What the drive has, told for the next plan alone. */
  let drive = new Map<string, DriveFolder['names']>()
  /** Of the clock in the journal. */
  let takingKept = 0

  function show(change: Partial<RescueState>): void {
    state = { ...state, ...change }
    ports.show(state)
  }

  /** Shows everything anew that is counted. */
  function showAll(): void {
    clearTimeout(showing)
    showing = undefined
    if (opened === null) return
    const { table, waivers, isAskable, listRows } = opened
    show({
      run: currentRun(opened),
      totals: countRows(table, waivers, isAskable),
      rows: query === null ? null : listRows(query),
      compared: comparison?.progress() ?? null,
    })
  }

  function showSoon(): void {
    showing ??= setTimeout(showAll, showMilliseconds)
  }

  function currentRun({ places, table }: Open): RescueRun {
    if (running !== null) {
      return { kind: 'copying', progress: running.run.progress(), isPaused: running.run.isPaused() }
    }
    if (isPlanning) return { kind: 'planning' }
    if (planned !== null) return { kind: 'planned', plan: planned.shown }
    if (table.count() === 0) return { kind: 'none' }
    const isWanted = hasRow(table, (row) => isToCopy(table, row) && table.status(row) !== 'failed')
    const isCopied = hasRow(table, (row) => ['copied', 'proven'].includes(table.status(row)))
    if (!isWanted && isCopied && stopped === null) return { kind: 'copied' }
    if (places.target.kind === 'unavailable') return places.target
    return stopped ?? { kind: 'listed' }
  }

  async function open(given: RescuePlaces): Promise<void> {
    await running?.done
    await endComparison()
    const inPlace = findInPlace(given)
    const target: RescuePlaces['target'] =
      inPlace === null ? given.target : { kind: 'unavailable', reason: 'same-folder' }
    const places = { ...given, target }
    const table = createFileTable(places.roots, disk.separator, places.nobodysRoots)
    if (places.laterFile !== undefined) await readList(places.laterFile, table)
    await readList(places.listFile, table, places.isUntold)
    const past = await applyJournal(places.journalFile, table)
    await noteNotebooks({ ...ports, ...places, table, isInPlace: inPlace !== null })
    const waivers = await applyChoices(places.choicesFile, table)
    takingKept = past.taking
    const isAskable = (row: number): boolean => canBeAsked({ table, inPlace, disk }, row)
    opened = {
      places,
      table,
      past,
      waivers,
      inPlace,
      clock: createTakingClock(past.taking),
      isAskable,
      listRows: createRowLister(table, isAskable),
    }
    planned = null
    pages = null
    // What was meant and is not done was broken off.
    stopped = past.intents.size === 0 ? null : { kind: 'stopped', reason: 'unexpected', progress: null }
    state = { ...state, question: renewQuestion(table, state.question, now) }
    showAll()
  }

  async function plan(): Promise<void> {
    if (opened === null || running !== null || opened.places.target.kind === 'unavailable') return
    const { table, past, places } = opened
    const { target } = places
    if (target.kind === 'unavailable') return
    isPlanning = true
    showAll()
    // What is shown goes out before this process is busy.
    await setImmediate()
    try {
      if (disk.stat(target.root)?.kind !== 'folder') {
        opened = {
          ...opened,
          places: { ...places, target: { kind: 'unavailable', reason: 'target-missing' } },
        }
        return
      }
      const rows = takeRows(table)
      const targets = planTargets(table, rows, target, disk, (row) => past.intents.get(row) ?? null, drive)
      for (const row of targets.excluded) table.fail(row, 'excluded-by-policy')
      let amount: Amount = { files: 0, bytes: 0 }
      for (const row of targets.rows) amount = addTo(amount, table.size(row))
      const space = await judgeSpace(disk, target.root, amount, ports.spareBytes)
      const shown = {
        amount,
        folder: `${target.root}${disk.separator}${target.folder}`,
        renames: countRenames(table, targets.rows),
        space,
      }
      stopped = null
      planned = { targets, shown }
    } finally {
      isPlanning = false
      drive = new Map()
      showAll()
    }
  }

  async function targetFolders(): Promise<readonly string[]> {
    if (opened === null || running !== null || opened.places.target.kind === 'unavailable') return []
    const { table, past, places } = opened
    const { target } = places
    if (target.kind === 'unavailable' || disk.stat(target.root)?.kind !== 'folder') return []
    isPlanning = true
    showAll()
    await setImmediate()
    const { rows } = planTargets(table, takeRows(table), target, disk, (row) => past.intents.get(row) ?? null)
    const folders = new Set<string>()
    for (const row of rows) {
      const place = table.target(row) ?? ''
      folders.add(place.slice(0, Math.max(0, place.lastIndexOf('/'))))
    }
    return [...folders]
  }

  async function start(): Promise<void> {
    if (opened === null || planned === null || planned.shown.space.kind === 'too-little') return
    const { table, places, past } = opened
    if (places.target.kind === 'unavailable') return
    const journal = openLedger<JournalLine>(places.journalFile)
    const run = startRun({
      table,
      plan: planned.targets,
      past,
      roots: places.roots,
      targetRoot: places.target.root,
      disk,
      journal,
      now,
      changed: showSoon,
      retryPauses: ports.retryPauses ?? usualRetryPauses,
    })
    planned = null
    running = { run, done: finish(run, journal) }
    showAll()
  }

  /** Never throws: what nobody expected ends the run too, and the next plan goes on. */
  async function finish(run: Run, journal: Ledger<JournalLine>): Promise<void> {
    const end = await run.ended.catch((error: unknown) => {
      ports.broken(error)
      return { kind: 'stopped', reason: 'unexpected' } as const
    })
    await journal.close().catch(() => undefined)
    stopped =
      end.kind === 'finished' ? null : { kind: 'stopped', reason: end.reason, progress: run.progress() }
    running = null
    showAll()
    ports.settled()
  }

  async function compare(told: readonly ToldFile[]): Promise<void> {
    if (opened === null || comparison === null || running !== null || isPlanning) return
    const { places } = opened
    await comparison.compare(told, (lines) => appendLines<JournalLine>(places.journalFile, lines))
    planned = null
  }

  /** What is being compared at this moment is let go. */
  async function endComparison(): Promise<void> {
    if (comparison === null) return
    comparison.end()
    await comparing
    comparison = null
    showAll()
    ports.settled()
  }

  /** What the list has come to, and for how long the client has been at work meanwhile. */
  async function settle(isTaking: boolean | null): Promise<Settlement | null> {
    if (opened === null) return null
    const { table, past, places, clock } = opened
    const settlement = toSettlement(table)
    clock.update(isTaking, now().getTime())
    past.taking = clock.milliseconds()
    if (settlement.copied.files === 0 || places.target.kind !== 'ready') return settlement
    // Kept now and then, so that it is not counted anew with each start. Whoever copies writes lines of their own.
    if (running === null && past.taking - takingKept >= takingKeptEach) {
      takingKept = past.taking
      await appendLines<JournalLine>(places.journalFile, [
        { kind: 'taking', milliseconds: past.taking, at: now().toISOString() },
      ]).catch(ports.broken)
    }
    return { ...settlement, notTaken: countNotTaken(table, past, disk, places.target.root) }
  }

  /** Writes down what has become of copies, and takes it over. */
  async function become(
    paths: readonly string[],
    kind: 'proven' | 'returned',
    status: RescueStatus,
    byContent = false,
  ): Promise<void> {
    if (opened === null) return
    const { table, places } = opened
    const rows = paths
      .map((path) => table.find(path))
      .filter((row) => row !== -1 && table.status(row) === 'copied')
    if (rows.length === 0) return
    const at = now().toISOString()
    const by = byContent ? { by: 'content' } : {}
    await appendLines<JournalLine>(
      places.journalFile,
      rows.map((row) => ({ kind, path: table.path(row), ...by, at }) as JournalLine),
    )
    for (const row of rows) {
      table.setStatus(row, status)
      if (byContent) table.setAdditions(row)
    }
    showSoon()
    ports.settled()
  }

  async function compareCopies(
    copies: readonly ChangedCopy[],
  ): Promise<readonly (readonly [string, CopyContent])[]> {
    const told: (readonly [string, CopyContent])[] = []
    const others = opened === null ? new Set() : findOthers(opened.table, copies)
    for (const copy of copies) {
      if (opened?.places.target.kind !== 'ready') return told
      if (others.has(toClashKey(copy.target))) continue
      const { table, places } = opened
      const { root: targetRoot } = opened.places.target
      const job = { table, roots: places.roots, targetRoot, disk, comparer, contents }
      const content = await judgeOne(job, copy)
      if (content !== null) told.push([copy.path, content])
      await setImmediate()
    }
    if (told.length > 0) showSoon()
    return told
  }

  return {
    open,
    targetFolders,
    tellDrive: async (folders) => {
      for (const { folder, names } of folders) drive.set(toClashKey(folder), names)
    },
    plan,
    compareCopies,
    start,
    list: async (wanted) => {
      query = wanted
      if (opened !== null) show({ rows: opened.listRows(wanted) })
    },
    select: async (choice, isSelected) => {
      if (opened === null) return
      const { table } = opened
      await appendLines<ChoiceLine>(opened.places.choicesFile, [
        { kind: 'selected', what: choice, isSelected },
      ])
      const isChange = selectRows(table, choice, isSelected)
      if (running === null) planned = null
      showAll()
      if (isChange) ports.settled()
    },
    pause: async () => {
      running?.run.pause()
      showAll()
    },
    resume: async () => {
      running?.run.resume()
      showAll()
    },
    stop: async () => {
      running?.run.stop()
      await running?.done
    },
    askWaiver: async (what) => {
      if (opened === null) return
      const amount = amountWithout(opened.table, what)
      if (amount.files > 0) show({ question: { what, amount, askedAt: now().toISOString() } })
    },
    waive: async () => {
      const { question } = state
      if (opened === null || question === null) return
      const { table, waivers } = opened
      const lines = toWaivers(table, question.what, now().toISOString())
      await appendLines<ChoiceLine>(opened.places.choicesFile, lines)
      for (const line of lines) waivers.set(waiverKey(line.what), line)
      applyWaivers(table, waivers)
      if (running === null) planned = null
      state = { ...state, question: null }
      showAll()
      ports.settled()
    },
    dropQuestion: async () => show({ question: null }),
    unwaive: async (what) => {
      if (opened === null || what.kind === 'protected') return
      const takenBack = toTakenBack(opened.table, opened.waivers, what)
      if (takenBack.length === 0) return
      const at = now().toISOString()
      await appendLines<ChoiceLine>(
        opened.places.choicesFile,
        takenBack.map((one) => ({ kind: 'unwaived', what: one, at })),
      )
      for (const one of takenBack) opened.waivers.delete(waiverKey(one))
      applyWaivers(opened.table, opened.waivers)
      if (running === null) planned = null
      showAll()
      ports.settled()
    },
    settlement: (isTaking = null) => settle(isTaking),
    unproven: async (again) => {
      if (opened === null) return null
      if (again || pages === null) pages = toUnprovenPages(opened.places.journalFile, opened.table)
      const page = await pages.next()
      if (page.done === true) pages = null
      if (page.done === true) return null
      contents = new Map(
        page.value.flatMap(({ path, content }) => (content === null ? [] : [[path, content]])),
      )
      return page.value.map(({ content: _content, ...file }) => file)
    },
    prove: (paths, byContent) => become(paths, 'proven', 'proven', byContent),
    renamed: async (copies) => {
      if (opened === null) return
      const { table, places } = opened
      const at = now().toISOString()
      const known = copies.filter(({ path }) => table.find(path) !== -1)
      await appendLines<JournalLine>(
        places.journalFile,
        known.map(({ path, target }) => ({ kind: 'renamed', path, target, at })),
      )
      for (const { path, target } of known) table.setTarget(table.find(path), target, 'exists')
    },
    giveBack: (paths) => become(paths, 'returned', 'left'),
    lost: async (again) => {
      if (opened === null) return null
      if (again) {
        await endComparison()
        const { table, places, inPlace } = opened
        const newRoot = places.target.kind === 'ready' ? places.target.root : null
        const { roots } = places
        comparison = beginComparison({ table, roots, disk, now, inPlace, newRoot, changed: showSoon })
        showSoon()
      }
      return comparison?.page() ?? null
    },
    compare: async (told) => {
      const done = comparing.then(() => compare(told))
      comparing = done.catch(() => undefined)
      await done
    },
    endComparison,
    isThere: async ({ target }) => {
      const place = opened?.places.target
      // Of a OneDrive that cannot be seen, because its drive is away, nobody can tell that a copy is gone.
      if (place?.kind !== 'ready' || disk.stat(place.root) === null) return true
      return disk.stat([place.root, ...target.split('/')].join(disk.separator)) !== null
    },
  }
}
