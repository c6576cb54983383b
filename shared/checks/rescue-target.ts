import type { Config } from '../config.ts'
import type { MachineFacts } from '../machine.ts'
import type { NoRescueReason } from '../rescue.ts'
import type { Phase } from '../vocabulary.ts'
import { toUrlLength } from './scan-request.ts'

/**
 * The new OneDrive that files are copied into: its folder on this computer, the name of the folder in it, and how long its address is
 * before a path. Or why there is none.
 */
export type RescueTarget =
  | { readonly kind: 'ready'; readonly root: string; readonly folder: string; readonly urlLength: number }
  | { readonly kind: 'unavailable'; readonly reason: NoRescueReason }

/** Where rescued files go. `config` is directed; before the move nothing is put into the target (fact 1). */
export function toRescueTarget({ accounts }: MachineFacts, config: Config, phase: Phase): RescueTarget {
  if (phase === 'ready' || phase === 'not-due') return { kind: 'unavailable', reason: 'before-move' }
  if (!config.features.rescue) return { kind: 'unavailable', reason: 'switched-off' }
  const root = accounts.kind === 'unreadable' ? null : findFolder(accounts.value, config.target.tenantId)
  if (root === null) return { kind: 'unavailable', reason: 'target-not-linked' }
  return {
    kind: 'ready',
    root: root.replace(/[\\/]+$/, ''),
    folder: `From ${config.source.name}`,
    urlLength: toUrlLength(config.plan.targetUpn),
  }
}

function findFolder(
  accounts: Extract<MachineFacts['accounts'], { kind: 'read' }>['value'],
  tenantId: string,
): string | null {
  return (
    accounts.find((one) => one.configured && one.tenantId === tenantId && one.folder !== null)?.folder ?? null
  )
}
