import { createFinding, type Finding } from '../findings/finding.ts'
import type { PolicyFacts } from '../facts/machine.ts'
import type { Reading } from '../facts/reading.ts'
import type { FileOutcomes } from '../files/rescue.ts'
import type { ScanResult } from '../files/scan.ts'
import { amountsToUpload } from './cloud-room.ts'

/**
 * Controlled folder access blocks, and is not told to let Landfall in: told before a copy meets it, so that an admin can act. Only while
 * files are left to copy. Where the registry could not be read nothing is said.
 */
export function judgeFolderGuard(
  policies: Reading<PolicyFacts>,
  scan: Reading<ScanResult> | null,
  rescue: FileOutcomes | null,
): Finding[] {
  if (policies.kind !== 'read' || !policies.value.keepsProgramsOut || scan?.kind !== 'read') return []
  const files = amountsToUpload(scan.value, rescue).reduce((sum, amount) => sum + amount.files, 0)
  return files === 0 ? [] : [createFinding('files.folder-guarded', policies, { files })]
}
