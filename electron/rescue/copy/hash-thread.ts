import { parentPort } from 'node:worker_threads'
import { hashOpenFile } from './hash-open-file.ts'

/*
 * The thread that reads copies back. It is given open files, which belong to the process and not to a thread, one list at a time, and
 * answers with a list as long. It opens and closes nothing.
 */
export type ToHashThread = readonly number[]
export type ReadBack =
  | { readonly kind: 'hash'; readonly sha256: string }
  | { readonly kind: 'failed'; readonly code: string | undefined }
export type FromHashThread = readonly ReadBack[]

const part = Buffer.alloc(1024 * 1024)

parentPort?.on('message', (descriptors: ToHashThread) => {
  parentPort?.postMessage(descriptors.map(readBack) satisfies FromHashThread)
})

function readBack(descriptor: number): ReadBack {
  try {
    return { kind: 'hash', sha256: hashOpenFile(descriptor, part) }
  } catch (error) {
    return { kind: 'failed', code: (error as NodeJS.ErrnoException).code }
  }
}
