import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createRecordedRegistry } from '../../../shared/recording/recorded-registry.ts'
import { parseRegFile } from '../../../shared/recording/reg-file.ts'
import { readLeaveRequest } from '../windows/leave-request.ts'

/** What the value of an installer says in the recording of a folder; null where it has no such value, or no registry. */
export async function readRecordedLeaveRequest(folder: string): Promise<string | null> {
  const bytes = await readFile(path.join(folder, 'registry.reg')).catch(() => null)
  return bytes === null ? null : readLeaveRequest(createRecordedRegistry(parseRegFile(bytes)))
}
