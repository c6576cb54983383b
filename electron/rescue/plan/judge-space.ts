import type { SpaceVerdict } from '../../../shared/files/rescue.ts'
import type { Amount } from '../../../shared/files/scan.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'

/** A file takes whole blocks of its volume. */
const blockBytes = 4096
/** Stays free for everything else that this computer does. */
const spareBytes = 1024 ** 3

/** Whether the volume of `folder` takes so much, with room to spare. */
export async function judgeSpace(
  disk: LocalDisk,
  folder: string,
  { files, bytes }: Amount,
  spare = spareBytes,
): Promise<SpaceVerdict> {
  const needed = bytes + files * blockBytes + spare
  const free = await readFree(disk, folder)
  return free === null
    ? { kind: 'unknown' }
    : { kind: free >= needed ? 'enough' : 'too-little', free, needed }
}

/** Bytes that are free on the volume of `folder`; null where the system does not say. */
export async function readFree(disk: LocalDisk, folder: string): Promise<number | null> {
  try {
    return await disk.freeBytes(folder)
  } catch {
    return null
  }
}
