import type { Config } from '../config/config.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import type { PolicyFacts } from '../facts/machine.ts'
import type { Origin } from '../facts/reading.ts'

/** Why a person cannot do what is usually advised for a folder in the old OneDrive; words say what they can do instead. */
export const folderHolds = ['locked', 'fixed', 'moved-back', 'blocked'] as const
export type FolderHold = (typeof folderHolds)[number]

/** What keeps a person from taking folders out of the old OneDrive, or from putting them into the new one; the hardest first. */
export function findFolderHold(policies: PolicyFacts): FolderHold | null {
  if (policies.knownFolderBlockOptOut) return 'locked'
  if (policies.forbidsFolderChange) return 'fixed'
  if (!isBlockInForce(policies)) return null
  return policies.knownFolderBlockOptIn === 2 ? 'moved-back' : 'blocked'
}

/** The policy against a backup is void where another one orders a backup (docs/facts/policies.md#policies-that-decide-a-switch, `KFMBlockOptIn`). */
function isBlockInForce({ knownFolderBlockOptIn, ...policies }: PolicyFacts): boolean {
  return isBlockSet(knownFolderBlockOptIn) && !isBackupOrdered(policies)
}

function isBlockSet(value: number): boolean {
  return value === 1 || value === 2
}

function isBackupOrdered({
  knownFolderSilentOptIn,
  knownFolderWizard,
}: Pick<PolicyFacts, 'knownFolderSilentOptIn' | 'knownFolderWizard'>): boolean {
  return knownFolderSilentOptIn !== null || knownFolderWizard !== null
}

/** `inSource` and `outsideTarget`: how many of the known folders lie in the old OneDrive, and not in the new one. */
export function judgeFolderPolicies(
  policies: PolicyFacts,
  { inSource, outsideTarget }: { readonly inSource: number; readonly outsideTarget: number },
  config: Config,
  origin: Origin,
): Finding[] {
  const { knownFolderSilentOptIn, knownFolderWizard, knownFolderBlockOptIn, forbidsFolderChange } = policies
  const findings: Finding[] = []
  if (inSource > 0 && policies.knownFolderBlockOptOut) {
    findings.push(createFinding('policy.known-folders-locked', origin))
  }
  const named = [knownFolderSilentOptIn, knownFolderWizard]
  if (outsideTarget > 0 && named.includes(config.source.tenantId)) {
    const evidence = { silentOptIn: knownFolderSilentOptIn, wizard: knownFolderWizard }
    findings.push(createFinding('policy.known-folders-name-source', origin, evidence))
  }
  const isToMove = inSource > 0 || (outsideTarget > 0 && named.includes(config.target.tenantId))
  if (forbidsFolderChange && isToMove) findings.push(createFinding('policy.known-folders-fixed', origin))
  if (outsideTarget > 0 && isBlockSet(knownFolderBlockOptIn)) {
    const evidence = { blockOptIn: knownFolderBlockOptIn }
    if (isBackupOrdered(policies))
      findings.push(createFinding('policy.known-folders-contradict', origin, evidence))
    else if (inSource > 0) findings.push(createFinding('policy.known-folders-blocked', origin, evidence))
  }
  return findings
}
