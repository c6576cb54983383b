import { Worker } from 'node:worker_threads'
import type { ScanRequest, ScanResult } from '../../../shared/files/scan.ts'
import type { ScanOptions } from './scan-folders.ts'
import type { ScanNews, ThreadOrder } from './scan-thread.ts'
import { hearThread } from '../thread-talk.ts'

/**
 * `scanFolders` of this computer, Windows or a Mac, in a thread of its own, so that counting a large folder holds up no one. The thread goes
 * on when the listeners have done with what it found. Throws the signal's reason when it was ended.
 */
export async function scanInThread(request: ScanRequest, options: ScanOptions = {}): Promise<ScanResult> {
  const { signal, onFound, onLeft, onProgress, seen, onSeen } = options
  signal?.throwIfAborted()
  const order: ThreadOrder = {
    request,
    hears: {
      found: onFound !== undefined,
      left: onLeft !== undefined,
      seen: onSeen !== undefined,
      progress: onProgress !== undefined,
    },
    seen: seen ?? null,
  }
  const thread = new Worker(new URL('./scan-thread.ts', import.meta.url), { workerData: order })
  return await hearThread<ScanNews, ScanResult>(thread, {
    signal,
    name: 'the thread that looks through the folders',
    onNews: (news, heard) => {
      switch (news.kind) {
        case 'progress':
          return onProgress?.(news.progress)
        case 'found':
          return heard(onFound?.(news.found))
        case 'left':
          return heard(onLeft?.(news.left))
        case 'seen':
          return onSeen?.(news.marks)
      }
    },
  })
}
