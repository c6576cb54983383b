import { setImmediate } from 'node:timers/promises'
import type { Amount } from '../../../shared/files/scan.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { addTo } from '../inventory/read-list.ts'
import { countRenames, takeRows } from '../inventory/take-rows.ts'
import { judgeSpace } from '../plan/judge-space.ts'
import { planTargets, type TargetPlan } from '../plan/plan-targets.ts'
import { toClashKey } from '../plan/target-name.ts'
import type { DriveFolder } from '../verify-upload/verification.ts'
import type { OpenList, RescueContext, RescueMachinePorts } from './rescue-context.ts'
import type { RescueMachine } from './rescue-protocol.ts'
import type { RescuePlaces } from './rescue-places.ts'
import type { Planned } from './rescue-stage.ts'

type ReadyTarget = Extract<RescuePlaces['target'], { kind: 'ready' }>
type DriveNames = ReadonlyMap<string, DriveFolder['names']>
type Begun = { readonly opened: OpenList; readonly target: ReadyTarget }

/** Says where each chosen file would be copied to. Nothing is written. */
export function createPlanVerbs(
  context: RescueContext,
): Pick<RescueMachine, 'targetFolders' | 'tellDrive' | 'plan'> {
  const { disk } = context.ports
  /** What the drive has, told for the next plan alone. */
  let drive = new Map<string, DriveFolder['names']>()

  function begin(): Begun | null {
    const { opened } = context
    if (opened === null || context.stage().kind === 'copying') return null
    const { target } = opened.places
    return target.kind === 'unavailable' ? null : { opened, target }
  }

  /** What is shown goes out before this process is busy. */
  async function showPlanning(): Promise<void> {
    context.step({ kind: 'planning-began' })
    context.showAll()
    await setImmediate()
  }

  /** Null where the folder is gone: the list then says so. */
  async function makePlan({ opened, target }: Begun): Promise<Planned | null> {
    if (disk.stat(target.root)?.kind !== 'folder') {
      const places: RescuePlaces = {
        ...opened.places,
        target: { kind: 'unavailable', reason: 'target-missing' },
      }
      if (context.opened?.table === opened.table) context.opened = { ...opened, places }
      return null
    }
    return await planRows({ opened, target }, context.ports, drive)
  }

  return {
    targetFolders: async () => {
      const begun = begin()
      if (begun === null || disk.stat(begun.target.root)?.kind !== 'folder') return []
      await showPlanning()
      const { table } = begun.opened
      const { rows } = targetsOf(begun, disk)
      const folders = new Set<string>()
      for (const row of rows) {
        const place = table.target(row) ?? ''
        folders.add(place.slice(0, Math.max(0, place.lastIndexOf('/'))))
      }
      return [...folders]
    },
    tellDrive: async (folders) => {
      for (const { folder, names } of folders) drive.set(toClashKey(folder), names)
    },
    plan: async () => {
      const begun = begin()
      if (begun === null) return
      await showPlanning()
      let planned: Planned | null = null
      try {
        planned = await makePlan(begun)
      } finally {
        drive = new Map()
        // Another list may be open by now, and in planning itself.
        if (context.opened?.table === begun.opened.table) context.step({ kind: 'planning-ended', planned })
        context.showAll()
      }
    },
  }
}

function targetsOf(
  { opened: { table, past }, target }: Begun,
  disk: LocalDisk,
  drive?: DriveNames,
): TargetPlan {
  return planTargets(table, takeRows(table), target, disk, (row) => past.intents.get(row) ?? null, drive)
}

async function planRows(
  begun: Begun,
  { disk, spareBytes }: RescueMachinePorts,
  drive: DriveNames,
): Promise<Planned> {
  const { opened, target } = begun
  const { table } = opened
  const targets = targetsOf(begun, disk, drive)
  for (const row of targets.excluded) table.fail(row, 'excluded-by-policy')
  let amount: Amount = { files: 0, bytes: 0 }
  for (const row of targets.rows) amount = addTo(amount, table.size(row))
  const space = await judgeSpace(disk, target.root, amount, spareBytes)
  opened.free = space.kind === 'unknown' ? null : space.free
  const folder = `${target.root}${disk.separator}${target.folder}`
  return { targets, shown: { amount, folder, renames: countRenames(table, targets.rows), space } }
}
