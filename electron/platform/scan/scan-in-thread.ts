import { Worker } from 'node:worker_threads'
import type { ScanRequest, ScanResult } from '../../../shared/files/scan.ts'
import type { ScanOptions } from './scan-folders.ts'
import type { FromThread, ThreadOrder, ToThread } from './scan-thread.ts'

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
  const tell = (message: ToThread): void => thread.postMessage(message)
  const stop = (): void => tell({ kind: 'stop' })
  signal?.addEventListener('abort', stop)
  try {
    return await new Promise<ScanResult>((resolve, reject) => {
      thread.once('error', reject)
      thread.once('exit', () => reject(new Error('the thread that looks through the folders has ended')))
      thread.on('message', (message: FromThread) => {
        switch (message.kind) {
          case 'progress':
            return onProgress?.(message.progress)
          case 'found':
            return void heard(onFound?.(message.found))
          case 'left':
            return void heard(onLeft?.(message.left))
          case 'seen':
            return onSeen?.(message.marks)
          case 'done':
            return resolve(message.result)
          case 'failed':
            return reject(message.error)
        }
      })
      async function heard(listener: Promise<void> | void): Promise<void> {
        try {
          await listener
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
