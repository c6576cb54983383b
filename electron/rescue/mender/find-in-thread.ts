import { Worker } from 'node:worker_threads'
import type { PointerFacts } from '../../../shared/facts/pointers.ts'
import type { DiskOwner } from '../../platform/local-disk.ts'
import type { PointerListeners } from './find-pointers.ts'
import type { PointerRequest } from './pointer-request.ts'
import type { FromPointerThread, PointerOrder, ToPointerThread } from './pointer-thread.ts'

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
  const tell = (message: ToPointerThread): void => thread.postMessage(message)
  const stop = (): void => tell({ kind: 'stop' })
  signal?.addEventListener('abort', stop)
  try {
    return await new Promise<PointerFacts>((resolve, reject) => {
      thread.once('error', reject)
      thread.once('exit', () => reject(new Error('the thread that reads shortcuts has ended')))
      thread.on('message', (message: FromPointerThread) => {
        switch (message.kind) {
          case 'found':
            return void hear(message.found)
          case 'done':
            return resolve(message.result)
          case 'failed':
            return reject(message.error)
        }
      })
      async function hear(found: Parameters<typeof onFound>[0]): Promise<void> {
        try {
          await onFound(found)
          tell({ kind: 'heard' })
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
    })
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
  }
}
