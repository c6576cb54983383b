import { createInTurn } from '../../context/in-turn.ts'
import { fstatSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { hashOpenFile } from './hash-open-file.ts'
import type { FromHashThread, ReadBack, ToHashThread } from './hash-thread.ts'

/** Reads open files from their begin and hashes them in a thread of its own, so that what is copied meanwhile does not wait. */
export type Reader = {
  /** The SHA-256 of each, base64. Calls follow one another. Throws what the system said (with its code) of the first that cannot be read. */
  hash(descriptors: readonly number[]): Promise<string[]>
  close(): Promise<void>
}

type Waiting = { readonly resolve: (read: FromHashThread) => void; readonly reject: (error: Error) => void }

/** What a thread is not worth: it takes longer to start than this to read. */
const littleBytes = 2 * 1024 * 1024

/** The thread is started when there is much to read. */
export function createReader(): Reader {
  let thread: Worker | null = null
  const inTurn = createInTurn()
  let waiting: Waiting | null = null

  function begin(): Worker {
    const begun = new Worker(new URL('./hash-thread.ts', import.meta.url), {
      // It makes little else than hashes.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    })
    begun.on('message', (read: FromHashThread) => waiting?.resolve(read))
    begun.once('error', (error: Error) => waiting?.reject(error))
    begun.once('exit', () => waiting?.reject(new Error('the thread that reads copies back has ended')))
    return begun
  }

  async function ask(descriptors: ToHashThread): Promise<string[]> {
    if (thread === null && bytesIn(descriptors) <= littleBytes) {
      const part = Buffer.alloc(64 * 1024)
      return descriptors.map((descriptor) => hashOpenFile(descriptor, part))
    }
    const asked = (thread ??= begin())
    const read = await new Promise<FromHashThread>((resolve, reject) => {
      waiting = { resolve, reject }
      asked.postMessage(descriptors)
    })
    return read.map(toHash)
  }

  return {
    hash: (descriptors) => inTurn(async () => (descriptors.length === 0 ? [] : ask(descriptors))),
    close: () =>
      inTurn(async () => {
        await thread?.terminate()
        thread = null
      }),
  }
}

function bytesIn(descriptors: readonly number[]): number {
  return descriptors.reduce((bytes, descriptor) => bytes + fstatSync(descriptor).size, 0)
}

function toHash(read: ReadBack): string {
  if (read.kind === 'hash') return read.sha256
  throw Object.assign(new Error('a copy cannot be read back'), { code: read.code })
}
