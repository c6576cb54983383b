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
  try {
    const free = await disk.freeBytes(folder)
    return { kind: free >= needed ? 'enough' : 'too-little', free, needed }
  } catch {
    return { kind: 'unknown' }
  }
}
