import type { CheckResult } from '../../shared/checks/check-result.ts'
import { judgeMachine, type CheckInput } from '../../shared/checks/index.ts'
import type { Platform } from '../platform/platform.ts'

/** Reads the machine and judges it. `now` gives the time of the check. */
export async function checkMachine({
  platform,
  now,
  ...known
}: Omit<CheckInput, 'machine' | 'takenAt'> & {
  readonly platform: Pick<Platform, 'readFacts'>
  readonly now: () => Date
}): Promise<CheckResult> {
  const machine = await platform.readFacts()
  return judgeMachine({ ...known, machine, takenAt: now().toISOString() })
}
