import type { Config } from '../config/config.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import type { Phase } from '../findings/vocabulary.ts'
import { deletingPolicies } from './deleting-policies.ts'
import { linkedOf, type OwnedAccount, type OwnedMachine } from './whose-account.ts'

/**
 * Policies that can take something away at the cutover, and are harmless before: while the old account is linked, and in the
 * ready phase in any case, there is still time to change them (docs/facts/policies.md#policies-that-decide-a-switch).
 */
export function judgeMovePolicies(machine: OwnedMachine, phase: Phase): Finding[] {
  const { policies, shortcuts } = machine
  const ofSource = linkedOf(machine, 'old')
  if (phase !== 'ready' && ofSource.length === 0) return []
  // After the move the account's own judge says so.
  if (policies.kind === 'unreadable')
    return phase === 'ready' ? [createFinding('policy.unknown', policies, { reason: policies.reason })] : []
  const { deletesShortcutsOnLoss, deletesShortcutsOnRemoval, blocksExternalSync, unread } = policies.value
  const findings: Finding[] = []
  if (deletesShortcutsOnLoss || deletesShortcutsOnRemoval) {
    const paths = shortcuts?.kind === 'read' ? shortcuts.value.map(({ folder }) => folder) : []
    findings.push(
      createFinding('policy.shortcuts-deleted-on-loss', policies, {
        onLoss: deletesShortcutsOnLoss,
        onRemoval: deletesShortcutsOnRemoval,
        ...(shortcuts?.kind === 'read' && { folders: paths.length, paths }),
      }),
    )
  }
  const libraries = ofSource.flatMap(toTeamLibraries)
  if (blocksExternalSync && libraries.length > 0) {
    const evidence = { libraries: libraries.length, paths: libraries }
    findings.push(createFinding('policy.external-sync-blocked', policies, evidence))
  }
  const odd = unread.filter(({ name }) => asked.has(name))
  if (phase === 'ready' && odd[0] !== undefined) {
    const names = odd.map(({ name }) => name)
    findings.push(
      createFinding('policy.unknown', policies, { reason: `${odd[0].name}: ${odd[0].reason}`, names }),
    )
  }
  return findings
}

/** Of these no one may be silent before the move. */
const asked: ReadonlySet<string> = new Set([...deletingPolicies, 'BlockExternalSync'])

function toTeamLibraries({ folder: own, libraries }: OwnedAccount): string[] {
  return libraries
    .filter(({ folder, owner }) => owner === 'old' && folder !== own)
    .map(({ folder }) => folder)
}

/**
 * Before the move the new account must not be linked yet: a OneDrive that is in the target first makes the move fail
 * (docs/facts/graph-and-migration.md#nothing-is-asked-before-the-move). Another person of the target who uses this computer is none of this move; where it is not known who it is, it is said.
 */
export function judgeEarlyLink(machine: Pick<OwnedMachine, 'accounts'>, { target }: Config): Finding[] {
  if (machine.accounts.kind === 'unreadable') return []
  const untold = linkedOf(machine, 'unknown').filter(({ tenantId }) => tenantId === target.tenantId)
  const early = [...linkedOf(machine, 'mine'), ...untold]
  if (early.length === 0) return []
  const linkedAs = early.flatMap(({ email }) => email ?? [])
  return [createFinding('account.linked-too-early', machine.accounts, { linkedAs })]
}
