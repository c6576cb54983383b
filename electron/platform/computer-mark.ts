import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import os from 'node:os'
import type { DiskOwner } from './local-disk.ts'

/** What tells one person's folders on one computer from the same person's on another. */
export type ComputerMark = {
  /** The same at every start; sixteen digits from which nothing can be read. */
  readonly name: string
  /** Milliseconds: nothing that was written here is older. */
  readonly bornAt: number
  /** The volume that the profile lies on; null where a system's number for it says nothing. */
  readonly volume: bigint | null
}

/**
 * The file number and the birth of the local profile folder: settings may roam or come out of a backup, this folder is made on each
 * computer. Where it lies on a disk that travels, as FSLogix has it, what OneDrive keeps travels with it, and so does the mark.
 * Of a recording it is the recording's own folder. Null where the folder cannot be read.
 */
export async function readComputerMark(owner: DiskOwner): Promise<ComputerMark | null> {
  const profile = owner.kind === 'recorded' ? owner.folder : os.homedir()
  const found = await stat(profile, { bigint: true }).catch(() => null)
  if (found === null) return null
  // Whole milliseconds: not every Node tells more.
  const bornAt = Number(found.birthtimeNs / 1_000_000n)
  const name = createHash('sha256').update(`${found.ino} ${bornAt}`).digest('hex').slice(0, 16)
  // Elsewhere the number is given anew at each start of the system, and data lies in the home in any case.
  return { name, bornAt, volume: process.platform === 'win32' ? found.dev : null }
}

/** The name of this computer's mark; null where nothing tells which computer it is. */
export async function readComputerName(): Promise<string | null> {
  return (await readComputerMark({ kind: 'this', system: process.platform }))?.name ?? null
}

/** What names no computer is from before they were named, and is believed. */
export function isOfComputer(named: string | null | undefined, computer: string | null): boolean {
  return typeof named !== 'string' || computer === null || named === computer
}
