import { createFinding, type Finding } from '../finding.ts'
import type { PolicyFacts } from '../machine.ts'
import type { Reading } from '../reading.ts'
import type { Settlement } from '../rescue.ts'
import type { ScanResult } from '../scan.ts'
import { amountsToUpload } from './cloud-room.ts'

/**
 * Controlled folder access blocks, and is not told to let Landfall in: told before a copy meets it, so that an admin can act. Only while
 * files are left to copy. Where the registry could not be read nothing is said.
 */
export function judgeFolderGuard(
  policies: Reading<PolicyFacts>,
  scan: Reading<ScanResult> | null,
  rescue: Settlement | null,
): Finding[] {
  if (policies.kind !== 'read' || !policies.value.keepsProgramsOut || scan?.kind !== 'read') return []
  const files = amountsToUpload(scan.value, rescue).reduce((sum, amount) => sum + amount.files, 0)
  return files === 0 ? [] : [createFinding('files.folder-guarded', policies, { files })]
}
