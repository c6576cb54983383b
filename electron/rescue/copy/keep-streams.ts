import type { CopyFailure } from '../../../shared/files/rescue.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { NoRoomForStreams } from '../../platform/named-streams.ts'
import { atSource, SourceFailure, TargetFailure } from './copy-failures.ts'

/** Why a copy may not be had; or null, and whether something of its original stayed behind. */
export type StreamsOfCopy = { readonly failure: CopyFailure | null; readonly lacksStreams: boolean }

/**
 * Gives a copy what lies beside the content of its original, before it has its name: none is ever seen without the mark. An original that is gone
 * or locked by now tells none. Throws `TargetFailure` where the disk of the copy is full.
 */
export async function keepStreams(disk: LocalDisk, from: string, temporary: string): Promise<StreamsOfCopy> {
  try {
    const kept = await atSource(() => disk.keepStreams(from, temporary))
    return { failure: kept === 'mark-lost' ? 'mark-not-kept' : null, lacksStreams: kept === 'some-left' }
  } catch (error) {
    if (error instanceof NoRoomForStreams) throw new TargetFailure('disk-full', error)
    if (!(error instanceof SourceFailure)) throw error
    return { failure: error.failure, lacksStreams: false }
  }
}
