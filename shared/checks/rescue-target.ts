import type { Config } from '../config/config.ts'
import type { MachineFacts } from '../facts/machine.ts'
import type { NoRescueReason } from '../files/rescue.ts'
import type { Phase } from '../findings/vocabulary.ts'
import { isBelow } from './folders.ts'
import { toExclusions, toUrlLength } from './scan-request.ts'
import { linkedOf, type OwnedAccount, type OwnedMachine } from './whose-account.ts'
import type { Exclusions } from '../files/exclusions.ts'
import { repairName } from '../files/name-rules.ts'
import { withoutEnd } from '../text/without-end.ts'

/**
 * The new OneDrive that files are copied into: its folder on this computer, the name of the folder in it, and how long its address is
 * before a path. Or why there is none.
 */
export type RescueTarget =
  | {
      readonly kind: 'ready'
      readonly root: string
      readonly folder: string
      readonly urlLength: number
      /** What would never be uploaded from there. */
      readonly exclusions: Exclusions
    }
  | { readonly kind: 'unavailable'; readonly reason: NoRescueReason }

/**
 * Where rescued files go: into the one folder that is provably this person's, and into no other. `config` is directed; before
 * the move nothing is put into the target (fact 1). `isContested`: somebody else is signed in.
 */
export function toRescueTarget(
  machine: Pick<OwnedMachine, 'accounts'> & Pick<MachineFacts, 'policies'>,
  config: Config,
  phase: Phase,
  { isContested }: { readonly isContested: boolean },
): RescueTarget {
  if (phase === 'ready' || phase === 'not-due') return { kind: 'unavailable', reason: 'before-move' }
  if (!config.features.rescue) return { kind: 'unavailable', reason: 'switched-off' }
  const root = findRoot(machine, config.target.tenantId, isContested)
  if (typeof root !== 'string') return { kind: 'unavailable', ...root }
  return {
    kind: 'ready',
    root: withoutEnd(root),
    folder: repairName({ name: `From ${config.source.name}`, isFolder: true, depth: 1 }).name,
    urlLength: toUrlLength(config.plan.targetUpn),
    exclusions: toExclusions(machine, config),
  }
}

function findRoot(
  machine: Pick<OwnedMachine, 'accounts'>,
  tenantId: string,
  isContested: boolean,
): string | { readonly reason: NoRescueReason } {
  const ofTarget = linkedOf(machine, 'mine', 'other-person', 'unknown')
  if (ofTarget.length === 0) return { reason: 'target-not-linked' }
  const mine = ofTarget.filter(({ owner }) => owner === 'mine')
  if (mine.length === 0 && ofTarget.some(({ owner }) => owner === 'other-person'))
    return { reason: 'target-of-other' }
  const [account, ...more] = mine.filter((one) => isProven(one, tenantId))
  const root = account?.folder ?? null
  if (root === null || more.length > 0 || isContested) return { reason: 'target-unproven' }
  // A folder that two accounts claim is no one's. An old account counts as old where it names its tenant itself.
  const others = linkedOf(machine, 'mine', 'other-person', 'partner', 'personal', 'unknown', 'old').filter(
    ({ owner, tenantId: named }) => owner !== 'old' || named === null,
  )
  const isShared = others.some(
    (other) =>
      other !== account &&
      other.folder !== null &&
      (isBelow(root, other.folder) || isBelow(other.folder, root)),
  )
  return isShared ? { reason: 'target-unproven' } : root
}

/** The account itself must name the tenant, and the client's own settings no other one. */
function isProven({ proof, settings, ...account }: OwnedAccount, tenantId: string): boolean {
  return (
    proof !== null && account.tenantId === tenantId && (settings === null || settings.tenantId === tenantId)
  )
}
