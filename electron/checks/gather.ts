import type { CheckResult } from '../../shared/checks/check-result.ts'
import { judgeMachine, type CheckInput } from '../../shared/checks/index.ts'
import type { LinkFacts } from '../../shared/checks/links.ts'
import { toOldAddress } from '../../shared/checks/old-address.ts'
import { toFormerRequest, toScanRequest } from '../../shared/checks/scan-request.ts'
import { toDirectedConfig } from '../../shared/direction.ts'
import { phaseOf } from '../../shared/plan.ts'
import type { Reading } from '../../shared/reading.ts'
import type { ScanRequest, ScanResult } from '../../shared/scan.ts'
import type { Platform } from '../platform/platform.ts'

/**
 * What a scan of these folders of a tenant found: now, or the last time. None (null), or those of a former account, where
 * the tenant's account is not linked; then what was found earlier counts, and in the watch phase what was saved there since. Null where there
 * is nothing to say.
 */
export type AskScan = (
  request: ScanRequest | null,
  tenantId: string,
  isWatch: boolean,
) => Promise<Reading<ScanResult> | null>

/** What the address of the old OneDrive has answered so far; null where nobody knows one. */
export type AskLinks = (address: string | null) => LinkFacts

/** Reads the machine and judges it. `now` gives the time of the check; `scan` is asked where there is an old folder. */
export async function checkMachine({
  platform,
  now,
  scan,
  links,
  ...known
}: Omit<CheckInput, 'machine' | 'takenAt' | 'scan' | 'links'> & {
  readonly platform: Pick<Platform, 'readFacts'>
  readonly now: () => Date
  readonly scan: AskScan
  readonly links: AskLinks
}): Promise<CheckResult> {
  const machine = await platform.readFacts()
  const phase = phaseOf(known.knowledge, known.phase)
  const isReturn = known.direction === 'return' || phase === 'return'
  const config = toDirectedConfig(known.config, isReturn)
  const found =
    phase === 'not-due'
      ? null
      : await scan(
          toScanRequest(machine, config) ?? toFormerRequest(machine, config),
          config.source.tenantId,
          phase === 'watch',
        )
  // Before the move there is nothing that an old address could lead to.
  const isMoved = phase !== 'not-due' && phase !== 'ready'
  const linkFacts = links(isMoved ? toOldAddress(machine, config) : null)
  return judgeMachine({ ...known, machine, scan: found, links: linkFacts, takenAt: now().toISOString() })
}
