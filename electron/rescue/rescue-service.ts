import { noRescue, type RescueState } from '../../shared/files/rescue.ts'
import type { DriveFolder, Lost, Rescued } from './verify-upload/verification.ts'
import type { AskRescue } from '../../shared/checks/check-machine.ts'
import type { Log } from '../context/log.ts'
import type { DiskOwner } from '../platform/local-disk.ts'
import {
  createRescueConnection,
  passBroken,
  type RescueConnection,
  type StartRescueProcess,
} from './rescue-connection.ts'
import { createRescueList, type RescueList, type RescueListPorts } from './rescue-list.ts'
import type { Arguments, WindowVerbs } from './worker/rescue-protocol.ts'

/** The rescue as main sees it: its process is started when there is something to rescue, and again where it was lost. */
export type RescueService = {
  /** What became of the list of this scan; opens it in the process where it is another than the last. */
  readonly countOutcomes: AskRescue
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

/** What the drive has in these folders, as far as Graph tells; asked before each plan. */
type ListDrive = (folders: readonly string[]) => Promise<readonly DriveFolder[]>

export type RescueServicePorts = Pick<
  RescueListPorts,
  'listFile' | 'listed' | 'confirmTarget' | 'onChange' | 'log'
> & {
  readonly start: StartRescueProcess
  readonly machine: DiskOwner
  readonly listDrive?: ListDrive
  readonly show: (state: RescueState) => void
}

/** Number of folder names sent to the process at a time. */
const foldersAtOnce = 200

export function createRescueService(ports: RescueServicePorts): RescueService {
  const { show, onChange } = ports
  let state: RescueState = noRescue
  const setState = (next: RescueState): void => {
    state = next
    show(state)
  }
  const connection = createRescueConnection({
    start: ports.start,
    machine: ports.machine,
    onState: setState,
    onSettled: onChange,
    onLost: (isRestarted) => {
      setState(toLost(state))
      // The next check opens the list again.
      if (isRestarted) onChange()
    },
    log: ports.log,
  })
  const list = createRescueList({ ...ports, connection, state: () => state })
  return {
    countOutcomes: list.countOutcomes,
    folder: list.folder,
    verbs: toWindowVerbs(connection, list, () => askDrive(connection, ports.listDrive, ports.log)),
    rescued: toRescued(connection),
    lost: toLostFiles(connection),
    stop: connection.stop,
  }
}

/** What was running when the process was lost has stopped, and nothing else has changed. */
function toLost(state: RescueState): RescueState {
  const progress = state.run.kind === 'copying' ? state.run.progress : null
  return {
    ...state,
    run: { kind: 'stopped', reason: 'unexpected', progress },
    question: null,
    compared: null,
  }
}

const isOpen = (connection: RescueConnection): boolean => connection.stage().kind === 'open'

function toWindowVerbs(
  connection: RescueConnection,
  list: RescueList,
  askDriveFirst: () => Promise<void>,
): WindowVerbs {
  const { call } = connection
  /** Does what the person asked for, where a list is open. What fails is shown; the window's request does not fail. */
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    if (isOpen(connection)) await work().catch(passBroken)
  }
  const pass = <Name extends keyof WindowVerbs>(verb: Name, ...given: Arguments[Name]): Promise<void> =>
    attempt(() => call(verb, ...given))
  /** For what puts files into the folder. */
  const passToTarget = (verb: 'start' | 'resume'): Promise<void> =>
    attempt(async () => {
      if (await list.isTargetStill()) await call(verb)
    })
  return {
    list: (wanted) => {
      list.setQuery(wanted)
      return pass('list', wanted)
    },
    select: (choice, isSelected) => pass('select', choice, isSelected),
    plan: () =>
      attempt(async () => {
        await askDriveFirst()
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
  }
}

/** Names and contents that the drive has already. Without an answer of Graph the plan is made without them. */
async function askDrive(
  { call }: RescueConnection,
  listDrive: ListDrive | undefined,
  log: Log,
): Promise<void> {
  if (listDrive === undefined) return
  const folders = await call('targetFolders')
  for (let at = 0; at < folders.length; at += foldersAtOnce) {
    const listed = await listDrive(folders.slice(at, at + foldersAtOnce)).catch((error: unknown) => {
      log.warn('drive-not-listed', { error })
      return []
    })
    // Where Graph tells nothing it is not asked for the rest.
    if (listed.length === 0) return
    await call('tellDrive', listed)
  }
}

/** Files page by page, from the first, as long as a list is open. */
async function* pagesOf<File>(
  connection: RescueConnection,
  ask: (again: boolean) => Promise<readonly File[] | null>,
): AsyncGenerator<readonly File[]> {
  for (let again = true; isOpen(connection); again = false) {
    const page = await ask(again)
    if (page === null) return
    yield page
  }
}

function toRescued(connection: RescueConnection): Rescued {
  const { call } = connection
  return {
    unproven: () => pagesOf(connection, (again) => call('unproven', again)),
    prove: async (paths, byContent) => {
      if (isOpen(connection)) await call('prove', paths, byContent)
    },
    renamed: async (copies) => {
      if (isOpen(connection)) await call('renamed', copies)
    },
    compareCopies: async (copies) =>
      new Map(!isOpen(connection) || copies.length === 0 ? [] : await call('compareCopies', copies)),
    isThere: async (file) => !isOpen(connection) || (await call('isThere', file)),
    giveBack: async (paths) => {
      if (isOpen(connection)) await call('giveBack', paths)
    },
  }
}

function toLostFiles(connection: RescueConnection): Lost {
  const { call } = connection
  return {
    list: () => {
      const stage = connection.stage()
      return stage.kind === 'open' ? stage.key : null
    },
    files: () => pagesOf(connection, (again) => call('lost', again)),
    compare: async (known) => {
      if (isOpen(connection)) await call('compare', known)
    },
    end: async () => {
      if (isOpen(connection)) await call('endComparison').catch(passBroken)
    },
  }
}
