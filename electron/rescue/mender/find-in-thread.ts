import { Worker } from 'node:worker_threads'
import type { PointerFacts } from '../../../shared/facts/pointers.ts'
import type { DiskOwner } from '../../platform/local-disk.ts'
import { hearThread } from '../../platform/thread-talk.ts'
import type { PointerListeners } from './find-pointers.ts'
import type { FoundPointer, PointerRequest } from './pointer-request.ts'
import type { PointerOrder } from './pointer-thread.ts'

/**
 * `findPointers` of a computer in a thread of its own, so that reading thousands of files holds up no window. The thread goes on when the
 * listener has done with what it found. Throws the signal's reason when it was ended.
 */
export async function findPointersInThread(
  owner: DiskOwner,
  request: PointerRequest,
  { signal, onFound }: PointerListeners,
): Promise<PointerFacts> {
  signal?.throwIfAborted()
  const order: PointerOrder = { owner, request }
  const thread = new Worker(new URL('./pointer-thread.ts', import.meta.url), { workerData: order })
  return await hearThread<readonly FoundPointer[], PointerFacts>(thread, {
    signal,
    name: 'the thread that reads shortcuts',
    onNews: (found, heard) => heard(onFound(found)),
  })
}
