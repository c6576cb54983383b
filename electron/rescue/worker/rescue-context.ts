import { noRescue, type RescueRun, type RescueState, type RowsQuery } from '../../../shared/files/rescue.ts'
import { assertNever } from '../../../shared/assert-never.ts'
import type { ContentDigest } from '../documents/describe-document.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { countRows } from '../inventory/count-rows.ts'
import type { FileTable } from '../inventory/file-table.ts'
import type { createRowLister } from '../inventory/list-rows.ts'
import { isToCopy, type GivenWaiver, type Past } from '../inventory/read-list.ts'
import { hasRow } from '../inventory/take-rows.ts'
import type { LostComparison } from '../verify-upload/compare-lost.ts'
import type { UnprovenCopy } from '../verify-upload/unproven-pages.ts'
import type { RescuePlaces } from './rescue-places.ts'
import { stepStage, type Stage, type StageEvent } from './rescue-stage.ts'
import type { TakingClock } from './taking-clock.ts'

export type RescueMachinePorts = {
  readonly disk: LocalDisk
  readonly show: (state: RescueState) => void
  /** A file became settled or unsettled. */
  readonly settled: () => void
  /** Something failed that no one expected. */
  readonly broken: (error: unknown) => void
  readonly now: () => Date
  readonly retryPauses?: readonly number[]
  /** Bytes that must stay free. */
  readonly spareBytes?: number
}

/** All that belongs to one list. */
export type OpenList = {
  readonly places: RescuePlaces
  readonly table: FileTable
  readonly past: Past
  readonly waivers: Map<string, GivenWaiver>
  /** The folder of the new OneDrive where it is an old one, holds one, or lies in one; null where it does not. */
  readonly inPlace: string | null
  readonly clock: TakingClock
  /** The time of the clock that is in the journal, in milliseconds. */
  takingKept: number
  /** The new OneDrive can be asked about a row. */
  readonly isAskable: (row: number) => boolean
  readonly listRows: ReturnType<typeof createRowLister>
  /** Copies that wait for their proof, some at a time. */
  pages: AsyncGenerator<readonly UnprovenCopy[]> | null
  /** Bytes that are free where the copies go, when the list was opened, planned or copied; null where that is not known. */
  free: number | null
  /** What is known of the content of the last page. */
  contents: Map<string, ContentDigest>
}

/** What the verbs of the rescue share. */
export type RescueContext = {
  readonly ports: RescueMachinePorts
  opened: OpenList | null
  /** How many lists are being read at this moment. */
  opening: number
  query: RowsQuery | null
  comparison: LostComparison | null
  readonly stage: () => Stage
  readonly step: (event: StageEvent) => void
  readonly state: () => RescueState
  /** Without showing it yet. */
  readonly setQuestion: (question: RescueState['question']) => void
  readonly show: (change: Partial<RescueState>) => void
  /** Shows everything anew that is counted. */
  readonly showAll: () => void
  /** The same, a few times a second at most. */
  readonly showSoon: () => void
}

const showMilliseconds = 250

export function createRescueContext(ports: RescueMachinePorts): RescueContext {
  let state: RescueState = noRescue
  let stage: Stage = { kind: 'listed', early: null }
  let showing: NodeJS.Timeout | undefined

  function show(change: Partial<RescueState>): void {
    state = { ...state, ...change }
    ports.show(state)
  }

  function showAll(): void {
    clearTimeout(showing)
    showing = undefined
    const { opened, query, comparison } = context
    if (opened === null) return
    const { table, waivers, isAskable, listRows } = opened
    show({
      run: toRun(stage, opened),
      totals: countRows(table, waivers, isAskable),
      rows: query === null ? null : listRows(query),
      compared: comparison?.progress() ?? null,
      free: opened.free,
    })
  }

  const context: RescueContext = {
    ports,
    opened: null,
    opening: 0,
    query: null,
    comparison: null,
    stage: () => stage,
    step: (event) => {
      stage = stepStage(stage, event)
    },
    state: () => state,
    setQuestion: (question) => {
      state = { ...state, question }
    },
    show,
    showAll,
    showSoon: () => {
      showing ??= setTimeout(showAll, showMilliseconds)
    },
  }
  return context
}

/** What the person sees of a stage. */
function toRun(stage: Stage, { places, table }: OpenList): RescueRun {
  switch (stage.kind) {
    case 'copying':
      return { kind: 'copying', progress: stage.run.progress(), isPaused: stage.run.isPaused() }
    case 'planning':
      return { kind: 'planning' }
    case 'planned':
      return { kind: 'planned', plan: stage.planned.shown }
    case 'listed': {
      if (table.count() === 0) return { kind: 'none' }
      const isWanted = hasRow(table, (row) => isToCopy(table, row) && table.status(row) !== 'failed')
      const isCopied = hasRow(table, (row) => ['copied', 'proven'].includes(table.status(row)))
      if (!isWanted && isCopied && stage.early === null) return { kind: 'copied' }
      if (places.target.kind === 'unavailable') return places.target
      return stage.early ?? { kind: 'listed' }
    }
    default:
      return assertNever(stage)
  }
}
