import { createHash } from 'node:crypto'
import { lstat, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import { choicesName, journalName } from '../../../../electron/rescue/copy/journal.ts'
import { createRescueMachine } from '../../../../electron/rescue/worker/rescue-machine.ts'
import type { RescueMachine } from '../../../../electron/rescue/worker/rescue-protocol.ts'
import type { RescueMachinePorts } from '../../../../electron/rescue/worker/rescue-context.ts'
import type { RescuePlaces } from '../../../../electron/rescue/worker/rescue-places.ts'
import {
  noRescue,
  type RescueRow,
  type RescueState,
  type RowsQuery,
} from '../../../../shared/files/rescue.ts'
import type { LeftFile, NotUploadedReason } from '../../../../shared/files/scan.ts'

export const allRows: RowsQuery = {
  from: 0,
  count: 200,
  reason: null,
  status: null,
  onlyRenamed: false,
  search: '',
  order: 'folder',
  isDescending: false,
}

/** An old folder, a new one and a folder for this person's data, on a real disk. */
export class RescueStand {
  readonly folder: string
  readonly old: string
  readonly new: string
  readonly data: string
  state: RescueState = noRescue
  settledCalls = 0
  readonly broken: unknown[] = []
  #watchers = new Set<() => void>()

  private constructor(folder: string) {
    this.folder = folder
    this.old = path.join(folder, 'OneDrive - Contoso')
    this.new = path.join(folder, 'OneDrive - Fabrikam')
    this.data = path.join(folder, 'data')
  }

  static async make(): Promise<RescueStand> {
    const stand = new RescueStand(await mkdtemp(path.join(os.tmpdir(), 'landfall-rescue-')))
    for (const one of [stand.old, stand.new, stand.data]) await mkdir(one)
    return stand
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  get places(): RescuePlaces {
    return {
      listFile: path.join(this.data, 'files-left.ndjson'),
      journalFile: path.join(this.data, journalName),
      choicesFile: path.join(this.data, choicesName),
      roots: [this.old],
      target: { kind: 'ready', root: this.new, folder: 'From Contoso', urlLength: 50 },
    }
  }

  /** A file in the old folder. */
  async put(name: string, content: string | Uint8Array = name): Promise<void> {
    const file = path.join(this.old, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }

  /** Lists all that is in the old folder, as a look through it does. */
  async list(reasonOf: (name: string) => NotUploadedReason = () => 'never-uploaded'): Promise<void> {
    const lines: string[] = []
    for (const name of await filesIn(this.old)) {
      const { size, mtimeMs } = await lstat(path.join(this.old, name))
      const left: LeftFile = {
        path: path.join(this.old, name),
        size,
        modifiedAt: Math.round(mtimeMs),
        reason: reasonOf(name),
      }
      lines.push(`${JSON.stringify(left)}\n`)
    }
    await writeFile(this.places.listFile, lines.join(''))
  }

  start(ports: Partial<RescueMachinePorts> = {}): RescueMachine {
    return createRescueMachine({
      disk: createPosixDisk(),
      show: (state) => {
        this.state = state
        for (const watcher of this.#watchers) watcher()
      },
      settled: () => {
        this.settledCalls += 1
      },
      broken: (error) => this.broken.push(error),
      now: () => new Date(),
      retryPauses: [],
      spareBytes: 0,
      ...ports,
    })
  }

  /** Waits until the state is as wished for. */
  async until(holds: (state: RescueState) => boolean): Promise<RescueState> {
    if (holds(this.state)) return this.state
    return await new Promise((resolve) => {
      const watcher = (): void => {
        if (!holds(this.state)) return
        this.#watchers.delete(watcher)
        resolve(this.state)
      }
      this.#watchers.add(watcher)
    })
  }

  /** Opens, plans, copies, and is done. */
  async rescue(rescueMachine = this.start()): Promise<RescueMachine> {
    await rescueMachine.open(this.places)
    await rescueMachine.list(allRows)
    await rescueMachine.plan()
    await rescueMachine.start()
    await this.until(({ run }) => run.kind !== 'copying')
    return rescueMachine
  }

  row(name: string): RescueRow | undefined {
    return this.state.rows?.rows.find((row) => row.path === path.join(this.old, name))
  }

  /** What is in the new OneDrive: names and content. */
  async copies(): Promise<Record<string, string>> {
    return await contentsOf(this.new)
  }
}

/** Every file below a folder by its name, links too, in order. */
export async function filesIn(folder: string, below = ''): Promise<string[]> {
  const names: string[] = []
  for (const entry of await readdir(path.join(folder, below), { withFileTypes: true })) {
    const name = path.join(below, entry.name)
    if (entry.isDirectory()) names.push(...(await filesIn(folder, name)))
    else names.push(name)
  }
  return names.toSorted()
}

export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = await filesIn(folder)
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const),
    ),
  )
}

/** A hash over names, contents, times and rights of a whole tree: whatever is done to it changes it. */
export async function fingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256')
  for (const name of await filesIn(folder)) {
    const { mode, mtimeMs, size } = await lstat(path.join(folder, name))
    hash.update(JSON.stringify([name, mode, mtimeMs, size]))
    hash.update(await readFile(path.join(folder, name)))
  }
  return hash.digest('hex')
}
