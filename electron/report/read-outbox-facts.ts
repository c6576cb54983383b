import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { ReportFacts } from '../../shared/checks/report.ts'
import { isWaiting, isRefused, deliveredName } from './outbox.ts'

/** What the outbox in `folder` holds, from its names alone. A report that was delivered later outdates a refusal. */
export async function readOutboxFacts(folder: string): Promise<ReportFacts> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (names.some(isWaiting)) return { kind: 'queued' }
  const delivered = names.includes(deliveredName) ? await timeOf(path.join(folder, deliveredName)) : 0
  for (const name of names.filter(isRefused)) {
    if ((await timeOf(path.join(folder, name))) > delivered) return { kind: 'refused' }
  }
  return { kind: 'none' }
}

async function timeOf(file: string): Promise<number> {
  return (await stat(file)).mtimeMs
}
